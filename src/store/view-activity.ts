/** What is going on with each connection: its runs and tie-outs page by page, and a cheap pulse. */
import type { ConnectionId, PracticeId } from '../base/id.ts';
import { formatInstant, type Instant } from '../base/time.ts';
import type { FindingCode } from '../sync/finding-codes.ts';
import type { FindingFacts } from '../sync/plan.ts';
import { sql, type Tx } from './database.ts';
import { present } from './json.ts';

export interface RunListed<Result> {
  readonly id: string;
  readonly connectionId: ConnectionId;
  readonly cause: string;
  readonly startedAt: Instant;
  readonly phase: string;
  readonly done: number;
  readonly total: number;
  readonly calls: number;
  readonly finishedAt?: Instant;
  readonly result?: Result;
  /** Somebody holds the lease and no later run was started. */
  readonly isAlive: boolean;
}

/** Runs of the practice's connections (or of one), newest first. */
export async function listRuns<Result>(
  tx: Tx,
  practiceId: PracticeId,
  page: {
    now: Instant;
    connectionId?: string | undefined;
    after?: { at: string; id: string } | undefined;
    limit: number;
  },
): Promise<RunListed<Result>[]> {
  const all = [sql`n.practice_id = ${practiceId}`];
  if (page.connectionId !== undefined) all.push(sql`r.connection_id = ${page.connectionId}`);
  if (page.after) {
    all.push(sql`(r.started_at, r.id) < (${page.after.at}::timestamptz, ${page.after.id}::uuid)`);
  }
  const { rows } = await sql<{
    id: string;
    connection_id: ConnectionId;
    cause: string;
    started_at: Instant;
    phase: string;
    done: number;
    total: number;
    calls: number;
    finished_at: Instant | null;
    result: Result | null;
    is_alive: boolean;
  }>`
    select r.id, r.connection_id, r.cause, r.started_at, r.phase, r.done, r.total, r.calls,
      r.finished_at, r.result,
      r.finished_at is null and coalesce(n.lease_until > ${formatInstant(page.now)}, false)
        and not exists (select 1 from sync_run later where later.connection_id = r.connection_id
          and (later.started_at, later.id) > (r.started_at, r.id)) as is_alive
    from sync_run r join connection n on n.id = r.connection_id
    where ${sql.join(all, sql` and `)}
    order by r.started_at desc, r.id desc limit ${page.limit}`.execute(tx);
  return rows.map((row) => ({
    id: row.id,
    connectionId: row.connection_id,
    cause: row.cause,
    startedAt: row.started_at,
    phase: row.phase,
    done: row.done,
    total: row.total,
    calls: row.calls,
    isAlive: row.is_alive,
    ...present({ finishedAt: row.finished_at }),
    ...(row.result === null ? {} : { result: row.result }),
  }));
}

export interface TieOutListed<Report> {
  readonly id: string;
  readonly connectionId: ConnectionId;
  readonly at: Instant;
  readonly agree: boolean;
  /** Without its differences, which may be many. */
  readonly report: Report;
  readonly differences: number;
}

/** Tie-outs, newest first, each with its totals and the number of its differences. */
export async function listTieOuts<Report>(
  tx: Tx,
  practiceId: PracticeId,
  page: {
    connectionId?: string | undefined;
    after?: { at: string; id: string } | undefined;
    limit: number;
  },
): Promise<TieOutListed<Report>[]> {
  const all = [sql`n.practice_id = ${practiceId}`];
  if (page.connectionId !== undefined) all.push(sql`t.connection_id = ${page.connectionId}`);
  if (page.after) {
    all.push(sql`(t.made_at, t.id) < (${page.after.at}::timestamptz, ${page.after.id}::uuid)`);
  }
  const { rows } = await sql<{
    id: string;
    connection_id: ConnectionId;
    made_at: Instant;
    agree: boolean;
    report: Report;
    differences: number;
  }>`
    select t.id, t.connection_id, t.made_at, t.agree, t.report - 'differences' as report,
      jsonb_array_length(t.report -> 'differences') as differences
    from tie_out t join connection n on n.id = t.connection_id
    where ${sql.join(all, sql` and `)}
    order by t.made_at desc, t.id desc limit ${page.limit}`.execute(tx);
  return rows.map((row) => ({
    id: row.id,
    connectionId: row.connection_id,
    at: row.made_at,
    agree: row.agree,
    report: row.report,
    differences: row.differences,
  }));
}

/** One tie-out whole. */
export async function readTieOut<Report>(
  tx: Tx,
  practiceId: PracticeId,
  id: string,
): Promise<{ connectionId: ConnectionId; report: Report } | undefined> {
  const { rows } = await sql<{ connection_id: ConnectionId; report: Report }>`
    select t.connection_id, t.report from tie_out t join connection n on n.id = t.connection_id
    where t.id = ${id} and n.practice_id = ${practiceId}`.execute(tx);
  return rows[0] && { connectionId: rows[0].connection_id, report: rows[0].report };
}

/** Whether either side changed after `at`: the history has a later entry, or the mirror a later sight. */
export async function hasChangedSince(
  tx: Tx,
  connection: { id: ConnectionId; practiceId: PracticeId },
  at: Instant,
): Promise<boolean> {
  const since = formatInstant(at);
  const { rows } = await sql<{ has_changed: boolean }>`
    select coalesce((select h.at > ${since} from history h
        where h.practice_id = ${connection.practiceId} order by h.sequence desc limit 1), false)
      or exists (select 1 from mirror m
        where m.connection_id = ${connection.id} and m.seen_at > ${since}) as has_changed`.execute(
    tx,
  );
  return rows[0]?.has_changed ?? false;
}

export interface FindingsOfCode {
  readonly code: FindingCode;
  readonly count: number;
  /** The latest one. */
  readonly facts: FindingFacts;
}

/** Open findings by code, the most frequent first. */
export async function groupFindings(tx: Tx, connectionId: ConnectionId): Promise<FindingsOfCode[]> {
  const { rows } = await sql<{ code: FindingCode; count: number; facts: FindingFacts }>`
    select code, count(*) as count,
      (array_agg(facts order by opened_at desc, id desc))[1] as facts
    from finding where connection_id = ${connectionId} and closed_at is null
    group by code order by count(*) desc, code collate "C"`.execute(tx);
  return rows;
}

/** Changes whenever something that the pages show may have changed. */
export async function readPulse(tx: Tx, practiceId: PracticeId): Promise<string> {
  const { rows } = await sql<{ pulse: string }>`
    select concat_ws('/',
      (select max(sequence) from history where practice_id = ${practiceId}),
      (select string_agg(concat_ws(':', n.id, n.state, n.organisation_name, n.budget_read_at,
        (select t.id from tie_out t where t.connection_id = n.id
          order by t.made_at desc, t.id desc limit 1),
        (select concat(r.id, r.finished_at) from sync_run r where r.connection_id = n.id
          order by r.started_at desc, r.id desc limit 1),
        (select count(*) from finding f where f.connection_id = n.id and f.closed_at is null)),
        '/' order by n.id)
        from connection n where n.practice_id = ${practiceId})) as pulse`.execute(tx);
  return rows[0]?.pulse ?? '';
}
