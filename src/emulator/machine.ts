/**
 * The emulator's running parts in one place: its clock (the given one plus an offset), what is due
 * later, settings as they stand now, and the commit of a call's changes to the journal.
 */
import type { Random } from '../base/random.ts';
import type { Clock } from '../base/time.ts';
import { Counters } from './counters.ts';
import { Faults } from './faults.ts';
import type { Journal } from './journal.ts';
import { RateLimits } from './rate-limits.ts';
import type { EmulatorSettings } from './settings.ts';
import { World } from './world.ts';

interface Due {
  readonly at: number;
  readonly run: () => Promise<void>;
}

export class Machine {
  readonly world = new World();
  readonly counters = new Counters();
  readonly faults = new Faults();
  readonly limits: RateLimits;
  readonly random: Random;
  private readonly clock: Clock;
  private readonly journal: Journal | undefined;
  private readonly defaults: EmulatorSettings;
  private due: Due[] = [];

  constructor(parts: {
    readonly clock: Clock;
    readonly random: Random;
    readonly journal: Journal | undefined;
    readonly settings: EmulatorSettings;
  }) {
    this.clock = parts.clock;
    this.random = parts.random;
    this.journal = parts.journal;
    this.defaults = parts.settings;
    this.limits = new RateLimits(this.world.limits);
  }

  /** Milliseconds since 1970 by the emulator's clock. */
  now(): number {
    return this.clock.now() + (this.world.clock.get('it')?.offsetMs ?? 0);
  }

  get settings(): EmulatorSettings {
    return { ...this.defaults, ...this.world.overrides.get('it') };
  }

  changeSettings(changes: Partial<EmulatorSettings>): void {
    this.world.overrides.set('it', { ...this.world.overrides.get('it'), ...changes });
  }

  /** Sets the clock; what has become due is done before this resolves. */
  async setClock(now: number): Promise<void> {
    this.world.clock.set('it', { offsetMs: Math.trunc(now - this.clock.now()) });
    await this.runDue();
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return ms > 0 ? this.clock.sleep(ms, signal) : Promise.resolve();
  }

  /** Runs something at a time of the emulator's clock; a clock set forward brings it on. */
  later(at: number, run: () => Promise<void>): void {
    this.due.push({ at, run });
    void this.clock.sleep(Math.max(0, at - this.now())).then(() => this.runDue());
  }

  async runDue(): Promise<void> {
    const now = this.now();
    const ready = this.due.filter((due) => due.at <= now);
    this.due = this.due.filter((due) => due.at > now);
    for (const { run } of ready.toSorted((a, b) => a.at - b.at)) await run();
  }

  /** Writes down all changes made so far. To be awaited before anybody is told of them. */
  async commit(): Promise<void> {
    const entries = this.world.takeChanges();
    const { journal } = this;
    if (!journal) return;
    await Promise.all(entries.map((entry) => journal.append(entry)));
  }

  /** Puts a snapshot in the place of everything, in the journal too. */
  async replace(entries: readonly { changes: readonly unknown[] }[]): Promise<void> {
    this.world.clear();
    const whole = entries as Parameters<World['restore']>[0][];
    for (const entry of whole) this.world.restore(entry);
    const [first, ...rest] = this.world.snapshot();
    if (!this.journal) return;
    await this.journal.append({ changes: first?.changes ?? [], durable: true, reset: true });
    for (const entry of rest) await this.journal.append(entry);
  }
}
