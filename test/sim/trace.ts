/**
 * What happened in a history, twice: as lines for a person (the last ones are kept, or all of them),
 * and as one hash over everything that must be the same when the seed is the same: choices, requests,
 * statements. Two runs of a seed with different hashes are a failure.
 */
import { createHash } from 'node:crypto';

const linesKept = 60;
const lineLengthMax = 240;

export class Trace {
  readonly #hash = createHash('sha256');
  readonly #onLine: ((line: string) => void) | undefined;
  #lines: string[] = [];
  #count = 0;

  /** `onLine` gets every line as it comes, for a replay. */
  constructor(onLine?: (line: string) => void) {
    this.#onLine = onLine;
  }

  /** A line for a person, which also enters the hash. */
  note(at: number, line: string): void {
    this.#count += 1;
    const text = `${(at / 1000).toFixed(3).padStart(10)} ${line}`;
    this.absorb(text);
    const short = text.length > lineLengthMax ? `${text.slice(0, lineLengthMax)}…` : text;
    this.#lines.push(short);
    if (this.#lines.length > linesKept * 2) this.#lines = this.#lines.slice(-linesKept);
    this.#onLine?.(short);
  }

  /** Detail that must be the same in a second run, such as a body or a statement. */
  absorb(text: string): void {
    this.#hash.update(text).update('\n');
  }

  get count(): number {
    return this.#count;
  }

  tail(count = 40): readonly string[] {
    return this.#lines.slice(-count);
  }

  /** Ends the hash; nothing may be noted after. */
  digest(): string {
    return this.#hash.digest('hex');
  }
}
