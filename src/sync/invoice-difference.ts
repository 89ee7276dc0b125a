/**
 * Which fields of an invoice differ: between a posting and what Xero holds, between two postings, and
 * between two states of the mirror. Lines are compared as a whole, by content and order.
 */
import { isSameText } from './merge.ts';
import type { MirrorInvoiceStatus, MirrorLine } from './mirror.ts';
import type { InvoicePosting, LinePosting } from './posting.ts';

/** The fields that flow, in the order in which they are named to people. */
export const invoiceFields = [
  'number',
  'contactId',
  'date',
  'dueDate',
  'currency',
  'amountsAre',
  'reference',
  'lines',
  'net',
  'tax',
  'total',
] as const;

export type InvoiceField = (typeof invoiceFields)[number];

interface Comparable {
  readonly description: string;
  readonly quantity: LinePosting['quantity'];
  readonly unitAmount: LinePosting['unitAmount'];
  readonly accountCode: string;
  readonly taxType: string;
  readonly tax: LinePosting['tax'];
  readonly amount: LinePosting['amount'];
}

/** Of an untaxed document Xero keeps no tax type of ours: it has none to compare. */
type Taxed = 'taxed' | 'untaxed';

function isSameLine(a: Comparable, b: Comparable, taxed: Taxed): boolean {
  return (
    isSameText(a.description, b.description) &&
    a.quantity.equals(b.quantity) &&
    a.unitAmount.equals(b.unitAmount) &&
    a.accountCode === b.accountCode &&
    (taxed === 'untaxed' || a.taxType === b.taxType) &&
    a.tax.equals(b.tax) &&
    a.amount.equals(b.amount)
  );
}

function areSameLines(
  a: readonly Comparable[] | undefined,
  b: readonly Comparable[] | undefined,
  taxed: Taxed,
): boolean {
  // Lines that an answer left out are not known to differ.
  if (a === undefined || b === undefined) return true;
  return (
    a.length === b.length &&
    a.every((line, i) => b[i] !== undefined && isSameLine(line, b[i], taxed))
  );
}

type Side = Pick<InvoicePosting, Exclude<InvoiceField, 'lines'>> & {
  readonly lines?: readonly (LinePosting | MirrorLine)[];
};

function isUntaxed(a: Side, b: Side): boolean {
  return a.amountsAre === 'no_tax' && b.amountsAre === 'no_tax';
}

/** The fields in which two invoices differ, whichever side either is from. */
export function differingFields(a: Side, b: Side): InvoiceField[] {
  return invoiceFields.filter((field) => {
    switch (field) {
      case 'lines':
        return !areSameLines(a.lines, b.lines, isUntaxed(a, b) ? 'untaxed' : 'taxed');
      case 'net':
      case 'tax':
      case 'total':
        return !a[field].equals(b[field]);
      case 'reference':
        return !isSameText(a.reference, b.reference);
      case 'number':
      case 'contactId':
      case 'date':
      case 'dueDate':
      case 'currency':
      case 'amountsAre':
        return a[field] !== b[field];
    }
  });
}

/** PAID is AUTHORISED with nothing due: it follows from payments, nobody sets it. */
export function statusWithoutPayment(
  status: MirrorInvoiceStatus,
): Exclude<MirrorInvoiceStatus, 'paid'> {
  return status === 'paid' ? 'authorised' : status;
}

/** In words for a person: "lines, net, total" or "due date". */
export function namesOf(fields: readonly string[]): string {
  return fields.map((field) => (field === 'contactId' ? 'contact' : words(field))).join(', ');
}

function words(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

/** The posting's lines, each with the id of the line in Xero that it replaces (RULES P8). */
export function withLineIds(
  lines: readonly LinePosting[],
  mirror: readonly MirrorLine[],
): LinePosting[] {
  const free = new Map(mirror.map((line) => [line.lineId, line]));
  const ids: (LinePosting['lineId'] | undefined)[] = lines.map((line) => {
    for (const [id, candidate] of free) {
      if (isSameLine(line, candidate, 'taxed')) {
        free.delete(id);
        return id;
      }
    }
    return undefined;
  });
  return lines.map((line, index) => {
    let lineId = ids[index];
    if (lineId === undefined) {
      const next = free.keys().next();
      if (!next.done) {
        lineId = next.value;
        free.delete(next.value);
      }
    }
    return lineId === undefined ? line : { ...line, lineId };
  });
}
