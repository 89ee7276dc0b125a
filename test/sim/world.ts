/**
 * A world for one history: the emulator, the book, the app's processes on one database, and time,
 * all from one seed. It runs steps; what happens between them is decided by the history.
 */
import { must } from '../../src/base/assert.ts';
import { newId, type ConnectionId, type PracticeId } from '../../src/base/id.ts';
import { seededRandom, type Random } from '../../src/base/random.ts';
import { minute, parseInstant } from '../../src/base/time.ts';
import { demoTenantId } from '../../src/emulator/demo-company.ts';
import { createEmulator, type Emulator } from '../../src/emulator/emulator.ts';
import type { EmulatorSettings } from '../../src/emulator/settings.ts';
import { connectByCredentials, type Connected } from '../../src/engine/connect.ts';
import { clearLeases, readConnection, savePolicy } from '../../src/store/connections.ts';
import { addPractice, ensureInstallation } from '../../src/store/practices.ts';
import type { Policy } from '../../src/sync/policy.ts';
import { emulatorUrl } from '../support/firm.ts';
import { AppProcess } from './app-process.ts';
import { BookHand } from './book-hand.ts';
import type { Coverage } from './coverage.ts';
import type { FaultDice } from './faults.ts';
import { Known } from './known.ts';
import type { Hooks } from './safeguards.ts';
import { Scheduler, type Fate, type Step } from './scheduler.ts';
import type { SimDatabase } from './sim-database.ts';
import { SimNetwork } from './sim-network.ts';
import type { Trace } from './trace.ts';
import { XeroHand } from './xero-hand.ts';

const start = must(parseInstant('2026-11-22T01:00:00Z'), 'a time');
const installationId = 'sim00001';

/** A world in which nothing ever happens again is a failure of its own. */
export class Stuck extends Error {
  override name = 'Stuck';
}

export class World {
  readonly random: Random;
  readonly scheduler: Scheduler;
  readonly database: SimDatabase;
  readonly emulator: Emulator;
  readonly network: SimNetwork;
  readonly coverage: Coverage;
  readonly known = new Known();
  readonly book: BookHand;
  readonly xero: XeroHand;
  readonly practiceId: PracticeId;
  readonly installationId = installationId;
  /** Set while faults are wanted. */
  dice: FaultDice | undefined;
  readonly #hooks: Hooks;
  #processes: AppProcess[] = [];
  #born = 0;
  #connectionId: ConnectionId | undefined;
  #steps = 0;

  private constructor(parts: {
    random: Random;
    scheduler: Scheduler;
    database: SimDatabase;
    emulator: Emulator;
    coverage: Coverage;
    practiceId: PracticeId;
    hooks: Hooks;
  }) {
    const { random, scheduler, database, emulator, coverage, practiceId, hooks } = parts;
    this.#hooks = hooks;
    this.random = random;
    this.scheduler = scheduler;
    this.database = database;
    this.emulator = emulator;
    this.coverage = coverage;
    this.practiceId = practiceId;
    const dice = (): FaultDice | undefined => this.dice;
    this.network = new SimNetwork({
      scheduler,
      emulator,
      random,
      coverage,
      dice,
      onSpoilt: (names) => this.known.heat(names),
      unanswered: async (key) => {
        const { unanswered } = hooks;
        if (unanswered) await database.transaction((tx) => unanswered(tx, key));
      },
    });
    const now = () => scheduler.now;
    this.book = new BookHand({ database, random, known: this.known, practiceId, now });
    this.xero = new XeroHand({ emulator, random, known: this.known, now });
  }

  /** An empty book and an organisation that is not connected yet. */
  static async open(given: {
    seed: number;
    database: SimDatabase;
    trace: Trace;
    coverage: Coverage;
    settings: Partial<EmulatorSettings>;
    hooks: Hooks;
  }): Promise<World> {
    const { seed, database, trace, coverage, settings, hooks } = given;
    const random = seededRandom(seed);
    const scheduler = new Scheduler(random, trace, start);
    await database.empty();
    const emulator = await createEmulator({
      clock: scheduler.clockOf('xero'),
      random: seededRandom(seed ^ 0x5eed),
      baseUrl: emulatorUrl,
      settings: { perDay: 5000, ...settings },
    });
    const practiceId = newId<PracticeId>(random, scheduler.now);
    await database.transaction(async (tx) => {
      const practice = {
        id: practiceId,
        name: 'Sim & Partners',
        baseCurrency: 'AUD',
        countryCode: 'AU',
        timeZone: 'Australia/Sydney',
      };
      await addPractice(tx, practice, scheduler.now);
      await ensureInstallation(tx, { id: installationId, at: scheduler.now });
    });
    return new World({ random, scheduler, database, emulator, coverage, practiceId, hooks });
  }

  get connectionId(): ConnectionId {
    return must(this.#connectionId, 'the connection');
  }

  get processes(): readonly AppProcess[] {
    return this.#processes;
  }

  get steps(): number {
    return this.#steps;
  }

  note(line: string): void {
    this.scheduler.note(line);
  }

  /** A new process with a name of its own, on the same database. */
  startProcess(): AppProcess {
    this.#born += 1;
    const { scheduler, database, network, random } = this;
    const name = `w${this.#born}`;
    const process = new AppProcess({
      name,
      scheduler,
      database,
      network,
      random,
      installationId,
      hooks: this.#hooks,
    });
    this.#processes.push(process);
    return process;
  }

  async kill(process: AppProcess): Promise<void> {
    this.network.leaveInFlight(process.name);
    process.kill();
    this.#processes = this.#processes.filter((one) => one !== process);
    this.note(`${process.name} is dead`);
    const { death } = this.#hooks;
    if (death) await this.database.transaction(death);
  }

  /** Runs one step that the seed picks; false when none can run now. */
  async step(fateOf: (step: Step) => Fate = () => 'deliver'): Promise<boolean> {
    await this.scheduler.settled();
    const step = this.scheduler.choose();
    if (!step) return false;
    const fate = fateOf(step);
    this.#steps += 1;
    const { owner, kind, label } = step;
    const how = fate === 'deliver' ? '' : ` (${fate})`;
    this.note(`${owner} ${kind} ${label}${how}`);
    // A request that its owner did not live to send is still in flight now and then: see `kill`.
    if (fate !== 'forget') await this.scheduler.run(step, fate);
    if (fate === 'lose' || fate === 'abort' || fate === 'forget') await this.#killOwner(owner);
    this.scheduler.advance(this.#stepTime());
    return true;
  }

  async #killOwner(owner: string): Promise<void> {
    const process = this.#processes.find(({ name }) => name === owner);
    if (process) await this.kill(process);
  }

  #stepTime(): number {
    const { random } = this;
    return Math.floor(random.next() < 0.85 ? random.next() * 40 : random.next() * 600);
  }

  /** Time goes on to the next thing that happens by itself; false when there is none. */
  jump(latest = Number.POSITIVE_INFINITY): boolean {
    const next = Math.min(this.scheduler.nextDue() ?? Number.POSITIVE_INFINITY, latest);
    if (!Number.isFinite(next)) return false;
    this.scheduler.advance(Math.max(1, next - this.scheduler.now));
    return true;
  }

  /** Runs steps, faithfully, until `isDone`. */
  async runUntil(isDone: () => boolean): Promise<void> {
    for (;;) {
      await this.scheduler.settled();
      if (isDone()) return;
      if (await this.step()) continue;
      if (!this.jump()) throw new Stuck('a sync waits for something that never happens');
    }
  }

  /** Connects the organisation, faithfully. */
  async connect(): Promise<void> {
    const process = this.startProcess();
    let connected: Connected | undefined;
    connectByCredentials(process.engine, { practiceId: this.practiceId, isReadOnly: false }).then(
      (outcome) => {
        connected = outcome;
        this.scheduler.stir();
      },
      (error: unknown) => this.scheduler.fail(error),
    );
    await this.runUntil(() => connected !== undefined);
    if (connected?.kind !== 'connected') {
      throw new Error(`not connected: ${connected?.reason ?? ''}`);
    }
    this.#connectionId = connected.connectionId;
    this.book.connectionId = connected.connectionId;
    await this.kill(process);
  }

  /** Whether Xero lets the app in: not after its grant was revoked. */
  isLetIn(): boolean {
    return this.emulator
      .snapshot()
      .flatMap(({ changes }) => changes)
      .some(({ table, record }) => {
        const connection = record as { readonly removed?: boolean } | null;
        return table === 'connections' && connection !== null && connection.removed !== true;
      });
  }

  /** A person allows the connection again, in Xero and here. */
  async reconnect(): Promise<void> {
    this.note('a person connects again');
    await this.xero.control('POST', `/tenants/${demoTenantId}`, { disconnect: false });
    await this.connect();
  }

  /** A program that alone owns the database starts: nobody else can hold a lease. */
  clearLeases(): Promise<void> {
    return this.database.transaction(clearLeases);
  }

  async changePolicy(change: (policy: Policy) => Policy): Promise<void> {
    const id = this.connectionId;
    await this.database.transaction(async (tx) => {
      const connection = must(await readConnection(tx, id), 'the connection');
      await savePolicy(tx, id, change(connection.policy));
    });
  }

  /** The longest that a frozen process or a jump of the clock may put off what is under way. */
  freezeMaxMs(isKeyKept: boolean): number {
    return isKeyKept ? 4 * minute : 2000;
  }
}
