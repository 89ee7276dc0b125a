/**
 * Seeding: whole books put in at once, in Xero's own field names. Trusted: no state machine, lock
 * dates, limits or uniqueness; amounts are still worked out by the same arithmetic. Nothing is kept
 * if an element can't be read.
 */
import { Decimal } from '../base/decimal.ts';
import { jsonAnswer, Refusal } from './answers.ts';
import { accountClasses } from './account-classes.ts';
import type { Books } from './books.ts';
import { buildContact } from './contact-build.ts';
import type { Call } from './call.ts';
import { dayRate } from './currency-rates.ts';
import type { Country } from './demo-accounts.ts';
import { fillDemoCompany } from './demo-company.ts';
import { buildLines } from './document-lines.ts';
import { choice, type InputObject } from './input.ts';
import { documentTotals } from './line-amounts.ts';
import type { Machine } from './machine.ts';
import {
  documentStatuses,
  lineAmountTypes,
  type Contact,
  type CreditNote,
  type Document,
  type DocumentStatus,
  type Invoice,
  type Payment,
} from './records.ts';
import { settledCreditNote, settledInvoice } from './settlement.ts';
import { readTime } from './wire.ts';

interface Seeding {
  readonly call: Call;
  readonly ids: Record<string, string[]>;
}

/** Answers with the organisation, counts and ids, in the order given. */
export function seedBooks(machine: Machine, input: InputObject): object {
  const books = organisationOf(machine, input);
  const call = seedingCall(machine, books);
  const seeding: Seeding = { call, ids: {} };
  for (const table of [books.contacts, books.invoices, books.creditNotes, books.payments]) {
    table.forgetOrder();
  }
  each(seeding, input, { name: 'currencies', put: seedCurrency });
  each(seeding, input, { name: 'taxRates', put: seedTaxRate });
  each(seeding, input, { name: 'accounts', put: seedAccount });
  each(seeding, input, { name: 'contacts', put: seedContact });
  const paidApart = invoicesPaidIn(input);
  each(seeding, input, {
    name: 'invoices',
    put: (to, element) => seedInvoice(to, element, paidApart),
  });
  each(seeding, input, { name: 'creditNotes', put: seedCreditNote });
  each(seeding, input, { name: 'payments', put: seedPayment });
  const counts = Object.fromEntries(
    Object.entries(seeding.ids).map(([name, ids]) => [name, ids.length]),
  );
  return { tenantId: books.tenantId, counts, ids: seeding.ids };
}

function bad(error: string): Refusal {
  return new Refusal(jsonAnswer(400, { error }));
}

function organisationOf(machine: Machine, input: InputObject): Books {
  const details = input.object('organisation');
  const first = machine.world.tenants()[0];
  const tenantId =
    input.text('tenantId')?.toLowerCase() ?? first?.tenantId ?? machine.random.uuid();
  const known = machine.world.tenant(tenantId);
  if (!known && !details) throw bad(`no organisation ${tenantId}: give its details as well`);
  const books = machine.world.open(tenantId);
  if (!known) {
    const code = (details?.text('CountryCode') ?? 'AU').toUpperCase().replace('UK', 'GB');
    const country = (['AU', 'NZ', 'GB', 'US'] as const).find((c): c is Country => c === code);
    if (!country) throw bad(`organisation.CountryCode: ${code} is not one of AU, NZ, GB, US`);
    fillDemoCompany(books, country, machine.now());
  }
  if (details) {
    const { organisation } = books;
    books.organisations.set('it', {
      ...organisation,
      Name: details.text('Name') ?? organisation.Name,
      LegalName: details.text('LegalName') ?? details.text('Name') ?? organisation.LegalName,
      ShortCode: details.text('ShortCode') ?? organisation.ShortCode,
      PeriodLockDate: details.date('PeriodLockDate') ?? organisation.PeriodLockDate,
      EndOfYearLockDate: details.date('EndOfYearLockDate') ?? organisation.EndOfYearLockDate,
    });
  }
  return books;
}

function seedingCall(machine: Machine, books: Books): Call {
  const now = machine.now();
  return {
    world: machine.world,
    books,
    settings: machine.settings,
    random: machine.random,
    now,
    today: books.today(now),
    app: undefined,
    method: 'POST',
    segments: [],
    path: '/_control/seed',
    query: new URLSearchParams('unitdp=4'),
    modifiedSince: undefined,
    idempotencyKey: undefined,
    body: '',
  };
}

/** All elements of one kind; an element that can't be read stops the seeding with its place. */
function each(
  seeding: Seeding,
  input: InputObject,
  kind: { readonly name: string; readonly put: (call: Call, element: InputObject) => string },
): void {
  const elements = input.list(kind.name);
  if (!elements) return;
  seeding.ids[kind.name] = elements.map((element, index) => {
    try {
      return kind.put(seeding.call, element);
    } catch (error) {
      if (!(error instanceof SeedError)) throw error;
      throw bad(`${kind.name}[${index}]: ${error.message}`);
    }
  });
}

class SeedError extends Error {
  override name = 'SeedError';
}

function updatedAt(call: Call, element: InputObject): number {
  return readTime(element.text('UpdatedDateUTC') ?? '') ?? call.now;
}

function idOf(call: Call, element: InputObject, name: string): string {
  return element.text(name)?.toLowerCase() ?? call.random.uuid();
}

function seedCurrency({ books }: Call, element: InputObject): string {
  const Code = element.text('Code')?.toUpperCase() ?? '';
  books.currencies.set(Code, { Code, Description: element.text('Description') ?? Code });
  return Code;
}

function seedTaxRate({ books }: Call, element: InputObject): string {
  const TaxType = element.text('TaxType')?.toUpperCase();
  if (!TaxType) throw new SeedError('TaxType is missing');
  const rate = element.decimal('EffectiveRate') ?? Decimal.zero;
  const applies = (name: string): boolean => element.flag(name) ?? true;
  const Name = element.text('Name') ?? TaxType;
  books.taxRates.set(TaxType, {
    Name,
    TaxType,
    ReportTaxType: element.text('ReportTaxType') ?? 'NONE',
    Status: choice(element, 'Status', ['ACTIVE', 'DELETED', 'ARCHIVED']) ?? 'ACTIVE',
    EffectiveRate: rate,
    CanApplyToAssets: applies('CanApplyToAssets'),
    CanApplyToEquity: applies('CanApplyToEquity'),
    CanApplyToExpenses: applies('CanApplyToExpenses'),
    CanApplyToLiabilities: applies('CanApplyToLiabilities'),
    CanApplyToRevenue: applies('CanApplyToRevenue'),
    TaxComponents: [{ Name, Rate: rate, IsCompound: false, IsNonRecoverable: false }],
  });
  return TaxType;
}

function seedAccount(call: Call, element: InputObject): string {
  const { books } = call;
  const Code = element.text('Code') || undefined;
  const known = Code ? books.accountByCode(Code) : undefined;
  const Type = element.text('Type')?.toUpperCase() ?? known?.Type ?? 'REVENUE';
  const Class = accountClasses[Type];
  if (Class === undefined) throw new SeedError(`Type ${Type} is not known`);
  const AccountID = known?.AccountID ?? idOf(call, element, 'AccountID');
  books.accounts.put({
    AccountID,
    Code,
    Name: element.text('Name') ?? known?.Name ?? Code ?? '',
    Status: choice(element, 'Status', ['ACTIVE', 'ARCHIVED', 'DELETED']) ?? 'ACTIVE',
    Type,
    Class,
    TaxType: element.text('TaxType')?.toUpperCase() ?? known?.TaxType ?? 'NONE',
    EnablePaymentsToAccount: element.flag('EnablePaymentsToAccount') ?? false,
    SystemAccount: element.text('SystemAccount') ?? known?.SystemAccount,
    BankAccountNumber: element.text('BankAccountNumber'),
    BankAccountType: Type === 'BANK' ? 'BANK' : undefined,
    CurrencyCode:
      Type === 'BANK'
        ? (element.text('CurrencyCode') ?? books.organisation.BaseCurrency)
        : undefined,
    UpdatedAt: updatedAt(call, element),
  });
  return AccountID;
}

function seedContact(call: Call, element: InputObject): string {
  const id = element.text('ContactID')?.toLowerCase();
  const stored = id ? call.books.contacts.get(id) : undefined;
  const { contact } = buildContact(call, element, { stored, nested: false });
  if (contact.Name === '') throw new SeedError('Name is missing');
  call.books.contacts.put({
    ...contact,
    ContactID: id ?? contact.ContactID,
    IsCustomer: element.flag('IsCustomer') ?? contact.IsCustomer,
    IsSupplier: element.flag('IsSupplier') ?? contact.IsSupplier,
    UpdatedAt: updatedAt(call, element),
  });
  return id ?? contact.ContactID;
}

function documentContactOf(call: Call, element: InputObject): Contact {
  const { books } = call;
  const sent = element.object('Contact');
  const id = sent?.text('ContactID')?.toLowerCase();
  const number = sent?.text('ContactNumber');
  const name = sent?.text('Name');
  const found =
    (id ? books.contacts.get(id) : undefined) ??
    (number ? books.contactByNumber(number) : undefined) ??
    (name ? books.contactsByName(name)[0] : undefined);
  if (found) return found;
  if (!sent || !name) throw new SeedError('Contact is not known and has no Name');
  const { contact } = buildContact(call, sent, { stored: undefined, nested: true });
  books.contacts.put(contact);
  return contact;
}

interface SeededDocument {
  readonly document: Document;
  readonly status: DocumentStatus;
}

function documentOf(call: Call, element: InputObject, sales: boolean): SeededDocument {
  const contact = documentContactOf(call, element);
  const types = choice(element, 'LineAmountTypes', lineAmountTypes) ?? 'Exclusive';
  const rules = { call, types, approving: false, discounts: true };
  const lines = buildLines(rules, element.list('LineItems') ?? [], []);
  if (lines.errors.length > 0) throw new SeedError(lines.errors.join('; '));
  const status = choice(element, 'Status', documentStatuses) ?? 'AUTHORISED';
  const base = call.books.organisation.BaseCurrency;
  const CurrencyCode = element.text('CurrencyCode')?.toUpperCase() ?? base;
  const seen = sales ? contact.IsCustomer : contact.IsSupplier;
  if (!seen) {
    const mark = sales ? { IsCustomer: true } : { IsSupplier: true };
    call.books.contacts.put({ ...contact, ...mark });
  }
  const document: Document = {
    Status: status === 'PAID' ? 'AUTHORISED' : status,
    ContactID: contact.ContactID,
    Date: element.date('Date') ?? call.today,
    LineAmountTypes: types,
    LineItems: lines.lines,
    ...documentTotals(lines.lines, types),
    CurrencyCode,
    CurrencyRate: element.decimal('CurrencyRate') ?? dayRate(base, CurrencyCode),
    Reference: element.text('Reference'),
    BrandingThemeID: [...call.books.brandingThemes.keys()][0],
    SentToContact: element.flag('SentToContact') ?? false,
    UpdatedAt: updatedAt(call, element),
    CreatedBy: element.text('CreatedByApp'),
  };
  return { document, status };
}

/** The invoices, by id or number, that payments of the same seed pay. */
function invoicesPaidIn(input: InputObject): ReadonlySet<string> {
  const paid = (input.list('payments') ?? []).flatMap((payment) => {
    const invoice = payment.object('Invoice');
    return [invoice?.text('InvoiceID')?.toLowerCase() ?? '', invoice?.text('InvoiceNumber') ?? ''];
  });
  return new Set(paid.filter((name) => name !== ''));
}

/** A PAID invoice without payments of its own gets one, in full, into the first bank account. */
function seedInvoice(call: Call, element: InputObject, paidApart: ReadonlySet<string>): string {
  const Type = choice(element, 'Type', ['ACCREC', 'ACCPAY']) ?? 'ACCREC';
  const { document, status } = documentOf(call, element, Type === 'ACCREC');
  const InvoiceID = idOf(call, element, 'InvoiceID');
  const invoice: Invoice = {
    ...document,
    InvoiceID,
    Type,
    InvoiceNumber: element.text('InvoiceNumber'),
    DueDate: element.date('DueDate'),
    Url: element.text('Url'),
    AmountPaid: Decimal.zero,
    AmountCredited: Decimal.zero,
    AmountDue: document.Total,
  };
  call.books.invoices.put(invoice);
  const isPaidApart = paidApart.has(InvoiceID) || paidApart.has(invoice.InvoiceNumber ?? '');
  if (status === 'PAID' && !isPaidApart) {
    putPayment(call, {
      invoice,
      amount: invoice.Total,
      date: element.date('FullyPaidOnDate') ?? invoice.DueDate ?? invoice.Date,
      UpdatedAt: invoice.UpdatedAt,
    });
  }
  return InvoiceID;
}

function seedCreditNote(call: Call, element: InputObject): string {
  const Type = choice(element, 'Type', ['ACCRECCREDIT', 'ACCPAYCREDIT']) ?? 'ACCRECCREDIT';
  const { document } = documentOf(call, element, Type === 'ACCRECCREDIT');
  const CreditNoteID = idOf(call, element, 'CreditNoteID');
  const note: CreditNote = {
    ...document,
    CreditNoteID,
    Type,
    CreditNoteNumber: element.text('CreditNoteNumber'),
    RemainingCredit: document.Total,
    Allocations: (element.list('Allocations') ?? []).map((allocation) => ({
      AllocationID: idOf(call, allocation, 'AllocationID'),
      InvoiceID: invoiceOf(call, allocation).InvoiceID,
      Amount: allocation.decimal('Amount')?.round(2) ?? document.Total,
      Date: allocation.date('Date') ?? document.Date,
    })),
  };
  call.books.creditNotes.put(settledCreditNote(call, note));
  for (const { InvoiceID } of note.Allocations) {
    const invoice = call.books.invoices.get(InvoiceID);
    if (invoice) call.books.invoices.put(settledInvoice(call, invoice));
  }
  return CreditNoteID;
}

function invoiceOf(call: Call, element: InputObject): Invoice {
  const sent = element.object('Invoice');
  const id = sent?.text('InvoiceID')?.toLowerCase();
  const number = sent?.text('InvoiceNumber') ?? '';
  const found = id ? call.books.invoices.get(id) : call.books.invoicesByNumber(number)[0];
  if (!found) throw new SeedError(`Invoice ${id ?? number} is not known`);
  return found;
}

function seedPayment(call: Call, element: InputObject): string {
  const invoice = invoiceOf(call, element);
  const sent = element.object('Account');
  const code = sent?.text('Code');
  const accountId =
    sent?.text('AccountID')?.toLowerCase() ??
    (code ? call.books.accountByCode(code)?.AccountID : undefined);
  return putPayment(call, {
    invoice,
    amount: element.decimal('Amount')?.round(2) ?? invoice.AmountDue,
    date: element.date('Date') ?? invoice.DueDate ?? invoice.Date,
    UpdatedAt: updatedAt(call, element),
    element,
    accountId,
  });
}

interface SeededPayment {
  readonly invoice: Invoice;
  readonly amount: Decimal;
  readonly date: Payment['Date'];
  readonly UpdatedAt: number;
  readonly element?: InputObject;
  readonly accountId?: string | undefined;
}

function putPayment(call: Call, seeded: SeededPayment): string {
  const { books } = call;
  const { invoice, element } = seeded;
  const bank = [...books.accounts.values()].find((a) => a.Type === 'BANK' && a.Status === 'ACTIVE');
  const AccountID = seeded.accountId ?? bank?.AccountID;
  if (!AccountID) throw new SeedError('there is no bank account');
  const payment: Payment = {
    PaymentID: element ? idOf(call, element, 'PaymentID') : call.random.uuid(),
    Status: element?.text('Status')?.toUpperCase() === 'DELETED' ? 'DELETED' : 'AUTHORISED',
    PaymentType: invoice.Type === 'ACCREC' ? 'ACCRECPAYMENT' : 'ACCPAYPAYMENT',
    InvoiceID: invoice.InvoiceID,
    AccountID,
    Date: seeded.date,
    Amount: seeded.amount,
    BankAmount: element?.decimal('BankAmount') ?? seeded.amount,
    CurrencyRate: element?.decimal('CurrencyRate') ?? invoice.CurrencyRate,
    Reference: element?.text('Reference'),
    IsReconciled: element?.flag('IsReconciled') ?? false,
    UpdatedAt: seeded.UpdatedAt,
  };
  books.payments.put(payment);
  const settled = settledInvoice(call, invoice);
  const UpdatedAt = Math.max(settled.UpdatedAt, payment.UpdatedAt);
  books.invoices.put({ ...settled, UpdatedAt });
  return payment.PaymentID;
}
