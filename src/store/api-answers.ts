/**
 * Answers kept for the HTTP API's Idempotency-Key: the same request made again gets the same answer,
 * and nothing is done twice. A request that never came to its end frees its key after a while.
 */
import type { PracticeId } from '../base/id.ts';
import { day, formatInstant, instant, minute, type Instant } from '../base/time.ts';
import { sql, type Tx } from './database.ts';

const keptMs = day;
const unansweredMs = minute;

export interface AskedRequest {
  readonly practiceId: PracticeId;
  readonly key: string;
  /** Of method, path and body. */
  readonly hash: string;
  readonly at: Instant;
}

export type Asked =
  | { readonly kind: 'new' }
  | { readonly kind: 'answered'; readonly status: number; readonly body: string }
  | { readonly kind: 'in_progress' }
  | { readonly kind: 'reused' };

/** Takes the key for this request, or says what became of the one before. */
export async function askOnce(tx: Tx, request: AskedRequest): Promise<Asked> {
  const { practiceId, key, hash, at } = request;
  const keptSince = formatInstant(instant(at - keptMs));
  const unansweredSince = formatInstant(instant(at - unansweredMs));
  await sql`
    delete from api_answer where asked_at < ${keptSince}
      or (status is null and asked_at < ${unansweredSince})`.execute(tx);
  const { rows: taken } = await sql`
    insert into api_answer (practice_id, key, request_hash, asked_at)
    values (${practiceId}, ${key}, ${hash}, ${formatInstant(at)})
    on conflict (practice_id, key) do nothing returning key`.execute(tx);
  if (taken.length === 1) return { kind: 'new' };
  const { rows } = await sql<{ request_hash: string; status: number | null; body: string | null }>`
    select request_hash, status, body from api_answer
    where practice_id = ${practiceId} and key = ${key}`.execute(tx);
  const row = rows[0];
  if (!row || row.request_hash !== hash) return { kind: 'reused' };
  if (row.status === null) return { kind: 'in_progress' };
  return { kind: 'answered', status: row.status, body: row.body ?? '' };
}

export async function keepAnswer(
  tx: Tx,
  request: AskedRequest,
  answer: { status: number; body: string },
): Promise<void> {
  await sql`
    update api_answer set status = ${answer.status}, body = ${answer.body}
    where practice_id = ${request.practiceId} and key = ${request.key}`.execute(tx);
}

/** Nothing was done: the key may be used again. */
export async function forgetAsked(tx: Tx, request: AskedRequest): Promise<void> {
  await sql`
    delete from api_answer
    where practice_id = ${request.practiceId} and key = ${request.key}`.execute(tx);
}
