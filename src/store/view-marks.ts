/**
 * How records stand towards Xero, as SQL fragments and a read that the lists share: linked or not,
 * waiting, awaiting an answer, or with an open finding. Payments are hinted by their invoice.
 */
import type { ConnectionId } from '../base/id.ts';
import type { Instant } from '../base/time.ts';
import type { FindingCode } from '../sync/finding-codes.ts';
import type { Kind } from '../sync/mirror.ts';
import type { FindingFacts } from '../sync/plan.ts';
import { sql, type Tx } from './database.ts';

export type MarkState = 'in_agreement' | 'waiting' | 'awaiting_answer' | 'finding' | 'not_sent';

export interface Mark {
  readonly state: MarkState;
  readonly xeroId?: string;
  readonly sentAt?: Instant;
}

export interface MarkRow {
  mark_state: MarkState;
  mark_xero_id: string | null;
  mark_sent_at: Instant | null;
}

export function markOf(row: MarkRow): Mark {
  return {
    state: row.mark_state,
    ...(row.mark_xero_id === null ? {} : { xeroId: row.mark_xero_id }),
    ...(row.mark_sent_at === null ? {} : { sentAt: row.mark_sent_at }),
  };
}

export const noConnection = '00000000-0000-0000-0000-000000000000' as ConnectionId;

/** Ids of the records of `kind` with an open finding; an invoice answers for its payments too. */
export function withFindings(connectionId: ConnectionId, kind: Kind) {
  if (kind !== 'invoice') {
    return sql`(select f.book_id from finding f where f.connection_id = ${connectionId}
      and f.closed_at is null and f.kind = ${kind})`;
  }
  return sql`(select coalesce(fp.invoice_id, f.book_id) from finding f
    left join payment fp on f.kind = 'payment' and fp.id = f.book_id
    where f.connection_id = ${connectionId} and f.closed_at is null
      and f.kind in ('invoice', 'payment'))`;
}

/** Ids of the records of `kind` whose answer is awaited. */
export function awaitingAnswer(connectionId: ConnectionId, kind: Kind) {
  const id = kind === 'invoice' ? sql`n.hint_id` : sql`n.book_id`;
  const kinds = kind === 'invoice' ? sql`('invoice', 'payment')` : sql`(${kind})`;
  return sql`(select ${id} from intent n where n.connection_id = ${connectionId}
    and n.state = 'open' and n.kind in ${kinds})`;
}

/** Payments are hinted by their invoice, and an invoice answers for them. */
function hintKinds(kind: Kind) {
  return kind === 'invoice' ? sql`('invoice', 'payment')` : sql`(${kind})`;
}

function hintId(kind: Kind) {
  return kind === 'payment' ? sql`r.invoice_id` : sql`r.id`;
}

/**
 * Whether the next sync has something to do for record `r`: a hint waits, and the record is not linked
 * or was edited since it last agreed. A hint alone carries no truth: it may only say "look again".
 */
export function isWaiting(connectionId: ConnectionId, kind: Kind) {
  const isOwn = sql`l.xero_id is null or l.book_version <> r.version`;
  const hasOwn = kind === 'invoice' ? sql`${isOwn} or ${hasWaitingPayment(connectionId)}` : isOwn;
  return sql`(exists (select 1 from hint h where h.connection_id = ${connectionId}
    and h.kind in ${hintKinds(kind)} and h.book_id = ${hintId(kind)}) and (${hasOwn}))`;
}

/** Whether invoice `r` has a payment that Xero does not hold as it is here. */
function hasWaitingPayment(connectionId: ConnectionId) {
  return sql`exists (select 1 from payment wp
    left join link wl on wl.connection_id = ${connectionId} and wl.kind = 'payment'
      and wl.book_id = wp.id
    where wp.invoice_id = r.id
      and case when wl.xero_id is null then not wp.is_deleted
        else wl.book_version <> wp.version end)`;
}

/** The state of record `r`, whose link (if any) is joined as `l`. */
export function markState(connectionId: ConnectionId, kind: Kind) {
  return sql`case
    when r.id in ${withFindings(connectionId, kind)} then 'finding'
    when r.id in ${awaitingAnswer(connectionId, kind)} then 'awaiting_answer'
    when ${isWaiting(connectionId, kind)} then 'waiting'
    when l.xero_id is not null then 'in_agreement'
    else 'not_sent' end`;
}

/** Joins the link of record `r` as `l`. */
export function linkJoin(connectionId: ConnectionId, kind: Kind) {
  return sql`left join link l on l.connection_id = ${connectionId} and l.kind = ${kind}
    and l.book_id = r.id`;
}

/** Keeps only the records in one state; the rare states are looked up from their own tables. */
export function inState(connectionId: ConnectionId, kind: Kind, state: MarkState) {
  const isState = sql`${markState(connectionId, kind)} = ${state}`;
  switch (state) {
    case 'finding':
      return sql`r.id in ${withFindings(connectionId, kind)}`;
    case 'awaiting_answer':
      return sql`r.id in ${awaitingAnswer(connectionId, kind)} and ${isState}`;
    case 'waiting':
      return sql`${hintId(kind)} in (select h.book_id from hint h
        where h.connection_id = ${connectionId} and h.kind in ${hintKinds(kind)}) and ${isState}`;
    case 'in_agreement':
      return sql`l.xero_id is not null and ${isState}`;
    case 'not_sent':
      return sql`r.id not in (select n.book_id from link n
        where n.connection_id = ${connectionId} and n.kind = ${kind}) and ${isState}`;
  }
}

export interface FindingOfRecord {
  /** The record that was asked for: an invoice for its payments' findings too. */
  readonly recordId: string;
  readonly id: string;
  readonly code: FindingCode;
  readonly facts: FindingFacts;
}

/** The open findings of these records, oldest first. */
export async function readFindingsOf(
  tx: Tx,
  connectionId: ConnectionId,
  wanted: { kind: Kind; ids: readonly string[] },
): Promise<Map<string, FindingOfRecord[]>> {
  if (wanted.ids.length === 0) return new Map();
  const ids = JSON.stringify(wanted.ids);
  const record =
    wanted.kind === 'invoice' ? sql`coalesce(p.invoice_id, f.book_id)` : sql`f.book_id`;
  const kinds = wanted.kind === 'invoice' ? sql`('invoice', 'payment')` : sql`(${wanted.kind})`;
  const { rows } = await sql<{
    record_id: string;
    id: string;
    code: FindingCode;
    facts: FindingFacts;
  }>`
    select e.id as record_id, f.id, f.code, f.facts from finding f
    left join payment p on f.kind = 'payment' and p.id = f.book_id
    join (select t.text::uuid as id from jsonb_array_elements_text(${ids}::jsonb) as t(text)) as e
      on e.id = ${record}
    where f.connection_id = ${connectionId} and f.closed_at is null and f.kind in ${kinds}
    order by f.opened_at, f.id`.execute(tx);
  const findings = rows.map((row) => ({
    recordId: row.record_id,
    id: row.id,
    code: row.code,
    facts: row.facts,
  }));
  return Map.groupBy(findings, (finding) => finding.recordId);
}
