/** Links: this book record is that Xero record, with the base both sides last agreed on. */
import type { BookId, ConnectionId, XeroId } from '../base/id.ts';
import { formatInstant, type Instant } from '../base/time.ts';
import type { Kind } from '../sync/mirror.ts';
import type { ContactBase, InvoiceBase, Link, PaymentBase } from '../sync/plan.ts';
import { sql, type Tx } from './database.ts';
import { hintNamesakes, noteHints } from './hints.ts';
import { revive } from './json.ts';

export interface NewLink {
  readonly kind: Kind;
  readonly bookId: BookId;
  readonly xeroId: XeroId;
  readonly bookVersion: number;
  readonly base: ContactBase | InvoiceBase | PaymentBase;
  /** Something was sent to Xero: what lists show as "last copied". */
  readonly isSent: boolean;
}

/**
 * Sets links. One Xero record is never linked twice on a side: the database refuses it, and the
 * caller's transaction with it.
 */
export async function saveLinks(
  tx: Tx,
  connectionId: ConnectionId,
  saved: { links: readonly NewLink[]; at: Instant },
): Promise<void> {
  if (saved.links.length === 0) return;
  const at = formatInstant(saved.at);
  const { rows } = await sql<{ kind: Kind; book_id: string; is_new: boolean }>`
    insert into link (connection_id, kind, book_id, xero_id, book_version, base, linked_at, sent_at)
    select ${connectionId}, r.kind, r."bookId", r."xeroId", r."bookVersion", r.base, ${at},
      case when r."isSent" then ${at}::timestamptz end
    from jsonb_to_recordset(${JSON.stringify(saved.links)}::jsonb) as r(kind text, "bookId" uuid,
      "xeroId" uuid, "bookVersion" int, base jsonb, "isSent" boolean)
    order by r.kind, r."bookId"
    on conflict (connection_id, kind, book_id) do update set
      xero_id = excluded.xero_id, book_version = excluded.book_version, base = excluded.base,
      sent_at = coalesce(excluded.sent_at, link.sent_at)
    returning kind, book_id, (xmax = 0) as is_new`.execute(tx);
  const fresh = rows.filter((row) => row.is_new);
  const idsOf = (kind: Kind): string[] =>
    fresh.filter((row) => row.kind === kind).map((row) => row.book_id);
  await hintInvoicesOf(tx, connectionId, idsOf('contact'));
  await hintNamesakes(tx, connectionId, idsOf('contact'));
  await noteHints(tx, connectionId, { kind: 'payment', bookIds: idsOf('invoice') });
}

/** Invoices that waited for their contact, new or moved to it, can go on. */
async function hintInvoicesOf(
  tx: Tx,
  connectionId: ConnectionId,
  contactIds: readonly string[],
): Promise<void> {
  if (contactIds.length === 0) return;
  const { rows } = await sql<{ id: string }>`
    select i.id from invoice i
    join jsonb_array_elements_text(${JSON.stringify(contactIds)}::jsonb) as e(id)
      on i.contact_id = e.id::uuid
    order by i.id`.execute(tx);
  await noteHints(tx, connectionId, { kind: 'invoice', bookIds: rows.map((row) => row.id) });
}

export async function removeLink(
  tx: Tx,
  connectionId: ConnectionId,
  record: { kind: Kind; bookId: BookId },
): Promise<void> {
  await sql`
    delete from link where connection_id = ${connectionId} and kind = ${record.kind}
      and book_id = ${record.bookId}`.execute(tx);
}

export async function readLinks<Base extends ContactBase | InvoiceBase | PaymentBase>(
  tx: Tx,
  connectionId: ConnectionId,
  wanted: { kind: Kind; bookIds: readonly string[] },
): Promise<Map<string, Link<Base>>> {
  if (wanted.bookIds.length === 0) return new Map();
  const { rows } = await sql<{
    book_id: string;
    xero_id: XeroId;
    book_version: number;
    base: unknown;
  }>`
    select l.book_id, l.xero_id, l.book_version, l.base from link l
    join jsonb_array_elements_text(${JSON.stringify(wanted.bookIds)}::jsonb) as e(id)
      on l.book_id = e.id::uuid
    where l.connection_id = ${connectionId} and l.kind = ${wanted.kind}
    order by l.book_id`.execute(tx);
  return new Map(
    rows.map((row) => [
      row.book_id,
      { xeroId: row.xero_id, bookVersion: row.book_version, base: revive<Base>(row.base) },
    ]),
  );
}

/** Which of these Xero records are linked, and to which record of the book. */
export async function readLinkedXeroIds(
  tx: Tx,
  connectionId: ConnectionId,
  wanted: { kind: Kind; xeroIds: readonly XeroId[] },
): Promise<Map<XeroId, BookId>> {
  if (wanted.xeroIds.length === 0) return new Map();
  const { rows } = await sql<{ xero_id: XeroId; book_id: BookId }>`
    select l.xero_id, l.book_id from link l
    join jsonb_array_elements_text(${JSON.stringify(wanted.xeroIds)}::jsonb) as e(id)
      on l.xero_id = e.id::uuid
    where l.connection_id = ${connectionId} and l.kind = ${wanted.kind}
    order by l.xero_id`.execute(tx);
  return new Map(rows.map((row) => [row.xero_id, row.book_id]));
}
