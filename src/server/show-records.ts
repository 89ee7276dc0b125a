/** Records of the store as the API shows them: amounts as text, times as ISO, absent as null. */
import { minorDigits } from '../accounting/invoice.ts';
import type { ContactView } from '../api/contacts.ts';
import type { FindingView } from '../api/findings.ts';
import type { InvoiceRow } from '../api/invoices.ts';
import type { PaymentView } from '../api/payments.ts';
import type { BriefFinding, SyncMark } from '../api/sync-mark.ts';
import type { Decimal } from '../base/decimal.ts';
import { formatInstant } from '../base/time.ts';
import type { Connection } from '../store/connections.ts';
import type { InvoiceListed } from '../store/view-invoices.ts';
import type { FindingOfRecord, Mark } from '../store/view-marks.ts';
import type { ContactListed, FindingListed, PaymentListed } from '../store/view-records.ts';
import { findingCodes, findingSentence, type FindingCode } from '../sync/finding-codes.ts';
import type { ServerOptions } from './context.ts';

/** Prints amounts with their currency's decimals; remembers those, since asking is slow. */
export function amountPrinter(): (amount: Decimal, currency: string) => string {
  const digits = new Map<string, number>();
  return (amount, currency) => {
    const places = digits.get(currency) ?? minorDigits(currency);
    digits.set(currency, places);
    return amount.normalised(places).toString();
  };
}

/** Only what Xero refused can be tried again as it is; all else waits for a change. */
export function canRetry(code: FindingCode): boolean {
  return findingCodes[code].class === 'rejected';
}

export function showBriefFinding(finding: FindingOfRecord): BriefFinding {
  return {
    id: finding.id,
    code: finding.code,
    sentence: findingSentence(finding),
    remedy: findingCodes[finding.code].remedy,
    canRetry: canRetry(finding.code),
  };
}

/** Opens an invoice of an organisation in Xero. */
export type XeroUrlOf = (xeroId: string) => string | null;

export function xeroUrls(options: ServerOptions, connection: Connection | undefined): XeroUrlOf {
  const shortCode = connection?.reference?.organisation.shortCode;
  const url =
    options.xeroInvoiceUrl ??
    ((invoice: { shortCode: string; xeroId: string }) =>
      `https://go.xero.com/app/${invoice.shortCode}/invoicing/view/${invoice.xeroId}`);
  return (xeroId) => (shortCode === undefined ? null : url({ shortCode, xeroId }));
}

export function showMark(
  mark: Mark,
  with_: { findings?: readonly FindingOfRecord[] | undefined; xeroUrl?: XeroUrlOf },
): SyncMark {
  return {
    state: mark.state,
    sentAt: mark.sentAt === undefined ? null : formatInstant(mark.sentAt),
    xeroUrl: mark.xeroId === undefined ? null : (with_.xeroUrl?.(mark.xeroId) ?? null),
    findings: (with_.findings ?? []).map(showBriefFinding),
  };
}

export function showInvoiceRow(
  invoice: InvoiceListed,
  with_: {
    print: (amount: Decimal, currency: string) => string;
    findings: readonly FindingOfRecord[] | undefined;
    xeroUrl: XeroUrlOf;
  },
): InvoiceRow {
  const { currency } = invoice;
  return {
    id: invoice.id,
    number: invoice.number,
    externalId: invoice.externalId ?? null,
    date: invoice.date,
    dueDate: invoice.dueDate ?? null,
    contact: { ...invoice.contact },
    reference: invoice.reference,
    currency,
    total: with_.print(invoice.total, currency),
    paid: with_.print(invoice.paid, currency),
    due: with_.print(invoice.due, currency),
    status: invoice.status,
    xero: showMark(invoice.mark, with_),
  };
}

export function showContact(
  contact: ContactListed,
  findings: readonly FindingOfRecord[] | undefined,
): ContactView {
  return {
    id: contact.id,
    number: contact.number,
    externalId: contact.externalId ?? null,
    kind: contact.kind,
    name: contact.name,
    emails: [...contact.emails],
    isArchived: contact.isArchived,
    version: contact.version,
    xero: showMark(contact.mark, { findings }),
  };
}

export function showPayment(
  payment: PaymentListed,
  with_: {
    print: (amount: Decimal, currency: string) => string;
    findings: readonly FindingOfRecord[] | undefined;
  },
): PaymentView {
  return {
    id: payment.id,
    externalId: payment.externalId ?? null,
    invoice: { ...payment.invoice },
    date: payment.date,
    amount: with_.print(payment.amount, payment.currency),
    currency: payment.currency,
    reference: payment.reference,
    bankAccount: payment.bankAccount,
    enteredIn: payment.enteredIn,
    isDeleted: payment.isDeleted,
    version: payment.version,
    xero: showMark(payment.mark, { findings: with_.findings }),
  };
}

export function showFinding(finding: FindingListed): FindingView {
  const text = findingCodes[finding.code];
  return {
    id: finding.id,
    connectionId: finding.connectionId,
    kind: finding.kind,
    recordId: finding.recordId,
    number: finding.number,
    invoiceId: finding.invoiceId ?? null,
    code: finding.code,
    class: text.class,
    sentence: findingSentence(finding),
    cause: text.cause,
    remedy: text.remedy,
    canRetry: canRetry(finding.code),
    openedAt: formatInstant(finding.openedAt),
  };
}
