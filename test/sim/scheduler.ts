/**
 * The scheduler: everything that the app does to the world is a step, and one step runs at a time.
 * When every coroutine waits for a step, the history picks one by its seed and runs it to its end. It
 * also owns time: a clock that moves a little with each step, and jumps only when nothing can run.
 */
import { must } from '../../src/base/assert.ts';
import { integerBetween, type Random } from '../../src/base/random.ts';
import { instant, second, type Clock, type Instant } from '../../src/base/time.ts';
import type { Trace } from './trace.ts';

export type StepKind = 'transaction' | 'request' | 'answer' | 'deadline' | 'sleep';

/**
 * What becomes of a step. `deliver`: it happens and its owner hears of it. `lose`: it happens and its
 * owner dies before it hears. `abort`: a transaction is rolled back, and its owner dies. `forget`: its
 * owner dies before it happens. `refuse`: it does not happen and its owner is told so.
 * `unacknowledged`: it happens and its owner is told that the connection broke.
 */
export type Fate = 'deliver' | 'lose' | 'abort' | 'forget' | 'refuse' | 'unacknowledged';

export interface Step {
  readonly id: number;
  readonly kind: StepKind;
  /** The process that waits for it, or `xero`. */
  readonly owner: string;
  readonly label: string;
  readonly addedAt: Instant;
  /** Not before this time. */
  readonly dueAt: Instant;
  run(fate: Fate): Promise<void>;
}

/** Input and output are not put off for longer than this, or every deadline would be meaningless. */
const waitMaxMs = 2 * second;
/** Turns of the event loop after which a coroutine that still does not wait for a step is a bug. */
const turnsMax = 2000;
const quietTurns = 3;

export class Scheduler {
  readonly trace: Trace;
  readonly #random: Random;
  readonly #start: Instant;
  readonly #steps = new Map<number, Step>();
  readonly #frozen = new Map<string, Instant>();
  #now: Instant;
  #nextId = 1;
  #activity = 0;
  #failure: unknown;

  constructor(random: Random, trace: Trace, start: Instant) {
    this.#random = random;
    this.trace = trace;
    this.#start = start;
    this.#now = start;
  }

  /** A line in the trace, at the present time of this history. */
  note(line: string): void {
    this.trace.note(this.#now - this.#start, line);
  }

  /** How long the history has lasted by its own clock. */
  get elapsedMs(): number {
    return this.#now - this.#start;
  }

  get now(): Instant {
    return this.#now;
  }

  /** Adds a step; what is answered takes it away again. */
  add(step: Omit<Step, 'id' | 'addedAt'>): () => void {
    const id = this.#nextId;
    this.#nextId += 1;
    this.#activity += 1;
    this.#steps.set(id, { ...step, id, addedAt: this.#now });
    return () => {
      this.#activity += 1;
      this.#steps.delete(id);
    };
  }

  /** Something moved that is no step of its own: the world is not quiet yet. */
  stir(): void {
    this.#activity += 1;
  }

  clockOf(owner: string): Clock {
    return {
      now: () => this.#now,
      sleep: (ms, signal) =>
        new Promise((resolve) => {
          if (signal?.aborted) return resolve();
          const stop = (): void => {
            remove();
            resolve();
          };
          const remove = this.add({
            kind: 'sleep',
            owner,
            label: `${Math.max(0, Math.round(ms))} ms`,
            dueAt: instant(this.#now + Math.max(0, ms)),
            run: (fate) => {
              signal?.removeEventListener('abort', stop);
              if (fate === 'deliver') resolve();
              return Promise.resolve();
            },
          });
          signal?.addEventListener('abort', stop, { once: true });
        }),
    };
  }

  /** An error outside of any step: the history ends with it at the next `settled`. */
  fail(error: unknown): void {
    this.#failure ??= error;
    this.#activity += 1;
  }

  /** Resolves when nothing moves any more until a step is run. */
  async settled(): Promise<void> {
    let seen = -1;
    let quiet = 0;
    for (let turn = 0; quiet < quietTurns; turn += 1) {
      if (turn > turnsMax) throw new Error('a coroutine never comes to rest');
      await new Promise<void>((resolve) => {
        setImmediate(resolve);
      });
      quiet = seen === this.#activity ? quiet + 1 : 0;
      seen = this.#activity;
    }
    if (this.#failure !== undefined) throw this.#failure;
  }

  hasSteps(owner: string): boolean {
    return [...this.#steps.values()].some((step) => step.owner === owner);
  }

  /** Steps that can run now, oldest first. */
  runnable(): Step[] {
    return [...this.#steps.values()].filter(
      (step) => step.dueAt <= this.#now && !this.isFrozen(step.owner),
    );
  }

  /** One of those that can run, by the seed; one that has waited long comes first. */
  choose(): Step | undefined {
    const runnable = this.runnable();
    if (runnable.length === 0) return undefined;
    const overdue = runnable.find(
      (step) => this.#now - Math.max(step.addedAt, step.dueAt) > waitMaxMs,
    );
    const at = integerBetween(this.#random, 0, runnable.length - 1);
    return overdue ?? must(runnable[at], 'a step');
  }

  /** Takes the step out and runs it to its end. */
  async run(step: Step, fate: Fate): Promise<void> {
    this.#steps.delete(step.id);
    this.#activity += 1;
    await step.run(fate);
  }

  /** The process is gone: nothing that it waited for happens. */
  drop(owner: string): void {
    for (const [id, step] of this.#steps) {
      if (step.owner === owner) this.#steps.delete(id);
    }
    this.#frozen.delete(owner);
    this.#activity += 1;
  }

  stepsOf(owner: string): Step[] {
    return [...this.#steps.values()].filter((step) => step.owner === owner);
  }

  /** The process does nothing until then, and does not know it. */
  freeze(owner: string, until: Instant): void {
    this.#frozen.set(owner, until);
  }

  isFrozen(owner: string): boolean {
    return (this.#frozen.get(owner) ?? 0) > this.#now;
  }

  advance(ms: number): void {
    this.#now = instant(this.#now + ms);
  }

  /** When the next step can run by itself; undefined when there is none at all. */
  nextDue(): Instant | undefined {
    let next: Instant | undefined;
    for (const step of this.#steps.values()) {
      const at = Math.max(step.dueAt, this.#frozen.get(step.owner) ?? 0) as Instant;
      if (next === undefined || at < next) next = at;
    }
    return next;
  }
}
