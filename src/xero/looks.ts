/**
 * Looking for records by their marks: what an unknown outcome is settled by. A look finds what is
 * marked exactly so, and says nothing when it could not see all; whether what it finds is ours, and
 * when absence counts, is decided elsewhere.
 *
 * Xero compares text without regard to case, and no document says how a quotation mark is written
 * in a `where`. So a mark with one is searched for by its longest plain piece, and everything found
 * is compared with the marks again.
 */
import { limits } from '../base/limits.ts';
import type { Kind, MirrorInvoice, MirrorPayment } from '../sync/mirror.ts';
import type { ReadOutcome } from './judge-read.ts';
import { readFound, type Page } from './reads.ts';
import type { Query, XeroAccess } from './requests.ts';
import type { Transport } from './transport.ts';
import type { ContactReading } from './wire-contact.ts';

/** One call of a search: the marks that it answers for. */
export interface Look<K extends Kind = Kind> {
  readonly kind: K;
  readonly marks: readonly string[];
  readonly query: Query;
}

export interface FoundOf {
  contact: ContactReading;
  invoice: MirrorInvoice;
  payment: MirrorPayment;
}

const resources = { contact: 'contacts', invoice: 'invoices', payment: 'payments' } as const;

/** Addresses of up to 2,048 characters pass everywhere; this leaves room for the rest of one. */
const queryLengthMax = 1700;

function longestPlainPiece(mark: string): string {
  const pieces = mark.split(/["\\]/);
  return pieces.reduce((longest, piece) => (piece.length > longest.length ? piece : longest), '');
}

function condition(field: string, mark: string): string {
  const piece = longestPlainPiece(mark);
  return piece === mark
    ? `${field}=="${mark}"`
    : `(${field}!=null AND ${field}.Contains("${piece}"))`;
}

/** InvoiceNumbers= is a list cut at commas, so a number with one goes into a `where`. */
function queryFor(kind: Kind, marks: readonly string[]): Query {
  if (kind === 'invoice' && marks.every((mark) => !mark.includes(','))) {
    return { InvoiceNumbers: marks.join(',') };
  }
  const field = { contact: 'ContactNumber', invoice: 'InvoiceNumber', payment: 'Reference' }[kind];
  return { where: marks.map((mark) => condition(field, mark)).join(' OR ') };
}

function lengthOf(query: Query): number {
  return encodeURIComponent(query.where ?? query.InvoiceNumbers ?? '').length;
}

/** The calls that a search for these marks takes, as few as fit. */
export function planLooks<K extends Kind>(kind: K, marks: readonly string[]): readonly Look<K>[] {
  const looks: Look<K>[] = [];
  let group: string[] = [];
  const close = (): void => {
    if (group.length > 0) looks.push({ kind, marks: group, query: queryFor(kind, group) });
    group = [];
  };
  for (const mark of new Set(marks)) {
    const isFull = lengthOf(queryFor(kind, [...group, mark])) > queryLengthMax;
    if (isFull || group.length === limits.readIdsMax) close();
    group.push(mark);
  }
  close();
  return looks;
}

function markOf(record: FoundOf[Kind]): string {
  switch (record.kind) {
    case 'contact':
      return record.fields.number;
    case 'invoice':
      return record.number;
    case 'payment':
      return record.reference;
  }
}

/**
 * One call. Records of every status that have exactly one of the marks; bills are left out. A mark
 * that is not among them is absent only when the answer has nothing unreadable.
 */
export async function look<K extends Kind>(
  transport: Transport,
  access: XeroAccess,
  search: Look<K>,
): Promise<ReadOutcome<Page<FoundOf[K]>>> {
  const outcome = await readFound(transport, access, {
    resource: resources[search.kind],
    query: search.query,
  });
  if (outcome.kind !== 'answered') return outcome;
  const marks = new Set(search.marks);
  const found: readonly FoundOf[Kind][] = outcome.value.records;
  const records = found.filter(
    (record): record is FoundOf[K] =>
      marks.has(markOf(record)) && !(record.kind === 'invoice' && record.type === 'bill'),
  );
  return { ...outcome, value: { ...outcome.value, records } };
}

/** Invoices by number, at most 50: one call when the numbers are short and without commas. */
export async function readInvoicesByNumber(
  transport: Transport,
  access: XeroAccess,
  numbers: readonly string[],
): Promise<ReadOutcome<Page<MirrorInvoice>>> {
  const search: Look<'invoice'> = {
    kind: 'invoice',
    marks: numbers,
    query: queryFor('invoice', numbers),
  };
  return look(transport, access, search);
}
