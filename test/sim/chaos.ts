/**
 * The first phase of a history: people edit both sides, processes are woken, doubled, frozen, stopped
 * and killed at any step, calls meet faults, and time jumps. What happens next is always the seed's.
 */
import { chance, integerBetween, pick } from '../../src/base/random.ts';
import { instant, second, type Instant } from '../../src/base/time.ts';
import type { AppProcess } from './app-process.ts';
import { FaultDice } from './faults.ts';
import type { Fate, Step, StepKind } from './scheduler.ts';
import { happen } from './workload.ts';
import type { World } from './world.ts';

export interface ChaosOptions {
  readonly events: number;
  /** It goes on until so many calls met a fault. */
  readonly faultsMin: number;
  /** How often calls meet faults, from 0 to about 3. */
  readonly intensity: number;
  /** Xero remembers idempotency keys: only then may what is under way be put off for minutes. */
  readonly isKeyKept: boolean;
  /** The policy lets payments be entered in the book. */
  readonly entersPayments: boolean;
}

/** Where a process can die. */
export const crashPlaces = [
  'transaction before',
  'transaction inside',
  'transaction after',
  'request before',
  'request after',
  'answer before',
  'deadline before',
  'sleep before',
] as const;

export const upsets = [
  'wake',
  'wake lost',
  'wake doubled',
  'restart',
  'database refused',
  'commit unacknowledged',
  'all die',
  'leases cleared',
  'reconnect',
  'freeze',
  'stop',
  'clock jump',
  'xero clock ahead',
] as const;

const eventChance = 0.09;
/** By step: what is rare, or leaves an answer open, is crashed at more often. */
const crashChances: Readonly<Record<StepKind, number>> = {
  transaction: 0.005,
  request: 0.02,
  answer: 0.02,
  deadline: 0.05,
  sleep: 0.05,
};
const stepsMax = 30_000;
const processesMax = 2;

export class Chaos {
  readonly #world: World;
  readonly #options: ChaosOptions;
  #wakes: { readonly at: Instant }[] = [];
  #restartAt: Instant | undefined;
  #done = 0;
  #xeroAheadMs = 0;
  #isMachineDown = false;

  constructor(world: World, options: ChaosOptions) {
    this.#world = world;
    this.#options = options;
  }

  /** Events that really happened. */
  get done(): number {
    return this.#done;
  }

  async run(): Promise<void> {
    const world = this.#world;
    const { intensity } = this.#options;
    world.dice = new FaultDice(world.random, {
      read: 0.05 * intensity,
      write: 0.22 * intensity,
      token: 0.15 * intensity,
    });
    world.startProcess();
    world.startProcess();
    const { events, faultsMin } = this.#options;
    const isOver = (): boolean =>
      this.#done >= events && ((world.dice?.fired ?? 0) >= faultsMin || this.#done >= 2 * events);
    for (let steps = 0; !isOver(); steps += 1) {
      if (steps > stepsMax) throw new Error('chaos does not end');
      await world.scheduler.settled();
      await this.#next();
    }
    world.dice = undefined;
  }

  async #next(): Promise<void> {
    const world = this.#world;
    const { random, scheduler } = world;
    if (chance(random, eventChance)) return this.#event();
    if (chance(random, 0.004)) return this.#upset();
    if (this.#restartAt !== undefined && this.#restartAt <= scheduler.now) {
      await this.#restart();
    }
    const due = this.#wakes.find(({ at }) => at <= scheduler.now);
    if (due) {
      this.#wakes = this.#wakes.filter((wake) => wake !== due);
      return this.#wake();
    }
    const isStepped = await world.step((step) => this.#fateOf(step));
    if (this.#isMachineDown) await this.#killAll();
    if (isStepped) return;
    if (chance(random, 0.4)) return this.#event();
    const waits = [...this.#wakes.map(({ at }) => at), this.#restartAt ?? Number.POSITIVE_INFINITY];
    const idle = instant(scheduler.now + integerBetween(random, 1, 120) * second);
    world.jump(Math.min(idle, ...waits));
  }

  async #event(): Promise<void> {
    const world = this.#world;
    const { book, xero, known, random } = world;
    const { entersPayments } = this.#options;
    const event = await happen({ book, xero, known, random, entersPayments });
    if (!event) return;
    world.note(`event ${event.name}: ${event.what}`);
    world.coverage.count(`event ${event.name}`);
    this.#done += 1;
    if (chance(random, 0.3)) this.#planWake();
  }

  /** A wake-up may be late, lost or doubled: nothing may rest on it. */
  #planWake(): void {
    const { random, scheduler, coverage } = this.#world;
    if (chance(random, 0.2)) return coverage.count('upset wake lost');
    const times = chance(random, 0.25) ? 2 : 1;
    if (times === 2) coverage.count('upset wake doubled');
    for (let n = 0; n < times; n += 1) {
      this.#wakes.push({ at: instant(scheduler.now + integerBetween(random, 0, 20 * second)) });
    }
  }

  async #wake(): Promise<void> {
    const world = this.#world;
    const idle = world.processes.filter((process) => !process.isBusy);
    if (idle.length === 0) return;
    if (world.processes.some(({ last }) => last?.stopped?.code === 'connection_lost')) {
      if (chance(world.random, 0.3)) return this.#reconnect();
    }
    world.coverage.count('upset wake');
    pick(world.random, idle).wake(world.connectionId, 'hint');
  }

  /** A person allows the connection again: their click is not what is tested here. */
  async #reconnect(): Promise<void> {
    const world = this.#world;
    const { dice } = world;
    world.dice = undefined;
    await world.reconnect();
    world.dice = dice;
    world.coverage.count('upset reconnect');
  }

  #fateOf(step: Step): Fate {
    const { random, coverage } = this.#world;
    const isOurs = this.#world.processes.some(({ name }) => name === step.owner);
    if (!isOurs) return 'deliver';
    if (step.kind === 'transaction' && chance(random, 0.002)) {
      const isCommitted = chance(random, 0.5);
      coverage.count(isCommitted ? 'upset commit unacknowledged' : 'upset database refused');
      return isCommitted ? 'unacknowledged' : 'refuse';
    }
    if (!chance(random, crashChances[step.kind])) return 'deliver';
    return this.#crashAt(step);
  }

  #crashAt(step: Step): Fate {
    const { random, coverage, scheduler } = this.#world;
    const downMs = pick(random, [second, 10 * second, 90 * second]);
    this.#restartAt = instant(scheduler.now + integerBetween(random, 0, downMs));
    this.#isMachineDown = chance(random, 0.4);
    const place = this.#placeOf(step);
    coverage.count(`crash ${step.kind} ${place}`);
    if (place === 'after') return 'lose';
    if (place === 'inside') return 'abort';
    return 'forget';
  }

  #placeOf(step: Step): 'before' | 'inside' | 'after' {
    const { random } = this.#world;
    if (step.kind === 'transaction') return pick(random, ['before', 'inside', 'after'] as const);
    if (step.kind === 'request') return pick(random, ['before', 'after'] as const);
    return 'before';
  }

  /** The machine that all processes run on goes down with the one that died. */
  async #killAll(): Promise<void> {
    this.#isMachineDown = false;
    const world = this.#world;
    for (const process of world.processes) await world.kill(process);
    world.coverage.count('upset all die');
  }

  async #restart(): Promise<void> {
    this.#restartAt = undefined;
    const world = this.#world;
    // Who starts alone knows that whoever held a lease is dead.
    if (world.processes.length === 0) {
      await world.clearLeases();
      world.coverage.count('upset leases cleared');
    }
    while (world.processes.length < processesMax) {
      const process = world.startProcess();
      world.coverage.count('upset restart');
      world.note(`${process.name} starts`);
    }
    this.#planWake();
  }

  async #upset(): Promise<void> {
    const { random } = this.#world;
    switch (pick(random, ['freeze', 'stop', 'jump', 'ahead'] as const)) {
      case 'freeze':
        return this.#freeze();
      case 'stop':
        return this.#stop();
      case 'jump':
        return this.#jumpClock();
      case 'ahead':
        return this.#moveXeroClock();
    }
  }

  #pickBusy(): AppProcess | undefined {
    const busy = this.#world.processes.filter((process) => process.isBusy);
    return busy.length === 0 ? undefined : pick(this.#world.random, busy);
  }

  #freeze(): void {
    const process = this.#pickBusy();
    if (!process) return;
    const { random, scheduler, coverage } = this.#world;
    const ms = integerBetween(random, 500, this.#world.freezeMaxMs(this.#options.isKeyKept));
    scheduler.freeze(process.name, instant(scheduler.now + ms));
    coverage.count('upset freeze');
    this.#world.note(`${process.name} is frozen for ${ms} ms`);
  }

  #stop(): void {
    const process = this.#pickBusy();
    if (!process) return;
    process.askToStop();
    this.#world.coverage.count('upset stop');
    this.#world.note(`${process.name} is asked to stop`);
  }

  #jumpClock(): void {
    const { random, scheduler, coverage } = this.#world;
    const ms = integerBetween(random, 500, this.#world.freezeMaxMs(this.#options.isKeyKept));
    scheduler.advance(ms);
    coverage.count('upset clock jump');
    this.#world.note(`the clock jumps ${ms} ms`);
  }

  /** Xero's clock is its own: it may be ahead of ours, more and more. */
  async #moveXeroClock(): Promise<void> {
    const { random, xero, coverage } = this.#world;
    if (this.#xeroAheadMs > 0) return;
    this.#xeroAheadMs = integerBetween(random, 1, 40) * second;
    await xero.control('PUT', '/clock', { advanceMs: this.#xeroAheadMs });
    coverage.count('upset xero clock ahead');
    this.#world.note(`Xero's clock is ${this.#xeroAheadMs} ms ahead`);
  }
}
