/**
 * Hints: which records a plan has to be made for. A hint carries no truth and may be doubled; it is
 * cleared only if it was not given again meanwhile (`times`), so an edit made while its record is
 * being planned is never lost.
 */
import type { BookId, ConnectionId, PracticeId } from '../base/id.ts';
import type { Kind } from '../sync/mirror.ts';
import { sql, type Tx } from './database.ts';

export interface Hint {
  readonly bookId: BookId;
  readonly times: number;
}

/** Hints for records of one connection. */
export async function noteHints(
  tx: Tx,
  connectionId: ConnectionId,
  hints: { kind: Kind; bookIds: readonly string[] },
): Promise<void> {
  if (hints.bookIds.length === 0) return;
  const bookIds = [...new Set(hints.bookIds)].sort();
  await sql`
    insert into hint (connection_id, kind, book_id)
    select ${connectionId}, ${hints.kind}, id
    from jsonb_array_elements_text(${JSON.stringify(bookIds)}::jsonb) as e(text)
    cross join lateral (select e.text::uuid as id) as i
    on conflict (connection_id, kind, book_id) do update set times = hint.times + 1`.execute(tx);
}

/**
 * Hints for every connection of the practice: records of the book were edited. An invoice may be what
 * its contact waited for before it is sent (a contact without invoices is out of scope).
 */
export async function noteBookEdits(
  tx: Tx,
  practiceId: PracticeId,
  edits: { kind: Kind; bookIds: readonly string[] },
): Promise<void> {
  const { rows } = await sql<{ id: ConnectionId }>`
    select id from connection where practice_id = ${practiceId} order by id`.execute(tx);
  for (const { id } of rows) {
    await noteHints(tx, id, edits);
    if (edits.kind === 'invoice') await hintUnlinkedContactsOf(tx, id, edits.bookIds);
    if (edits.kind === 'contact') await hintNamesakes(tx, id, edits.bookIds);
  }
}

/**
 * Contacts that are not linked and share a name with these, or did until now: which of them is meant
 * by the one in Xero may have become clear, or doubtful.
 */
export async function hintNamesakes(
  tx: Tx,
  connectionId: ConnectionId,
  contactIds: readonly string[],
): Promise<void> {
  if (contactIds.length === 0) return;
  const { rows } = await sql<{ id: string }>`
    select o.id from contact c
    join jsonb_array_elements_text(${JSON.stringify(contactIds)}::jsonb) as e(id)
      on c.id = e.id::uuid
    join contact o on o.practice_id = c.practice_id and lower(o.name) = lower(c.name)
      and o.id <> c.id
    where not exists (select 1 from link l where l.connection_id = ${connectionId}
      and l.kind = 'contact' and l.book_id = o.id)
    union
    select book_id from finding
    where connection_id = ${connectionId} and kind = 'contact' and code = 'contact.namesakes'
      and closed_at is null
    order by 1`.execute(tx);
  await noteHints(tx, connectionId, { kind: 'contact', bookIds: rows.map((row) => row.id) });
}

async function hintUnlinkedContactsOf(
  tx: Tx,
  connectionId: ConnectionId,
  invoiceIds: readonly string[],
): Promise<void> {
  const { rows } = await sql<{ contact_id: string }>`
    select distinct i.contact_id from invoice i
    join jsonb_array_elements_text(${JSON.stringify(invoiceIds)}::jsonb) as e(id)
      on i.id = e.id::uuid
    where not exists (select 1 from link l where l.connection_id = ${connectionId}
      and l.kind = 'contact' and l.book_id = i.contact_id)
    order by i.contact_id`.execute(tx);
  await noteHints(tx, connectionId, {
    kind: 'contact',
    bookIds: rows.map((row) => row.contact_id),
  });
}

/** The next hints of a kind after `after`, in order. */
export async function readHints(
  tx: Tx,
  connectionId: ConnectionId,
  page: { kind: Kind; after: string | undefined; limit: number },
): Promise<Hint[]> {
  const after = page.after ?? '00000000-0000-0000-0000-000000000000';
  const { rows } = await sql<{ book_id: BookId; times: number }>`
    select book_id, times from hint
    where connection_id = ${connectionId} and kind = ${page.kind} and book_id > ${after}
    order by book_id limit ${page.limit}`.execute(tx);
  return rows.map((row) => ({ bookId: row.book_id, times: row.times }));
}

/** The hints of these records, as they are now. */
export async function readHintsOf(
  tx: Tx,
  connectionId: ConnectionId,
  wanted: { kind: Kind; ids: readonly BookId[] },
): Promise<Hint[]> {
  const { rows } = await sql<{ book_id: BookId; times: number }>`
    select h.book_id, h.times from hint h
    join jsonb_array_elements_text(${JSON.stringify(wanted.ids)}::jsonb) as e(id)
      on h.book_id = e.id::uuid
    where h.connection_id = ${connectionId} and h.kind = ${wanted.kind}
    order by h.book_id`.execute(tx);
  return rows.map((row) => ({ bookId: row.book_id, times: row.times }));
}

export async function clearHints(
  tx: Tx,
  connectionId: ConnectionId,
  done: { kind: Kind; hints: readonly Hint[] },
): Promise<void> {
  if (done.hints.length === 0) return;
  await sql`
    delete from hint using jsonb_to_recordset(${JSON.stringify(done.hints)}::jsonb)
      as d("bookId" uuid, times int)
    where hint.connection_id = ${connectionId} and hint.kind = ${done.kind}
      and hint.book_id = d."bookId" and hint.times = d.times`.execute(tx);
}

/** Hints for everything of a connection: a first sync, a changed policy, changed reference data. */
export async function hintEverything(
  tx: Tx,
  connectionId: ConnectionId,
  practiceId: PracticeId,
): Promise<void> {
  await sql`
    insert into hint (connection_id, kind, book_id)
    select ${connectionId}::uuid, 'contact', id from contact where practice_id = ${practiceId}
    union all
    select ${connectionId}::uuid, 'invoice', id from invoice where practice_id = ${practiceId}
    union all
    select distinct ${connectionId}::uuid, 'payment', invoice_id from payment
      where practice_id = ${practiceId}
    order by 2, 3
    on conflict (connection_id, kind, book_id) do update set times = hint.times + 1`.execute(tx);
}

/** Hints for every record that has an open finding: something that it may depend on has changed. */
export async function hintFindings(tx: Tx, connectionId: ConnectionId): Promise<void> {
  await sql`
    insert into hint (connection_id, kind, book_id)
    -- Payments are planned by invoice; what only Xero paid is said of the invoice already.
    select distinct ${connectionId}::uuid, f.kind, coalesce(p.invoice_id, f.book_id) from finding f
    left join payment p on f.kind = 'payment' and p.id = f.book_id
    where f.connection_id = ${connectionId} and f.closed_at is null order by 2, 3
    on conflict (connection_id, kind, book_id) do update set times = hint.times + 1`.execute(tx);
}

/** How many hints wait, by kind: what the progress bar counts. */
export async function countHints(
  tx: Tx,
  connectionId: ConnectionId,
): Promise<Record<Kind, number>> {
  const { rows } = await sql<{ kind: Kind; count: number }>`
    select kind, count(*) as count from hint where connection_id = ${connectionId}
    group by kind order by kind`.execute(tx);
  const counts: Record<Kind, number> = { contact: 0, invoice: 0, payment: 0 };
  for (const row of rows) counts[row.kind] = row.count;
  return counts;
}

/** Hints that a sync could do something about now: of records without an awaited answer. */
export async function countWaitingHints(tx: Tx, connectionId: ConnectionId): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from hint h
    where h.connection_id = ${connectionId}
      and not exists (select 1 from intent i where i.connection_id = h.connection_id
        and i.hint_id = h.book_id and i.state = 'open')`.execute(tx);
  return rows[0]?.count ?? 0;
}
