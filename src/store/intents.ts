/**
 * Intents and calls: one write about to be made, stored with the exact bytes of its call before the
 * call is made. An open intent blocks its record for every worker (a unique index says so).
 */
import type { BookId, ConnectionId } from '../base/id.ts';
import { formatInstant, type Instant } from '../base/time.ts';
import type { Kind } from '../sync/mirror.ts';
import type { Attempts } from '../sync/plan.ts';
import type { Write } from '../sync/posting.ts';
import { sql, type Tx } from './database.ts';
import { revive } from './json.ts';

export interface StoredCall {
  readonly id: string;
  readonly method: 'PUT' | 'POST';
  readonly path: string;
  readonly body: string;
  readonly marks: readonly string[];
  readonly idempotencyKey: string;
  /** Tells whether the token in use is still the one that it was sent with. */
  readonly tokenFingerprint: string;
  readonly leaseEpoch: number;
  readonly sentAt: Instant;
}

export interface NewIntent {
  readonly id: string;
  readonly kind: Kind;
  readonly bookId: BookId;
  /** The id that hints name it by: payments are planned by invoice. */
  readonly hintId: BookId;
  readonly bookVersion: number;
  readonly mark: string;
  readonly write: Write;
  readonly attemptKey: string;
}

export interface StoredIntent extends NewIntent {
  readonly callId: string;
  /** When it was first sent; the call has when it was sent last. */
  readonly openedAt: Instant;
  /** Another write of the same call is settled: Xero has worked through the call. */
  readonly isCallDone: boolean;
  readonly looks: number;
  readonly lookedAt?: Instant;
  readonly call: StoredCall;
}

/** Stores a call and its intents: the last thing before it is made. */
export async function openCall(
  tx: Tx,
  connectionId: ConnectionId,
  opened: { call: StoredCall; intents: readonly NewIntent[] },
): Promise<void> {
  const { call, intents } = opened;
  const at = formatInstant(call.sentAt);
  await sql`
    insert into call (id, connection_id, lease_epoch, method, path, body, marks, idempotency_key,
      token_fingerprint, sent_at)
    values (${call.id}, ${connectionId}, ${call.leaseEpoch}, ${call.method}, ${call.path},
      ${call.body}, ${JSON.stringify(call.marks)}, ${call.idempotencyKey}, ${call.tokenFingerprint},
      ${at})`.execute(tx);
  await sql`
    insert into intent (id, call_id, connection_id, kind, book_id, hint_id, book_version, mark, write,
      attempt_key, state, opened_at)
    select r.id, ${call.id}, ${connectionId}, r.kind, r."bookId", r."hintId", r."bookVersion", r.mark, r.write,
      r."attemptKey", 'open', ${at}
    from jsonb_to_recordset(${JSON.stringify(intents)}::jsonb) as r(id uuid, kind text,
      "bookId" uuid, "hintId" uuid, "bookVersion" int, mark text, write jsonb, "attemptKey" text)
    order by r.kind, r."bookId"`.execute(tx);
}

/** Nothing was done by this call (throttled, never connected): its intents are as if never made. */
export async function withdrawCall(tx: Tx, callId: string, note: string): Promise<void> {
  await sql`delete from intent where call_id = ${callId} and state = 'open'`.execute(tx);
  await sql`update call set answered_at = sent_at, note = ${note} where id = ${callId}`.execute(tx);
}

/** The call is about to be made once more, with the same key and the same bytes. */
export async function noteReplay(
  tx: Tx,
  replay: { callId: string; at: Instant; note: string },
): Promise<void> {
  await sql`
    update call set sent_at = ${formatInstant(replay.at)}, note = ${replay.note}
    where id = ${replay.callId}`.execute(tx);
}

export async function closeCall(
  tx: Tx,
  closed: { callId: string; at: Instant; status: number | undefined },
): Promise<void> {
  await sql`
    update call set answered_at = ${formatInstant(closed.at)}, status = ${closed.status ?? null}
    where id = ${closed.callId}`.execute(tx);
}

export interface IntentResult {
  readonly id: string;
  readonly state: 'accepted' | 'rejected' | 'absent';
  readonly messages: readonly string[];
}

/** Settles open intents; answers which of them were still open (a late answer settles nothing). */
export async function settleIntents(
  tx: Tx,
  settled: { results: readonly IntentResult[]; at: Instant },
): Promise<Set<string>> {
  if (settled.results.length === 0) return new Set();
  const { rows } = await sql<{ id: string }>`
    update intent set state = r.state, messages = r.messages,
      settled_at = ${formatInstant(settled.at)}
    from jsonb_to_recordset(${JSON.stringify(settled.results)}::jsonb) as r(id uuid, state text,
      messages jsonb)
    where intent.id = r.id and intent.state = 'open'
    returning intent.id`.execute(tx);
  return new Set(rows.map((row) => row.id));
}

/** Notes that a read which began at `at` did not find these. */
export async function noteLooks(
  tx: Tx,
  looked: { intentIds: readonly string[]; at: Instant },
): Promise<void> {
  if (looked.intentIds.length === 0) return;
  await sql`
    update intent set looks = intent.looks + 1, looked_at = ${formatInstant(looked.at)}
    from jsonb_array_elements_text(${JSON.stringify(looked.intentIds)}::jsonb) as e(id)
    where intent.id = e.id::uuid and intent.state = 'open'`.execute(tx);
}

interface IntentRow {
  id: string;
  call_id: string;
  kind: Kind;
  book_id: BookId;
  hint_id: BookId;
  book_version: number;
  mark: string;
  write: unknown;
  attempt_key: string;
  opened_at: Instant;
  is_call_done: boolean;
  looks: number;
  looked_at: Instant | null;
  lease_epoch: number;
  method: 'PUT' | 'POST';
  path: string;
  body: string;
  marks: string[];
  idempotency_key: string;
  token_fingerprint: string;
  sent_at: Instant;
}

/** Every open intent of a connection, by call. */
export async function readOpenIntents(tx: Tx, connectionId: ConnectionId): Promise<StoredIntent[]> {
  const { rows } = await sql<IntentRow>`
    select i.id, i.call_id, i.kind, i.book_id, i.hint_id, i.book_version, i.mark, i.write, i.attempt_key,
      i.opened_at, i.looks, i.looked_at, exists (select 1 from intent s where s.call_id = i.call_id
        and s.state in ('accepted', 'rejected')) as is_call_done, c.lease_epoch, c.method, c.path, c.body, c.marks, c.idempotency_key,
      c.token_fingerprint, c.sent_at
    from intent i join call c on c.id = i.call_id
    where i.connection_id = ${connectionId} and i.state = 'open'
    order by c.sent_at, c.id, i.id`.execute(tx);
  return rows.map((row) => ({
    id: row.id,
    callId: row.call_id,
    kind: row.kind,
    bookId: row.book_id,
    hintId: row.hint_id,
    bookVersion: row.book_version,
    mark: row.mark,
    write: revive<Write>(row.write),
    attemptKey: row.attempt_key,
    openedAt: row.opened_at,
    isCallDone: row.is_call_done,
    looks: row.looks,
    ...(row.looked_at === null ? {} : { lookedAt: row.looked_at }),
    call: {
      id: row.call_id,
      method: row.method,
      path: row.path,
      body: row.body,
      marks: row.marks,
      idempotencyKey: row.idempotency_key,
      tokenFingerprint: row.token_fingerprint,
      leaseEpoch: row.lease_epoch,
      sentAt: row.sent_at,
    },
  }));
}

/** What is known of attempts to write these records, for the planner. */
export async function readAttempts(
  tx: Tx,
  connectionId: ConnectionId,
  wanted: { kind: Kind; bookIds: readonly string[] },
): Promise<(bookId: string) => Attempts> {
  const { rows } = await sql<{
    book_id: string;
    open_at: Instant | null;
    state: string | null;
    attempt_key: string | null;
    messages: string[] | null;
    retries: number;
  }>`
    select e.id as book_id, o.opened_at as open_at, last.state, last.attempt_key, last.messages,
      (select count(*) from want w where w.connection_id = ${connectionId}
        and w.kind = ${wanted.kind} and w.book_id = e.id and w.action = 'retry') as retries
    from (select t.text::uuid as id
      from jsonb_array_elements_text(${JSON.stringify(wanted.bookIds)}::jsonb) as t(text)) as e
    left join intent o on o.connection_id = ${connectionId} and o.kind = ${wanted.kind}
      and o.book_id = e.id and o.state = 'open'
    left join lateral (
      select i.state, i.attempt_key, i.messages from intent i
      where i.connection_id = ${connectionId} and i.kind = ${wanted.kind} and i.book_id = e.id
        and i.state <> 'open'
      order by i.opened_at desc, i.id desc limit 1) as last on true
    order by e.id`.execute(tx);
  const known = new Map(
    rows.map((row) => {
      const attempts: Attempts = {
        retries: row.retries,
        ...(row.open_at === null ? {} : { open: { sentAt: row.open_at } }),
        ...(row.state === 'rejected' && row.attempt_key !== null
          ? { rejected: { attemptKey: row.attempt_key, messages: row.messages ?? [] } }
          : {}),
      };
      return [row.book_id, attempts] as const;
    }),
  );
  return (bookId) => known.get(bookId) ?? { retries: 0 };
}
