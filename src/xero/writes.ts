/**
 * Writes as calls: which writes go together, and the exact bytes of a call. Pure: what is prepared
 * here is stored with the intents before it is sent, and sent again unchanged if it has to be.
 *
 * Creations go by PUT, which refuses a number that is taken; POST would overwrite the record that
 * has it. Edits go by POST, each with its id. `summarizeErrors=false` makes Xero answer for each
 * element; without it one bad element turns the answer into a 400 while the others are still saved.
 */
import { assert } from '../base/assert.ts';
import type { XeroId } from '../base/id.ts';
import { limits } from '../base/limits.ts';
import type { InvoicePosting, Write } from '../sync/posting.ts';
import { accountingPath, queryText, type Query } from './requests.ts';
import { contactChangeBody, newContactBody, type ContactBefore } from './wire-contact.ts';
import { invoiceChangeBody, invoiceStatusBody, newInvoiceBody } from './wire-invoice.ts';
import { serialiseWire, type WireBody } from './wire-json.ts';
import { deletedPaymentBody, newPaymentBody } from './wire-payment.ts';

export interface PreparedCall {
  readonly method: 'PUT' | 'POST';
  /** With its query: /api.xro/2.0/Invoices?summarizeErrors=false&unitdp=4 */
  readonly path: string;
  readonly body: string;
  readonly marks: readonly string[];
}

/** The contacts that are edited, for the parts that an edit has to send back unchanged. */
export type ContactsBefore = ReadonlyMap<XeroId, ContactBefore>;

/** Xero advises 3.5 MB a request, and refuses 10. */
const bodyBytesAdvised = 3_000_000;
const noContacts: ContactsBefore = new Map();

const plurals = { contact: 'Contacts', invoice: 'Invoices', payment: 'Payments' } as const;

function kindOf(write: Write): keyof typeof plurals {
  return write.action === 'create' ? write.posting.kind : write.kind;
}

/** Writes with the same key may share a call; undefined for one that goes alone. */
function callKey(write: Write): string | undefined {
  const kind = kindOf(write);
  if (write.action === 'create') return `create ${kind}`;
  return kind === 'payment' ? undefined : `change ${kind}`;
}

function creationBody({ mark, posting }: Extract<Write, { action: 'create' }>): WireBody {
  switch (posting.kind) {
    case 'contact':
      assert(posting.fields.number === mark, 'a contact is marked by its number');
      return newContactBody(posting.fields);
    case 'invoice':
      assert(posting.number === mark, 'an invoice is marked by its number');
      return newInvoiceBody(posting);
    case 'payment':
      assert(posting.reference === mark, 'a payment is marked by its reference');
      return newPaymentBody(posting);
  }
}

/** New lines may reset the rate of a foreign invoice to the day's, so it always goes with them. */
function withRate({
  changes,
  posting: { currencyRate },
}: Extract<Write, { action: 'update'; kind: 'invoice' }>): Partial<InvoicePosting> {
  return changes.lines && currencyRate ? { currencyRate, ...changes } : changes;
}

function bodyOf(write: Write, before: ContactsBefore): WireBody {
  switch (write.action) {
    case 'create':
      return creationBody(write);
    case 'update':
      return write.kind === 'contact'
        ? contactChangeBody(write.mark, write.changes, before.get(write.mark))
        : invoiceChangeBody(write.mark, withRate(write));
    case 'set_status':
      if (write.kind === 'invoice') return invoiceStatusBody(write.mark, write.status);
      assert(write.status === 'deleted', 'a payment can only be deleted');
      return deletedPaymentBody;
  }
}

function pathOf(write: Write): string {
  const kind = kindOf(write);
  const path = `${accountingPath}/${plurals[kind]}`;
  // One payment is deleted at its own address, which takes no parameters.
  if (kind === 'payment' && write.action !== 'create') return `${path}/${write.mark}`;
  const query: Query = {
    summarizeErrors: false,
    ...(kind === 'invoice' ? { unitdp: 4 } : {}),
  };
  return `${path}${queryText(query)}`;
}

/**
 * One call for writes that belong together (see `groupWrites`): all creations of one kind, or all
 * changes of one kind, or one deletion of a payment; at most 50. `before` has the contacts that are
 * edited, as just read. Throws on writes that do not belong together, which is a bug.
 */
export function prepareCall(
  writes: readonly Write[],
  before: ContactsBefore = noContacts,
): PreparedCall {
  const first = writes[0];
  assert(first, 'a call has at least one write');
  assert(writes.length <= limits.writeElementsMax, 'a call has at most 50 writes');
  const key = callKey(first);
  assert(
    key === undefined ? writes.length === 1 : writes.every((write) => callKey(write) === key),
    'the writes of a call are of one kind and action',
  );
  const marks = writes.map((write) => write.mark);
  assert(
    marks.every((mark) => mark !== ''),
    'each write has a mark',
  );
  assert(new Set(marks).size === marks.length, 'each mark of a call is there once');
  const elements = writes.map((write) => serialiseWire(bodyOf(write, before)));
  const isAlone = key === undefined;
  return {
    method: first.action === 'create' ? 'PUT' : 'POST',
    path: pathOf(first),
    body: isAlone ? elements.join('') : `{"${plurals[kindOf(first)]}":[${elements.join(',')}]}`,
    marks,
  };
}

/**
 * Writes cut into calls: what shares a call is of one kind and action, at most 50 and about 3 MB. A
 * write whose record is already in the call starts a new one, so writes to one record keep their
 * order. Others may pass each other: what needs another record's write first is planned after it.
 */
export function groupWrites(
  writes: readonly Write[],
  before: ContactsBefore = noContacts,
): readonly (readonly Write[])[] {
  const groups: Write[][] = [];
  const open = new Map<string, { group: Write[]; marks: Set<string>; bytes: number }>();
  for (const write of writes) {
    const key = callKey(write);
    const bytes = Buffer.byteLength(serialiseWire(bodyOf(write, before)));
    let at = key === undefined ? undefined : open.get(key);
    const isFull =
      at === undefined ||
      at.group.length >= limits.writeElementsMax ||
      at.bytes + bytes > bodyBytesAdvised ||
      at.marks.has(write.mark);
    if (at === undefined || isFull) {
      at = { group: [], marks: new Set(), bytes: 0 };
      groups.push(at.group);
      if (key !== undefined) open.set(key, at);
    }
    at.group.push(write);
    at.marks.add(write.mark);
    at.bytes += bytes;
  }
  return groups;
}
