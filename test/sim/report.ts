/**
 * What a run says: how far it is, each failure with all that is needed to see it again, and at the
 * end what was covered and how fast it went. The last line is read by `npm test`.
 */
import { crashPlaces, upsets } from './chaos.ts';
import { Coverage } from './coverage.ts';
import { committingFaultKinds, faultKinds } from './faults.ts';
import type { JobResult } from './runner.ts';
import { eventNames } from './workload.ts';

/** From so many histories on, everything that can happen has to have happened. */
const seedsForCoverage = 50;
const minuteMs = 60_000;
const columns = 3;

/** All that has to occur in a run of enough seeds. */
export const expectedCoverage: readonly string[] = [
  ...faultKinds.map((kind) => `fault ${kind}`),
  ...committingFaultKinds.map((kind) => `fault ${kind} after commit`),
  ...crashPlaces.map((place) => `crash ${place}`),
  ...upsets.map((name) => `upset ${name}`),
  ...eventNames.map((name) => `event ${name}`),
];

export class Report {
  readonly coverage = new Coverage();
  readonly #write: (text: string) => void;
  readonly #isLive: boolean;
  readonly #commit: string;
  #passed = 0;
  #failed: number[] = [];
  #events = 0;
  #faults = 0;
  #steps = 0;
  #equal = 0;
  #findings = 0;
  #simulatedMs = 0;
  #leastEvents = Number.POSITIVE_INFINITY;

  constructor(options: { write: (text: string) => void; isLive: boolean; commit: string }) {
    this.#write = options.write;
    this.#isLive = options.isLive;
    this.#commit = options.commit;
  }

  get count(): number {
    return this.#passed + this.#failed.length;
  }

  get isGood(): boolean {
    return this.#failed.length === 0 && this.#uncovered().length === 0;
  }

  add(result: JobResult, total: number | undefined): void {
    this.coverage.add(result.coverage);
    this.#events += result.events;
    this.#faults += result.faults;
    this.#steps += result.steps;
    this.#equal += result.equal;
    this.#findings += result.findings;
    this.#simulatedMs += result.simulatedMs;
    this.#leastEvents = Math.min(this.#leastEvents, result.events);
    if (result.violations.length > 0) {
      this.#failed.push(result.seed);
      this.#tellFailure(result);
    } else this.#passed += 1;
    const line = `${this.count}${total === undefined ? '' : ` of ${total}`} histories, ${this.#failed.length} failed`;
    if (this.#isLive) this.#write(`\r${line} `);
    else if (this.count % 10 === 0) this.#write(`${line}\n`);
  }

  #tellFailure({ seed, violations, tail }: JobResult): void {
    const broken = violations.map(({ invariant, detail }) => `  ${invariant}: ${detail}`);
    this.#write(
      [
        `\nseed ${seed} failed (commit ${this.#commit})`,
        ...broken,
        '  its last steps:',
        ...tail.map((line) => `    ${line}`),
        `  see it again: npm run sim -- --seed ${seed} --trace`,
        '',
      ].join('\n'),
    );
  }

  #uncovered(): string[] {
    return this.count < seedsForCoverage ? [] : this.coverage.missing(expectedCoverage);
  }

  /** The summary; its last line counts histories, and one more for what never happened. */
  end(tookMs: number): void {
    const seconds = tookMs / 1000;
    const rate = (count: number): string => (count / seconds).toFixed(1);
    const each = (count: number): string => (count / Math.max(1, this.count)).toFixed(1);
    const missing = this.#uncovered();
    this.#tellCoverage();
    this.#write(
      [
        `${this.count} histories in ${seconds.toFixed(0)} s: ${rate(this.count)} histories/s, ` +
          `${rate(this.#events)} events/s, ${rate(this.#steps)} steps/s, ` +
          `${(this.#simulatedMs / minuteMs / 60).toFixed(0)} hours simulated`,
        `each: ${each(this.#events)} events (at least ${this.#leastEvents}), ${each(this.#faults)} faults, ` +
          `${each(this.#steps)} steps; at the end ${each(this.#equal)} records equal, ${each(this.#findings)} findings`,
        ...(missing.length === 0 ? [] : [`never happened: ${missing.join('; ')}`]),
        ...(this.#failed.length === 0 ? [] : [`failed seeds: ${this.#failed.join(' ')}`]),
        `sim: ${this.#passed} passed, ${this.#failed.length + (missing.length === 0 ? 0 : 1)} failed`,
        '',
      ].join('\n'),
    );
  }

  #tellCoverage(): void {
    const cells = expectedCoverage.map(
      (name) => `${String(this.coverage.get(name)).padStart(6)} ${name}`,
    );
    const width = Math.max(...cells.map((cell) => cell.length)) + 1;
    this.#write('\n');
    for (let i = 0; i < cells.length; i += columns) {
      const row = cells.slice(i, i + columns).map((cell) => cell.padEnd(width));
      this.#write(`${row.join('').trimEnd()}\n`);
    }
  }
}
