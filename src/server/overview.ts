/** Puts the overview together: for each connection, whether both sides agree and what needs a person. */
import type { Practice } from '../accounting/practice.ts';
import type { Overview, OverviewConnection } from '../api/overview.ts';
import { formatInstant } from '../base/time.ts';
import type { SyncResult } from '../engine/sync.ts';
import { readMirrorAge, type Connection } from '../store/connections.ts';
import type { Tx } from '../store/database.ts';
import { countHints } from '../store/hints.ts';
import { groupFindings, hasChangedSince, listRuns, listTieOuts } from '../store/view-activity.ts';
import { findingCodes, findingSentence } from '../sync/finding-codes.ts';
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
  const hasChanged = made !== undefined && (await hasChangedSince(tx, connection, made.at));
  const waiting = await countHints(tx, connection.id);
  const groups = await groupFindings(tx, connection.id);
  const mirrorReadAt = await readMirrorAge(tx, connection.id);
  return {
    ...showConnection(connection, { mirrorReadAt, running }),
    agreement: agreementOf({ tieOut, hasChanged, findings: groups.length }),
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

/** A tie-out speaks for the moment when it was made; that something moved since is said beside it. */
export function agreementOf(given: {
  tieOut: { readonly agree: boolean } | null;
  hasChanged: boolean;
  findings: number;
}): OverviewConnection['agreement'] {
  if (!given.tieOut) return 'never';
  if (!given.tieOut.agree || given.findings > 0) return 'not_tied_out';
  return given.hasChanged ? 'changed_since' : 'tied_out';
}
