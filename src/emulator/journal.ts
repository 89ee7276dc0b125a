/**
 * What the emulator writes down before it answers, so that a kill loses nothing that was told to
 * anybody. An entry is a set of rows put; replaying all entries in order gives the same state.
 */
import type { Change } from './table.ts';

export interface JournalEntry {
  readonly changes: readonly Change[];
  /** False for bookkeeping of reads (limits): written, but not worth waiting for the disk. */
  readonly durable: boolean;
  /** True where a snapshot was put back: all that was before is void. */
  readonly reset?: boolean;
}

export interface Journal {
  /** Resolves when the entry is safe from a kill of the process. Entries keep their order. */
  append(entry: JournalEntry): Promise<void>;
}
