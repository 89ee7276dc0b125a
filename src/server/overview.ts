/** Puts the overview together: for each connection, whether both sides agree and what needs a person. */
import type { Practice } from '../accounting/practice.ts';
import type { Overview, OverviewConnection } from '../api/overview.ts';
import type { SyncRunView } from '../api/syncs.ts';
import type { TieOutSummary } from '../api/tie-outs.ts';
import { formatInstant } from '../base/time.ts';
import type { SyncResult } from '../engine/sync.ts';
import { readMirrorAge, type Connection } from '../store/connections.ts';
import type { Tx } from '../store/database.ts';
import { countHints } from '../store/hints.ts';
import { groupFindings, listRuns, listTieOuts } from '../store/view-activity.ts';
import { findingCodes, findingSentence } from '../sync/finding-codes.ts';
import type { Kind } from '../sync/mirror.ts';
import { connectionsOf, type ServerOptions } from './context.ts';
import { showConnection, showRun, showTieOut, type TieOutTotals } from './show-activity.ts';

const runsShown = 8;

export async function readOverview(
  options: ServerOptions,
  practice: Practice | undefined,
): Promise<Overview> {
  const { database, clock } = options.engine;
  const asOf = formatInstant(clock.now());
  if (!practice) return { practice: null, asOf, connections: [] };
  const connections = await connectionsOf(options, practice);
  const { id, name, baseCurrency, timeZone } = practice;
  return {
    practice: { id, name, baseCurrency, timeZone },
    asOf,
    connections: await database.transaction(async (tx) => {
      const shown: OverviewConnection[] = [];
      for (const connection of connections) {
        shown.push(await readConnectionOverview(tx, options, connection));
      }
      return shown;
    }),
  };
}

async function readConnectionOverview(
  tx: Tx,
  options: ServerOptions,
  connection: Connection,
): Promise<OverviewConnection> {
  const scope = { connectionId: connection.id, limit: runsShown };
  const now = options.engine.clock.now();
  const runs = await listRuns<SyncResult>(tx, connection.practiceId, { ...scope, now });
  const syncs = runs.map(showRun);
  const running = syncs.find((run) => run.state === 'running');
  const [made] = await listTieOuts<TieOutTotals>(tx, connection.practiceId, { ...scope, limit: 1 });
  const tieOut = made ? showTieOut(made) : null;
  const waiting = await countHints(tx, connection.id);
  const groups = await groupFindings(tx, connection.id);
  const mirrorReadAt = await readMirrorAge(tx, connection.id);
  return {
    ...showConnection(connection, { mirrorReadAt, running }),
    agreement: agreementOf({ tieOut, waiting, findings: groups.length, syncs }),
    tieOut,
    waiting,
    findings: groups.map(({ code, count, facts }) => {
      const text = findingCodes[code];
      return {
        code,
        class: text.class,
        example: findingSentence({ code, facts }),
        cause: text.cause,
        remedy: text.remedy,
        count,
      };
    }),
    running: running ?? null,
    syncs,
  };
}

/** A tie-out speaks for the moment when it was made; what has happened since is said beside it. */
export function agreementOf(given: {
  tieOut: Pick<TieOutSummary, 'agree' | 'madeAt'> | null;
  waiting: Readonly<Record<Kind, number>>;
  findings: number;
  syncs: readonly Pick<SyncRunView, 'finishedAt' | 'read' | 'written'>[];
}): OverviewConnection['agreement'] {
  if (!given.tieOut) return 'never';
  if (!given.tieOut.agree || given.findings > 0) return 'not_tied_out';
  const { madeAt } = given.tieOut;
  const { contact, invoice, payment } = given.waiting;
  const hasMoved = given.syncs.some(
    ({ finishedAt, read, written }) =>
      finishedAt !== null && finishedAt > madeAt && (read ?? 0) + (written ?? 0) > 0,
  );
  return contact + invoice + payment > 0 || hasMoved ? 'changed_since' : 'tied_out';
}
