/**
 * Ids of other systems: a contact, invoice or payment can carry the id that a billing or CRM product
 * knows it by, and is then found and edited under it.
 */
import type { ContactId, InvoiceId, MatterId, PaymentId, PracticeId } from '../base/id.ts';
import { sql, type Tx } from './database.ts';

type ExternalKind = 'contact' | 'invoice' | 'payment';

const tables = {
  contact: sql.raw('contact'),
  invoice: sql.raw('invoice'),
  payment: sql.raw('payment'),
} as const;

/** Holds back whoever upserts the same external id at once, until this transaction ends. */
export async function lockExternalId(
  tx: Tx,
  practiceId: PracticeId,
  named: { kind: ExternalKind; externalId: string },
): Promise<void> {
  const name = `${practiceId}/${named.kind}/${named.externalId}`;
  await sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`.execute(tx);
}

async function idBy<T extends string>(
  tx: Tx,
  practiceId: PracticeId,
  by: { kind: ExternalKind; column: 'external_id' | 'number' | 'id'; value: string },
): Promise<T | undefined> {
  const { rows } = await sql<{ id: T }>`
    select id from ${tables[by.kind]} where practice_id = ${practiceId}
      and ${sql.raw(by.column)} = ${by.value}`.execute(tx);
  return rows[0]?.id;
}

export function contactByExternalId(tx: Tx, practiceId: PracticeId, externalId: string) {
  return idBy<ContactId>(tx, practiceId, {
    kind: 'contact',
    column: 'external_id',
    value: externalId,
  });
}

export function invoiceByExternalId(tx: Tx, practiceId: PracticeId, externalId: string) {
  return idBy<InvoiceId>(tx, practiceId, {
    kind: 'invoice',
    column: 'external_id',
    value: externalId,
  });
}

/** A payment by its external id, with the invoice that it pays. */
export async function paymentByExternalId(
  tx: Tx,
  practiceId: PracticeId,
  externalId: string,
): Promise<{ id: PaymentId; invoiceId: InvoiceId } | undefined> {
  const { rows } = await sql<{ id: PaymentId; invoice_id: InvoiceId }>`
    select id, invoice_id from payment where practice_id = ${practiceId}
      and external_id = ${externalId}`.execute(tx);
  return rows[0] && { id: rows[0].id, invoiceId: rows[0].invoice_id };
}

/** Who holds a number already: a contact's client number, or an invoice's number. */
export function holderOfNumber(
  tx: Tx,
  practiceId: PracticeId,
  wanted: { kind: 'contact' | 'invoice'; number: string },
): Promise<string | undefined> {
  return idBy(tx, practiceId, { kind: wanted.kind, column: 'number', value: wanted.number });
}

/** The id if the record is one of this practice. */
export function ownId<T extends string>(
  tx: Tx,
  practiceId: PracticeId,
  wanted: { kind: ExternalKind; id: string },
): Promise<T | undefined> {
  return idBy<T>(tx, practiceId, { kind: wanted.kind, column: 'id', value: wanted.id });
}

/** Gives a record its external id. */
export async function setExternalId(
  tx: Tx,
  record: { kind: ExternalKind; id: string; externalId: string },
): Promise<void> {
  await sql`update ${tables[record.kind]} set external_id = ${record.externalId}
    where id = ${record.id}`.execute(tx);
}

/** Matters of a contact by number. */
export async function mattersByNumber(
  tx: Tx,
  practiceId: PracticeId,
  wanted: { contactId: ContactId; numbers: readonly string[] },
): Promise<Map<string, MatterId>> {
  const { rows } = await sql<{ id: MatterId; number: string }>`
    select m.id, m.number from matter m
    where m.practice_id = ${practiceId} and m.contact_id = ${wanted.contactId}
      and m.number in (select t.text
        from jsonb_array_elements_text(${JSON.stringify(wanted.numbers)}::jsonb) as t(text))
    order by m.number`.execute(tx);
  return new Map(rows.map((row) => [row.number, row.id]));
}

/** Whether any connection has the invoice linked, or has sent it and awaits the answer. */
export async function isInvoiceSent(tx: Tx, id: InvoiceId): Promise<boolean> {
  const { rows } = await sql<{ is_sent: boolean }>`
    select exists (select 1 from link l where l.kind = 'invoice' and l.book_id = ${id})
      or exists (select 1 from intent n where n.kind = 'invoice' and n.book_id = ${id}
        and n.state = 'open') as is_sent`.execute(tx);
  return rows[0]?.is_sent ?? false;
}
