/**
 * The append-only, hash-chained history: a row for every write to either side, saying who or what,
 * which fields, from, to, why and by which request. Each row's hash covers the row before, so that a
 * change to any of them shows.
 */
import { canonicalJson } from '../base/canonical-json.ts';
import { sha256 } from '../base/hash.ts';
import type { PracticeId } from '../base/id.ts';
import { formatInstant, type Instant } from '../base/time.ts';
import { sql, type Tx } from './database.ts';

export interface HistoryChange {
  readonly field: string;
  readonly from?: string;
  readonly to?: string;
}

export interface HistoryEntry {
  /** A person's name, or the part of the program that acted, such as `sync`. */
  readonly actor: string;
  readonly side: 'book' | 'xero';
  readonly kind: string;
  readonly recordId: string;
  readonly action: string;
  readonly changes: readonly HistoryChange[];
  readonly why: string;
  readonly requestId?: string;
}

const chainStart = '0'.repeat(64);

/** Appends in one statement; the practice's chain is locked until the transaction ends. */
export async function appendHistory(
  tx: Tx,
  options: { practiceId: PracticeId; at: Instant; entries: readonly HistoryEntry[] },
): Promise<void> {
  const { practiceId, entries } = options;
  if (entries.length === 0) return;
  await sql`select id from practice where id = ${practiceId} for update`.execute(tx);
  const last = await sql<{ sequence: number; hash: string }>`
    select sequence, hash from history where practice_id = ${practiceId}
    order by sequence desc limit 1`.execute(tx);
  let sequence = last.rows[0]?.sequence ?? 0;
  let previous = last.rows[0]?.hash ?? chainStart;
  const at = formatInstant(options.at);
  const rows = entries.map((entry) => {
    sequence += 1;
    const hash = historyHash({ previous, sequence, at, entry });
    const row = {
      sequence,
      at,
      actor: entry.actor,
      side: entry.side,
      kind: entry.kind,
      record_id: entry.recordId,
      action: entry.action,
      changes: entry.changes,
      why: entry.why,
      request_id: entry.requestId ?? null,
      previous_hash: previous,
      hash,
    };
    previous = hash;
    return row;
  });
  await sql`
    insert into history (practice_id, sequence, at, actor, side, kind, record_id, action, changes,
      why, request_id, previous_hash, hash)
    select ${practiceId}, r.sequence, r.at, r.actor, r.side, r.kind, r.record_id, r.action, r.changes,
      r.why, r.request_id, r.previous_hash, r.hash
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(sequence bigint, at timestamptz,
      actor text, side text, kind text, record_id text, action text, changes jsonb, why text,
      request_id text, previous_hash text, hash text)`.execute(tx);
}

function historyHash(row: {
  previous: string;
  sequence: number;
  at: string;
  entry: HistoryEntry;
}): string {
  return sha256(`${row.previous}\n${row.sequence}\n${row.at}\n${canonicalJson(row.entry)}`);
}

/** The first sequence at which the chain does not hold; undefined when it is whole. */
export async function brokenHistoryAt(tx: Tx, practiceId: PracticeId): Promise<number | undefined> {
  const { rows } = await sql<{
    sequence: number;
    at: Instant;
    actor: string;
    side: 'book' | 'xero';
    kind: string;
    record_id: string;
    action: string;
    changes: HistoryChange[];
    why: string;
    request_id: string | null;
    previous_hash: string;
    hash: string;
  }>`
    select sequence, at, actor, side, kind, record_id, action, changes, why, request_id,
      previous_hash, hash
    from history where practice_id = ${practiceId} order by sequence`.execute(tx);
  let previous = chainStart;
  for (const [index, row] of rows.entries()) {
    const entry: HistoryEntry = {
      actor: row.actor,
      side: row.side,
      kind: row.kind,
      recordId: row.record_id,
      action: row.action,
      changes: row.changes,
      why: row.why,
      ...(row.request_id === null ? {} : { requestId: row.request_id }),
    };
    const at = formatInstant(row.at);
    const hash = historyHash({ previous, sequence: row.sequence, at, entry });
    if (row.sequence !== index + 1 || row.previous_hash !== previous || row.hash !== hash) {
      return row.sequence;
    }
    previous = row.hash;
  }
  return undefined;
}
