/**
 * Counts what happened, over all histories of a run: a fault, crash place or event that never
 * occurred was never tested, so a run of enough seeds fails when one is missing.
 */
export class Coverage {
  readonly #counts = new Map<string, number>();

  count(name: string, by = 1): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + by);
  }

  get(name: string): number {
    return this.#counts.get(name) ?? 0;
  }

  /** Adds what another process counted. */
  add(counts: Readonly<Record<string, number>>): void {
    for (const [name, count] of Object.entries(counts)) this.count(name, count);
  }

  counts(): Record<string, number> {
    return Object.fromEntries([...this.#counts].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  missing(expected: readonly string[]): string[] {
    return expected.filter((name) => this.get(name) === 0);
  }
}
