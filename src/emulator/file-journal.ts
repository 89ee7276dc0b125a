/**
 * The journal in a folder: a snapshot and the entries since, one JSON line each, appended and pushed
 * to the disk before anybody is answered. A torn last line (the machine stopped while writing) is cut
 * off; a bad line elsewhere is an error that names it.
 */
import { createReadStream } from 'node:fs';
import {
  mkdir,
  open,
  readdir,
  rename,
  rm,
  stat,
  truncate,
  type FileHandle,
} from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Journal, JournalEntry } from './journal.ts';
import { decodeStored, encode } from './wire.ts';

export interface FileJournal extends Journal {
  /** What was written before, to be read to its end before the first append. */
  readonly restored: AsyncIterable<JournalEntry>;
  /** Writes a new snapshot and starts an empty journal beside it. */
  compact(snapshot: Iterable<JournalEntry>): Promise<void>;
  /** Bytes of the journal since its snapshot. */
  size(): number;
  close(): Promise<void>;
}

interface Waiting {
  readonly line: string;
  readonly durable: boolean;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

/** Opens (and makes) the folder. */
export async function openFileJournal(folder: string): Promise<FileJournal> {
  await mkdir(folder, { recursive: true });
  const names = await readdir(folder);
  const generations = names.flatMap((name) => {
    const match = /^snapshot-(\d{6})\.jsonl$/.exec(name);
    return match ? [Number(match[1])] : [];
  });
  return new FolderJournal(folder, Math.max(0, ...generations));
}

class FolderJournal implements FileJournal {
  readonly restored: AsyncIterable<JournalEntry>;
  private readonly folder: string;
  private generation: number;
  private handle: FileHandle | undefined;
  private bytes = 0;
  private waiting: Waiting[] = [];
  private writing: Promise<void> | undefined;

  constructor(folder: string, generation: number) {
    this.folder = folder;
    this.generation = generation;
    this.restored = { [Symbol.asyncIterator]: () => this.read()[Symbol.asyncIterator]() };
  }

  append(entry: JournalEntry): Promise<void> {
    return new Promise((done, failed) => {
      this.waiting.push({ line: `${encode(entry)}\n`, durable: entry.durable, done, failed });
      this.writing ??= this.flush();
    });
  }

  async compact(snapshot: Iterable<JournalEntry>): Promise<void> {
    await this.close();
    const next = this.generation + 1;
    const temporary = join(this.folder, `writing-${next}.tmp`);
    const file = await open(temporary, 'w', 0o600);
    for (const entry of snapshot) await file.appendFile(`${encode(entry)}\n`);
    await file.datasync();
    await file.close();
    await rename(temporary, this.path('snapshot', next));
    const old = this.generation;
    this.generation = next;
    this.bytes = 0;
    await rm(this.path('journal', old), { force: true });
    await rm(this.path('snapshot', old), { force: true });
  }

  size(): number {
    return this.bytes;
  }

  async close(): Promise<void> {
    await this.writing;
    await this.handle?.close();
    this.handle = undefined;
  }

  private path(kind: 'snapshot' | 'journal', generation = this.generation): string {
    return join(this.folder, `${kind}-${String(generation).padStart(6, '0')}.jsonl`);
  }

  private async *read(): AsyncIterable<JournalEntry> {
    if (this.generation > 0) yield* entriesIn(this.path('snapshot'), { tornAllowed: false });
    yield* entriesIn(this.path('journal'), { tornAllowed: true });
    this.bytes = await stat(this.path('journal')).then(
      ({ size }) => size,
      () => 0,
    );
  }

  /** Writes what waits, in one go; what comes meanwhile goes with the next. */
  private async flush(): Promise<void> {
    while (this.waiting.length > 0) {
      const batch = this.waiting;
      this.waiting = [];
      try {
        await this.write(batch);
        for (const one of batch) one.done();
      } catch (error) {
        for (const one of batch) one.failed(error);
      }
    }
    this.writing = undefined;
  }

  private async write(batch: readonly Waiting[]): Promise<void> {
    if (!this.handle) {
      this.handle = await open(this.path('journal'), 'a', 0o600);
      this.bytes = (await this.handle.stat()).size;
    }
    const text = batch.map((one) => one.line).join('');
    await this.handle.appendFile(text);
    this.bytes += Buffer.byteLength(text);
    if (batch.some((one) => one.durable)) await this.handle.datasync();
  }
}

async function* entriesIn(
  path: string,
  options: { readonly tornAllowed: boolean },
): AsyncIterable<JournalEntry> {
  const file = await open(path, 'r').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (!file) return;
  const { size } = await file.stat();
  await file.close();
  let good = 0;
  let number = 0;
  const lines = createInterface({ input: createReadStream(path), crlfDelay: Infinity });
  for await (const line of lines) {
    number += 1;
    const end = good + Buffer.byteLength(line) + 1;
    const last = end >= size;
    const entry = end <= size ? parsed(line) : undefined;
    if (!entry) {
      if (options.tornAllowed && last) break;
      throw new Error(`${path}, line ${number}: not an entry of the emulator's journal`);
    }
    yield entry;
    good = end;
  }
  if (good < size) await truncate(path, good);
}

function parsed(line: string): JournalEntry | undefined {
  try {
    const entry = decodeStored(line) as JournalEntry;
    return Array.isArray(entry.changes) ? entry : undefined;
  } catch {
    return undefined;
  }
}
