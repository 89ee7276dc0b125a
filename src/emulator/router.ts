/** Which handler answers which method and path below /api.xro/2.0. */
import { notFound, type Answer } from './answers.ts';
import type { Call } from './call.ts';
import {
  createContacts,
  listContacts,
  readContact,
  updateContact,
  upsertContacts,
} from './contacts.ts';
import {
  allocateCredit,
  createCreditNotes,
  listCreditNotes,
  readCreditNote,
  removeAllocation,
  updateCreditNote,
  upsertCreditNotes,
} from './credit-notes.ts';
import {
  createInvoices,
  listInvoices,
  readInvoice,
  updateOneInvoice,
  upsertInvoices,
} from './invoices.ts';
import { listPayments, readPayment, updatePayment, writePayments } from './payments.ts';
import {
  addCurrency,
  createAccount,
  createTaxRate,
  listAccounts,
  listBrandingThemes,
  listCurrencies,
  listTaxRates,
  listTrackingCategories,
  readAccount,
  readOrganisation,
} from './reference-data.ts';

type Handler = (call: Call, first: string, second: string) => Answer;

/** Keys: method, resource, then `*` for an id and names for sub-resources. */
const routes: Readonly<Record<string, Handler>> = {
  'GET Organisation': readOrganisation,
  'GET Organisations': readOrganisation,
  'GET Accounts': listAccounts,
  'GET Accounts/*': readAccount,
  'PUT Accounts': createAccount,
  'GET TaxRates': listTaxRates,
  'PUT TaxRates': createTaxRate,
  'GET Currencies': listCurrencies,
  'PUT Currencies': addCurrency,
  'GET BrandingThemes': listBrandingThemes,
  'GET TrackingCategories': listTrackingCategories,
  'GET Contacts': listContacts,
  'PUT Contacts': createContacts,
  'POST Contacts': upsertContacts,
  'GET Contacts/*': readContact,
  'POST Contacts/*': updateContact,
  'GET Invoices': listInvoices,
  'PUT Invoices': createInvoices,
  'POST Invoices': upsertInvoices,
  'GET Invoices/*': readInvoice,
  'POST Invoices/*': updateOneInvoice,
  'GET CreditNotes': listCreditNotes,
  'PUT CreditNotes': createCreditNotes,
  'POST CreditNotes': upsertCreditNotes,
  'GET CreditNotes/*': readCreditNote,
  'POST CreditNotes/*': updateCreditNote,
  'PUT CreditNotes/*/Allocations': allocateCredit,
  'DELETE CreditNotes/*/Allocations/*': removeAllocation,
  'GET Payments': listPayments,
  'PUT Payments': writePayments,
  'POST Payments': writePayments,
  'GET Payments/*': readPayment,
  'POST Payments/*': updatePayment,
};

const paths = new Set(Object.keys(routes).map((key) => key.slice(key.indexOf(' ') + 1)));

/** An unknown path is 404, a known one with another method 501, as Xero's list of codes has it. */
export function route(call: Call): Answer {
  const pattern = call.segments.map((part, index) => (index % 2 === 1 ? '*' : part)).join('/');
  const handler = routes[`${call.method} ${pattern}`];
  if (handler) return handler(call, call.segments[1] ?? '', call.segments[3] ?? '');
  if (paths.has(pattern)) return { status: 501, headers: {}, body: '' };
  return notFound();
}
