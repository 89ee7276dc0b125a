/** Runs of the sync, for progress and for looking back; and the tie-outs that were made. */
import type { ConnectionId } from '../base/id.ts';
import { formatInstant, type Instant } from '../base/time.ts';
import { sql, type Tx } from './database.ts';
import { present } from './json.ts';

export interface SyncRun {
  readonly id: string;
  readonly connectionId: ConnectionId;
  readonly cause: string;
  readonly startedAt: Instant;
  readonly phase: string;
  readonly done: number;
  readonly total: number;
  readonly calls: number;
  readonly finishedAt?: Instant;
  readonly result?: Readonly<Record<string, unknown>>;
}

export async function startRun(
  tx: Tx,
  run: { id: string; connectionId: ConnectionId; cause: string; at: Instant },
): Promise<void> {
  await sql`
    insert into sync_run (id, connection_id, cause, started_at, phase)
    values (${run.id}, ${run.connectionId}, ${run.cause}, ${formatInstant(run.at)}, 'reading')
    `.execute(tx);
}

export async function noteProgress(
  tx: Tx,
  run: { id: string; phase: string; done: number; total: number; calls: number },
): Promise<void> {
  await sql`
    update sync_run set phase = ${run.phase}, done = ${run.done}, total = ${run.total},
      calls = ${run.calls}
    where id = ${run.id}`.execute(tx);
}

export async function finishRun(
  tx: Tx,
  run: { id: string; at: Instant; calls: number; result: object },
): Promise<void> {
  await sql`
    update sync_run set finished_at = ${formatInstant(run.at)}, calls = ${run.calls},
      result = ${JSON.stringify(run.result)}
    where id = ${run.id}`.execute(tx);
}

export async function readRuns(
  tx: Tx,
  connectionId: ConnectionId,
  limit: number,
): Promise<SyncRun[]> {
  const { rows } = await sql<{
    id: string;
    cause: string;
    started_at: Instant;
    phase: string;
    done: number;
    total: number;
    calls: number;
    finished_at: Instant | null;
    result: Record<string, unknown> | null;
  }>`
    select id, cause, started_at, phase, done, total, calls, finished_at, result from sync_run
    where connection_id = ${connectionId} order by started_at desc, id desc limit ${limit}`.execute(
    tx,
  );
  return rows.map((row) => ({
    id: row.id,
    connectionId,
    cause: row.cause,
    startedAt: row.started_at,
    phase: row.phase,
    done: row.done,
    total: row.total,
    calls: row.calls,
    ...present({ finishedAt: row.finished_at, result: row.result }),
  }));
}

export async function saveTieOut(
  tx: Tx,
  made: { id: string; connectionId: ConnectionId; at: Instant; agree: boolean; report: object },
): Promise<void> {
  await sql`
    insert into tie_out (id, connection_id, made_at, agree, report)
    values (${made.id}, ${made.connectionId}, ${formatInstant(made.at)}, ${made.agree},
      ${JSON.stringify(made.report)})`.execute(tx);
}

export async function readLastTieOut<Report>(
  tx: Tx,
  connectionId: ConnectionId,
): Promise<{ id: string; at: Instant; agree: boolean; report: Report } | undefined> {
  const { rows } = await sql<{ id: string; made_at: Instant; agree: boolean; report: Report }>`
    select id, made_at, agree, report from tie_out where connection_id = ${connectionId}
    order by made_at desc, id desc limit 1`.execute(tx);
  const row = rows[0];
  return row && { id: row.id, at: row.made_at, agree: row.agree, report: row.report };
}
