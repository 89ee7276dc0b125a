/**
 * The second phase: no more faults, edits or crashes; one process syncs until nothing changes, within
 * a bounded number of rounds. What the first phase left behind (leases, open intents, a lost
 * connection) has to be settled by then.
 */
import { chance } from '../../src/base/random.ts';
import { instant, second } from '../../src/base/time.ts';
import { readConnection } from '../../src/store/connections.ts';
import { sql } from '../../src/store/database.ts';
import { must } from '../../src/base/assert.ts';
import type { AppProcess } from './app-process.ts';
import type { Violation } from './audit.ts';
import { Stuck, type World } from './world.ts';

const roundsMax = 24;

export interface Healed {
  readonly rounds: number;
  readonly violations: readonly Violation[];
  readonly process: AppProcess;
}

export async function heal(world: World): Promise<Healed> {
  world.note('from here on all goes well');
  world.dice = undefined;
  await endProcesses(world);
  await reconnectIfLost(world);
  const process = world.startProcess();
  for (let round = 1; round <= roundsMax; round += 1) {
    const isAtRest = await syncOnce(world, process);
    if (!isAtRest) continue;
    const again = await syncAtRest(world, process);
    return { rounds: round, violations: again, process };
  }
  const invariant = 'it comes to rest';
  const detail = `after ${roundsMax} syncs without any fault there is still something to do`;
  return { rounds: roundsMax, violations: [{ invariant, detail }], process };
}

/** Some end what they are doing, others die in the middle of it. */
async function endProcesses(world: World): Promise<void> {
  for (const process of world.processes) {
    if (chance(world.random, 0.5)) await world.runUntil(() => !process.isBusy);
    await world.kill(process);
  }
}

/** After a revoked grant nothing goes until a person allows it again. */
async function reconnectIfLost(world: World): Promise<void> {
  const id = world.connectionId;
  const connection = await world.database.transaction((tx) => readConnection(tx, id));
  const isLost = must(connection, 'the connection').state === 'lost';
  if (isLost || !world.isLetIn()) await world.reconnect();
}

/** One sync to its end; true when it changed nothing and left nothing to be done. */
async function syncOnce(world: World, process: AppProcess): Promise<boolean> {
  const before = await markOf(world);
  if (!process.wake(world.connectionId, 'healing')) throw new Stuck('the process is still busy');
  await world.runUntil(() => !process.isBusy);
  const result = process.last;
  const after = await markOf(world);
  const { stopped, open = 1, until } = result ?? {};
  if (stopped?.code === 'busy') world.scheduler.advance(61 * second);
  if (until !== undefined) {
    world.scheduler.advance(Math.max(0, instant(until) - world.scheduler.now));
  }
  world.scheduler.advance(5 * second);
  // A call that was given up long ago may still be under way.
  const isQuiet = !world.scheduler.hasSteps('xero') && !world.scheduler.hasSteps('network');
  return isQuiet && stopped === undefined && open === 0 && before === after;
}

/** A second sync at rest writes nothing, and reads once for each kind. */
async function syncAtRest(world: World, process: AppProcess): Promise<Violation[]> {
  const invariant = 'a second sync at rest writes nothing';
  const before = await markOf(world);
  process.wake(world.connectionId, 'once more');
  await world.runUntil(() => !process.isBusy);
  const after = await markOf(world);
  const calls = process.last?.calls ?? 0;
  const violations: Violation[] = [];
  if (before !== after) violations.push({ invariant, detail: `${before} became ${after}` });
  if (calls > 4) violations.push({ invariant, detail: `it made ${calls} calls` });
  return violations;
}

/** Changes when anything is written on either side. */
async function markOf(world: World): Promise<string> {
  const { rows } = await world.database.transaction((tx) =>
    sql<{ rows: number }>`select count(*) as rows from history`.execute(tx),
  );
  const found = await world.database.transaction((tx) =>
    sql<{ rows: number }>`select count(*) as rows from finding`.execute(tx),
  );
  const written = world.emulator.committedWrites().length;
  return `${written} writes in Xero, ${rows[0]?.rows ?? 0} rows of history, ${found.rows[0]?.rows ?? 0} findings`;
}
