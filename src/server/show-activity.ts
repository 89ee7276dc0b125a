/** Runs, tie-outs and connections as the API shows them. */
import type { ConnectionView } from '../api/overview.ts';
import type { SyncRunView } from '../api/syncs.ts';
import type { TieOutSummary } from '../api/tie-outs.ts';
import { formatInstant, type Instant } from '../base/time.ts';
import type { SyncProgress, SyncResult } from '../engine/sync.ts';
import type { Connection } from '../store/connections.ts';
import type { RunListed, TieOutListed } from '../store/view-activity.ts';
import type { TieOut } from '../sync/tie-out.ts';

function runState(run: RunListed<SyncResult>): SyncRunView['state'] {
  if (run.finishedAt !== undefined) return run.result?.stopped ? 'stopped' : 'finished';
  return run.isAlive ? 'running' : 'interrupted';
}

export function showRun(run: RunListed<SyncResult>): SyncRunView {
  const { result } = run;
  const counts = result && Object.values(result.counts);
  const sum = (of: 'accepted' | 'rejected'): number | null =>
    counts ? counts.reduce((total, one) => total + one[of], 0) : null;
  return {
    id: run.id,
    connectionId: run.connectionId,
    cause: run.cause,
    state: runState(run),
    startedAt: formatInstant(run.startedAt),
    finishedAt: run.finishedAt === undefined ? null : formatInstant(run.finishedAt),
    phase: run.phase as SyncProgress['phase'],
    done: run.done,
    total: run.total,
    calls: run.calls,
    read: result?.read ?? null,
    written: sum('accepted'),
    rejected: sum('rejected'),
    counts: result
      ? {
          contact: { ...result.counts.contact },
          invoice: { ...result.counts.invoice },
          payment: { ...result.counts.payment },
        }
      : null,
    stoppedBecause: result?.stopped?.message ?? null,
  };
}

export type TieOutTotals = Omit<TieOut, 'differences'>;

export function showTieOut(made: TieOutListed<TieOutTotals>): TieOutSummary {
  const { report } = made;
  return {
    id: made.id,
    connectionId: made.connectionId,
    madeAt: formatInstant(made.at),
    agree: made.agree,
    mirrorReadAt: report.mirrorReadAt,
    equal: { ...report.equal },
    outOfScope: { ...report.outOfScope },
    receivables: report.receivables.map((line) => ({ ...line })),
    differences: made.differences,
  };
}

export function showConnection(
  connection: Connection,
  read: { mirrorReadAt: Instant | undefined; running?: SyncRunView | undefined },
): ConnectionView {
  const { budgetReadAt, dayRemaining, minuteRemaining } = connection;
  return {
    id: connection.id,
    organisation: connection.organisationName,
    isDemo: connection.reference?.organisation.isDemo ?? false,
    state: connection.state,
    stateReason: connection.stateReason ?? null,
    isReadOnly: connection.policy.isReadOnly,
    connectedBy: connection.connectedBy ?? null,
    connectedAt: formatInstant(connection.connectedAt),
    mirrorReadAt: read.mirrorReadAt === undefined ? null : formatInstant(read.mirrorReadAt),
    budget:
      budgetReadAt === undefined
        ? null
        : {
            dayRemaining: dayRemaining === undefined ? null : callsLeft(dayRemaining, read.running),
            minuteRemaining: minuteRemaining ?? null,
            readAt: formatInstant(budgetReadAt),
          },
  };
}

/** What was left before the run that is going on, less what it has used since. */
export function callsLeft(dayRemaining: number, running: SyncRunView | undefined): number {
  return Math.max(dayRemaining - (running?.calls ?? 0), 0);
}
