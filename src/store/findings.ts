/** Findings as people see them: opened when a plan first gives them, closed when it no longer does. */
import type { ConnectionId } from '../base/id.ts';
import { newId } from '../base/id.ts';
import { fingerprint } from '../base/hash.ts';
import type { Random } from '../base/random.ts';
import { formatInstant, type Instant } from '../base/time.ts';
import type { FindingCode } from '../sync/finding-codes.ts';
import type { Kind } from '../sync/mirror.ts';
import type { Finding, FindingFacts } from '../sync/plan.ts';
import { sql, type Tx } from './database.ts';

export interface OpenFinding {
  readonly id: string;
  readonly kind: Kind;
  readonly bookId: string;
  readonly code: FindingCode;
  readonly facts: FindingFacts;
  readonly openedAt: Instant;
}

/** Makes the open findings of these records exactly those that their plans gave. */
export async function replaceFindings(
  tx: Tx,
  connectionId: ConnectionId,
  planned: {
    records: readonly { kind: Kind; bookId: string; findings: readonly Finding[] }[];
    at: Instant;
    random: Random;
  },
): Promise<void> {
  if (planned.records.length === 0) return;
  const at = formatInstant(planned.at);
  const records = planned.records.map(({ kind, bookId }) => ({ kind, bookId }));
  const { rows: open } = await sql<{
    id: string;
    kind: Kind;
    book_id: string;
    code: FindingCode;
    facts: FindingFacts;
  }>`
    select f.id, f.kind, f.book_id, f.code, f.facts from finding f
    join jsonb_to_recordset(${JSON.stringify(records)}::jsonb) as r(kind text, "bookId" uuid)
      on r.kind = f.kind and r."bookId" = f.book_id
    where f.connection_id = ${connectionId} and f.closed_at is null
    order by f.id`.execute(tx);
  const key = (one: { kind: string; bookId: string; code: string; facts: FindingFacts }): string =>
    fingerprint([one.kind, one.bookId, one.code, one.facts]);
  const stale = new Map(open.map((row) => [key({ ...row, bookId: row.book_id }), row.id]));
  const fresh: object[] = [];
  for (const { kind, bookId, findings } of planned.records) {
    for (const finding of findings) {
      if (stale.delete(key({ kind, bookId, ...finding }))) continue;
      fresh.push({ id: newId(planned.random, planned.at), kind, bookId, ...finding });
    }
  }
  if (stale.size > 0) {
    await sql`
      update finding set closed_at = ${at}
      from jsonb_array_elements_text(${JSON.stringify([...stale.values()])}::jsonb) as e(id)
      where finding.id = e.id::uuid`.execute(tx);
  }
  if (fresh.length > 0) {
    await sql`
      insert into finding (id, connection_id, kind, book_id, code, facts, opened_at)
      select r.id, ${connectionId}, r.kind, r."bookId", r.code, r.facts, ${at}
      from jsonb_to_recordset(${JSON.stringify(fresh)}::jsonb) as r(id uuid, kind text,
        "bookId" uuid, code text, facts jsonb)
      order by r.id`.execute(tx);
  }
}

export async function readOpenFindings(
  tx: Tx,
  connectionId: ConnectionId,
  limit: number,
): Promise<OpenFinding[]> {
  const { rows } = await sql<{
    id: string;
    kind: Kind;
    book_id: string;
    code: FindingCode;
    facts: FindingFacts;
    opened_at: Instant;
  }>`
    select id, kind, book_id, code, facts, opened_at from finding
    where connection_id = ${connectionId} and closed_at is null
    order by opened_at, id limit ${limit}`.execute(tx);
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    bookId: row.book_id,
    code: row.code,
    facts: row.facts,
    openedAt: row.opened_at,
  }));
}

export async function countOpenFindings(
  tx: Tx,
  connectionId: ConnectionId,
): Promise<{ code: FindingCode; count: number }[]> {
  const { rows } = await sql<{ code: FindingCode; count: number }>`
    select code, count(*) as count from finding
    where connection_id = ${connectionId} and closed_at is null
    group by code order by count desc, code`.execute(tx);
  return rows;
}

/** A person asks to try a rejected write again (RULES P1). */
export async function askRetry(
  tx: Tx,
  connectionId: ConnectionId,
  want: { id: string; kind: Kind; bookId: string; madeBy: string; at: Instant },
): Promise<void> {
  await sql`
    insert into want (id, connection_id, kind, book_id, action, made_by, made_at)
    values (${want.id}, ${connectionId}, ${want.kind}, ${want.bookId}, 'retry', ${want.madeBy},
      ${formatInstant(want.at)})`.execute(tx);
}
