/**
 * The mirror: records as last seen in Xero. Storing them notes a hint for every book record that they
 * may concern: the linked one, or an unlinked one of the same number or name.
 */
import type { ConnectionId, XeroId } from '../base/id.ts';
import { formatInstant, type Instant } from '../base/time.ts';
import type { AnyMirror, MirrorKind } from '../sync/mirror.ts';
import { sql, type Tx } from './database.ts';
import { noteHints } from './hints.ts';
import { revive } from './json.ts';

function rowOf(record: AnyMirror): object {
  const isContact = record.kind === 'contact';
  return {
    kind: record.kind,
    xero_id: record.xeroId,
    updated_at: formatInstant(record.updatedAt),
    status: record.status,
    number: isContact ? record.fields.number : 'number' in record ? record.number : '',
    name_key: isContact ? nameKey(record.fields.name) : '',
    parent_id: parentOf(record) ?? null,
    body: record,
  };
}

function parentOf(record: AnyMirror): XeroId | undefined {
  if (record.kind === 'payment') return record.invoiceId;
  return record.kind === 'contact' ? undefined : record.contactId;
}

export function nameKey(name: string): string {
  return name.trim().replace(/\s+/g, ' ').toLowerCase();
}

/**
 * Takes records in. Lines that an answer left out are kept from before (a nested or summary record is
 * not an invoice without lines). Answers which of them really changed.
 */
export async function saveMirror(
  tx: Tx,
  connectionId: ConnectionId,
  seen: { records: readonly AnyMirror[]; at: Instant },
): Promise<XeroId[]> {
  if (seen.records.length === 0) return [];
  const unique = new Map(seen.records.map((record) => [`${record.kind}/${record.xeroId}`, record]));
  const rows = [...unique.values()].map(rowOf);
  const { rows: changed } = await sql<{ xero_id: XeroId }>`
    insert into mirror (connection_id, kind, xero_id, updated_at, seen_at, status, number, name_key,
      parent_id, body)
    select ${connectionId}, r.kind, r.xero_id, r.updated_at, ${formatInstant(seen.at)}, r.status,
      r.number, r.name_key, r.parent_id, r.body
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(kind text, xero_id uuid,
      updated_at timestamptz, status text, number text, name_key text, parent_id uuid, body jsonb)
    order by r.kind, r.xero_id
    on conflict (connection_id, kind, xero_id) do update set
      updated_at = excluded.updated_at, seen_at = excluded.seen_at, status = excluded.status,
      number = excluded.number, name_key = excluded.name_key,
      parent_id = coalesce(excluded.parent_id, mirror.parent_id),
      body = case when excluded.body ? 'lines' or not mirror.body ? 'lines' then excluded.body
        else excluded.body || jsonb_build_object('lines', mirror.body -> 'lines') end
      where mirror.body is distinct from excluded.body
        -- An answer that comes late, or is given once more for the same key, is older than what was read.
        and excluded.updated_at >= mirror.updated_at
    returning xero_id`.execute(tx);
  const xeroIds = changed.map((row) => row.xero_id);
  await hintConcerned(tx, connectionId, xeroIds);
  return xeroIds;
}

async function hintConcerned(
  tx: Tx,
  connectionId: ConnectionId,
  xeroIds: readonly XeroId[],
): Promise<void> {
  if (xeroIds.length === 0) return;
  const { rows } = await sql<{ kind: 'contact' | 'invoice' | 'payment'; book_id: string }>`
    with changed as (
      select m.kind, m.xero_id, m.number, m.name_key, m.parent_id, m.body ->> 'mergedInto' as merged
      from mirror m
      join jsonb_array_elements_text(${JSON.stringify(xeroIds)}::jsonb) as e(id)
        on m.xero_id = e.id::uuid
      where m.connection_id = ${connectionId}
    )
    select l.kind, l.book_id from changed c
      join link l on l.connection_id = ${connectionId} and l.kind = c.kind and l.xero_id = c.xero_id
      where c.kind in ('contact', 'invoice')
    union
    -- A payment concerns the invoice that it pays, and so does an invoice its payments.
    select 'payment', l.book_id from changed c
      join link l on l.connection_id = ${connectionId} and l.kind = 'invoice'
        and l.xero_id = case when c.kind = 'payment' then c.parent_id else c.xero_id end
      where c.kind in ('payment', 'invoice')
    union
    select 'contact', b.id from changed c
      join connection n on n.id = ${connectionId}
      join contact b on b.practice_id = n.practice_id
        and (b.number = c.number or lower(b.name) = c.name_key)
      where c.kind = 'contact'
    union
    -- What stood in the way of an invoice may have been its contact (archived, and now restored).
    select 'invoice', b.id from changed c
      join link l on l.connection_id = ${connectionId} and l.kind = 'contact' and l.xero_id = c.xero_id
      join invoice b on b.contact_id = l.book_id
      join finding f on f.connection_id = ${connectionId} and f.kind = 'invoice'
        and f.book_id = b.id and f.closed_at is null
      where c.kind = 'contact'
    union
    select 'invoice', b.id from changed c
      join connection n on n.id = ${connectionId}
      join invoice b on b.practice_id = n.practice_id and b.number = c.number
      where c.kind = 'invoice' and c.number <> ''
    order by 1, 2`.execute(tx);
  for (const kind of ['contact', 'invoice', 'payment'] as const) {
    const bookIds = rows.filter((row) => row.kind === kind).map((row) => row.book_id);
    await noteHints(tx, connectionId, { kind, bookIds });
  }
}

/** The mirror of these ids, in no order that means anything. */
export async function readMirror<M extends AnyMirror>(
  tx: Tx,
  connectionId: ConnectionId,
  wanted: { kind: MirrorKind; xeroIds: readonly string[] },
): Promise<Map<XeroId, M>> {
  if (wanted.xeroIds.length === 0) return new Map();
  const { rows } = await sql<{ xero_id: XeroId; body: unknown }>`
    select m.xero_id, m.body from mirror m
    join jsonb_array_elements_text(${JSON.stringify(wanted.xeroIds)}::jsonb) as e(id)
      on m.xero_id = e.id::uuid
    where m.connection_id = ${connectionId} and m.kind = ${wanted.kind}
    order by m.xero_id`.execute(tx);
  return new Map(rows.map((row) => [row.xero_id, revive<M>(row.body)]));
}

/** Records of the mirror under these numbers (contacts, invoices) or references (payments). */
export async function findByMark(
  tx: Tx,
  connectionId: ConnectionId,
  wanted: { kind: 'contact' | 'invoice' | 'payment'; marks: readonly string[] },
): Promise<AnyMirror[]> {
  if (wanted.marks.length === 0) return [];
  const mark = wanted.kind === 'payment' ? sql`m.body ->> 'reference'` : sql`m.number`;
  const { rows } = await sql<{ body: unknown }>`
    select m.body from mirror m
    join jsonb_array_elements_text(${JSON.stringify(wanted.marks)}::jsonb) as e(mark)
      on ${mark} = e.mark
    where m.connection_id = ${connectionId} and m.kind = ${wanted.kind}
    order by m.xero_id`.execute(tx);
  return rows.map((row) => revive<AnyMirror>(row.body));
}

/** Our links on invoices in Xero that no link, open intent or invoice here explains (RULES P12). */
export async function unexplainedMarks(
  tx: Tx,
  connectionId: ConnectionId,
  urlPart: string,
): Promise<{ xeroId: XeroId; number: string }[]> {
  const { rows } = await sql<{ xero_id: XeroId; number: string }>`
    select m.xero_id, m.number from mirror m
    where m.connection_id = ${connectionId} and m.kind = 'invoice'
      and m.status not in ('deleted', 'voided')
      and position(${urlPart} in m.body ->> 'url') > 0
      and not exists (select 1 from link l where l.connection_id = m.connection_id
        and l.kind = 'invoice' and l.xero_id = m.xero_id)
      and not exists (select 1 from intent i where i.connection_id = m.connection_id
        and i.kind = 'invoice' and i.mark = m.number and i.state = 'open')
      and not exists (select 1 from invoice b join connection n on n.practice_id = b.practice_id
        where n.id = m.connection_id and b.number = m.number)
    order by m.number limit 20`.execute(tx);
  return rows.map((row) => ({ xeroId: row.xero_id, number: row.number }));
}

/** Live records of linked pairs that were last seen before `before`, longest ago first. */
export async function readStale(
  tx: Tx,
  connectionId: ConnectionId,
  wanted: { kind: 'contact' | 'invoice' | 'payment'; before: Instant; limit: number },
): Promise<XeroId[]> {
  const { rows } = await sql<{ xero_id: XeroId }>`
    select m.xero_id from mirror m
    join link l on l.connection_id = m.connection_id and l.kind = m.kind and l.xero_id = m.xero_id
    where m.connection_id = ${connectionId} and m.kind = ${wanted.kind}
      and m.seen_at < ${formatInstant(wanted.before)}
      and m.status not in ('voided', 'deleted')
    order by m.seen_at, m.xero_id limit ${wanted.limit}`.execute(tx);
  return rows.map((row) => row.xero_id);
}

/** These were seen at `at`, whether or not anything in them changed. */
export async function noteSeen(
  tx: Tx,
  connectionId: ConnectionId,
  seen: { kind: MirrorKind; xeroIds: readonly XeroId[]; at: Instant },
): Promise<void> {
  await sql`
    update mirror set seen_at = ${formatInstant(seen.at)}
    from jsonb_array_elements_text(${JSON.stringify(seen.xeroIds)}::jsonb) as e(id)
    where mirror.connection_id = ${connectionId} and mirror.kind = ${seen.kind}
      and mirror.xero_id = e.id::uuid`.execute(tx);
}
