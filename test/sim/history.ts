/**
 * One history from one seed: a world of some kind, chaos, healing, and the checks. Everything that
 * varies between histories (how Xero behaves where that is unsettled, the policy, how rough it gets)
 * is drawn from the seed as well.
 */
import { chance, integerBetween, pick, seededRandom, type Random } from '../../src/base/random.ts';
import type { EmulatorSettings } from '../../src/emulator/settings.ts';
import { tieOut } from '../../src/engine/tie-out.ts';
import type { Policy } from '../../src/sync/policy.ts';
import { must } from '../../src/base/assert.ts';
import { readConnection } from '../../src/store/connections.ts';
import type { TieOut } from '../../src/sync/tie-out.ts';
import { readAudit, type Checker, type Violation } from './audit.ts';
import { Chaos } from './chaos.ts';
import { atRest } from './checkers/at-rest.ts';
import { checkLedgers } from './checkers/ledgers.ts';
import { nothingLost } from './checkers/nothing-lost.ts';
import { nothingTwice } from './checkers/nothing-twice.ts';
import { strangers } from './checkers/strangers.ts';
import type { Coverage } from './coverage.ts';
import { heal } from './heal.ts';
import type { Hooks } from './safeguards.ts';
import type { SimDatabase } from './sim-database.ts';
import { Trace } from './trace.ts';
import { World } from './world.ts';

export interface HistoryOptions {
  readonly seed: number;
  readonly database: SimDatabase;
  readonly coverage: Coverage;
  readonly onLine?: (line: string) => void;
  /** Takes a safeguard out. */
  readonly hooks?: Hooks;
}

export interface HistoryResult {
  readonly seed: number;
  readonly violations: readonly Violation[];
  /** Over requests, statements, choices and the final tables. */
  readonly hash: string;
  readonly events: number;
  readonly faults: number;
  readonly steps: number;
  readonly simulatedMs: number;
  readonly tail: readonly string[];
  /** Records that agree at the end, and findings. */
  readonly equal: number;
  readonly findings: number;
}

const checkers: readonly Checker[] = [nothingTwice, nothingLost, strangers, atRest];

interface Kind {
  readonly settings: Partial<EmulatorSettings>;
  readonly policy: (policy: Policy) => Policy;
  readonly isKeyKept: boolean;
  readonly entersPayments: boolean;
  readonly events: number;
  readonly intensity: number;
  readonly faultsMin: number;
}

/** What sort of world it is. */
function drawKind(random: Random): Kind {
  const idempotencyOff = chance(random, 0.25);
  const settings = {
    idempotencyOff,
    idempotencyBoundToToken: chance(random, 0.3),
    deletedNumberReusable: chance(random, 0.5),
    zeroTotalBecomesPaid: chance(random, 0.5),
  };
  const clash = pick(random, ['ask', 'ask', 'book', 'xero', 'newest'] as const);
  const drift = pick(random, ['report', 'report', 'overwrite'] as const);
  const flow = pick(random, ['both', 'both', 'both', 'to_xero', 'from_xero'] as const);
  const onlyWithInvoices = chance(random, 0.7);
  const policy = (from: Policy): Policy => ({
    ...from,
    contacts: { ...from.contacts, clash, onlyWithInvoices },
    invoices: { ...from.invoices, drift },
    payments: { ...from.payments, flow },
    // What flawed invoices are flawed by.
    mapping: { ...from.mapping, accounts: { ...from.mapping.accounts, write_off: '999' } },
  });
  return {
    settings,
    policy,
    isKeyKept: !idempotencyOff,
    entersPayments: flow !== 'from_xero',
    events: integerBetween(random, 105, 150),
    faultsMin: 3,
    intensity: pick(random, [0.6, 1, 1, 2]),
  };
}

/** Some records on both sides before they ever meet. */
async function furnish(world: World): Promise<void> {
  const { book, xero, random } = world;
  for (let n = integerBetween(random, 1, 4); n > 0; n -= 1) await xero.ownContact();
  for (let n = integerBetween(random, 0, 3); n > 0; n -= 1) await xero.ownInvoice();
  for (let n = integerBetween(random, 1, 4); n > 0; n -= 1) await book.newContact();
  for (let n = integerBetween(random, 0, 5); n > 0; n -= 1) await book.newInvoice();
}

export async function runHistory(options: HistoryOptions): Promise<HistoryResult> {
  const { seed, database, coverage, hooks = {} } = options;
  const trace = new Trace(options.onLine);
  const kind = drawKind(seededRandom(seed ^ 0x1d));
  const { settings } = kind;
  const world = await World.open({ seed, database, trace, coverage, settings, hooks });
  world.note(`kind ${JSON.stringify({ ...settings, intensity: kind.intensity })}`);
  const faultsBefore = countFaults(coverage);
  const violations: Violation[] = [];
  let events = 0;
  let report: TieOut | undefined;
  try {
    await furnish(world);
    await world.connect();
    await world.changePolicy(kind.policy);
    const chaos = new Chaos(world, kind);
    await chaos.run();
    events = chaos.done;
    const healed = await heal(world);
    violations.push(...healed.violations);
    report = await makeTieOut(world, healed.process);
    violations.push(...(await check(world, report)));
  } catch (error) {
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
    violations.push({ invariant: 'nothing fails but what is expected to', detail });
  }
  for (const { invariant, detail } of violations) world.note(`VIOLATED ${invariant}: ${detail}`);
  world.network.countLateCommits();
  trace.absorb(await database.digest());
  const equal = report?.equal ?? { contacts: 0, invoices: 0, payments: 0 };
  return {
    seed,
    violations,
    hash: trace.digest(),
    events,
    faults: countFaults(coverage) - faultsBefore,
    steps: world.steps,
    simulatedMs: world.scheduler.elapsedMs,
    tail: trace.tail(),
    equal: equal.contacts + equal.invoices + equal.payments,
    findings: report?.differences.length ?? 0,
  };
}

function countFaults(coverage: Coverage): number {
  return Object.entries(coverage.counts()).reduce(
    (sum, [name, count]) => (/^fault \S+$/.test(name) ? sum + count : sum),
    0,
  );
}

async function makeTieOut(
  world: World,
  process: { engine: Parameters<typeof tieOut>[0] },
): Promise<TieOut> {
  const id = world.connectionId;
  const connection = await world.database.transaction((tx) => readConnection(tx, id));
  let made: TieOut | undefined;
  tieOut(process.engine, must(connection, 'the connection')).then(
    (report) => {
      made = report;
      world.scheduler.stir();
    },
    (error: unknown) => world.scheduler.fail(error),
  );
  await world.runUntil(() => made !== undefined);
  return must(made, 'the tie-out');
}

async function check(world: World, report: TieOut): Promise<Violation[]> {
  const { emulator, connectionId, installationId, known, practiceId } = world;
  return world.database.transaction(async (tx) => {
    const given = { emulator, connectionId, installationId, known, tieOut: report };
    const audit = await readAudit(tx, given);
    const found = checkers.flatMap((checker) => checker(audit));
    return [...found, ...(await checkLedgers(tx, { practiceId, connectionId }))];
  });
}
