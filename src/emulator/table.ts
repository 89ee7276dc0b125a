/**
 * Keyed tables in memory. Every change is told to a log (that is what the journal keeps), records are
 * replaced whole, and what lists need is kept ready: secondary keys, and the order by time of update
 * then id, so that a page of a large book costs no sort.
 */

/** One row put (or, with null, taken away). `books` is the organisation, empty for what is shared. */
export interface Change {
  readonly table: string;
  readonly books: string;
  readonly key: string;
  readonly record: unknown;
}

export type ChangeLog = (change: Change) => void;

export interface TableName {
  readonly table: string;
  readonly books: string;
}

/** A table as the journal sees it: rows put back without being logged again. */
export interface Restorable {
  readonly name: TableName;
  restore(key: string, record: unknown): void;
  changes(): Iterable<Change>;
}

export class KeyedTable<T> implements Restorable {
  readonly name: TableName;
  protected readonly records = new Map<string, T>();
  private readonly log: ChangeLog;

  constructor(name: TableName, log: ChangeLog) {
    this.name = name;
    this.log = log;
  }

  get size(): number {
    return this.records.size;
  }

  get(key: string): T | undefined {
    return this.records.get(key);
  }

  /** In the order of first insertion. */
  values(): IterableIterator<T> {
    return this.records.values();
  }

  keys(): IterableIterator<string> {
    return this.records.keys();
  }

  set(key: string, record: T): void {
    this.store(key, record);
    this.log({ ...this.name, key, record });
  }

  delete(key: string): void {
    if (!this.records.has(key)) return;
    this.discard(key);
    this.log({ ...this.name, key, record: null });
  }

  restore(key: string, record: unknown): void {
    if (record === null) this.discard(key);
    else this.store(key, record as T);
  }

  *changes(): Iterable<Change> {
    for (const [key, record] of this.records) yield { ...this.name, key, record };
  }

  protected store(key: string, record: T): void {
    this.records.set(key, record);
  }

  protected discard(key: string): void {
    this.records.delete(key);
  }
}

export interface RecordShape<T> {
  readonly id: (record: T) => string;
  readonly updatedAt: (record: T) => number;
  /** Secondary keys by name; a record without the key is not in that index. */
  readonly keys?: Readonly<Record<string, (record: T) => string | undefined>>;
}

/** A table of Xero's records, in the order UpdatedDateUTC, id. */
export class RecordTable<T> extends KeyedTable<T> {
  private readonly shape: RecordShape<T>;
  private readonly indexes = new Map<string, Map<string, string[]>>();
  private ordered: T[] | undefined;

  constructor(name: TableName, log: ChangeLog, shape: RecordShape<T>) {
    super(name, log);
    this.shape = shape;
    for (const key of Object.keys(shape.keys ?? {})) this.indexes.set(key, new Map());
  }

  /** Puts a record under its own id. */
  put(record: T): void {
    this.set(this.shape.id(record), record);
  }

  /** The records with this secondary key. */
  find(index: string, key: string): T[] {
    const ids = this.indexes.get(index)?.get(key) ?? [];
    return ids.flatMap((id) => this.records.get(id) ?? []);
  }

  /** All records by time of update, then id. Not to be changed by the caller. */
  inUpdateOrder(): readonly T[] {
    this.ordered ??= [...this.records.values()].sort((a, b) => this.compare(a, b));
    return this.ordered;
  }

  /** Those updated at or after `at`, in the same order. */
  updatedSince(at: number): readonly T[] {
    const all = this.inUpdateOrder();
    let low = 0;
    let high = all.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const record = all[middle];
      if (record !== undefined && this.shape.updatedAt(record) < at) low = middle + 1;
      else high = middle;
    }
    return all.slice(low);
  }

  /** Before many puts: the order is worked out anew when it is next asked for. */
  forgetOrder(): void {
    this.ordered = undefined;
  }

  protected override store(key: string, record: T): void {
    const old = this.records.get(key);
    if (old !== undefined) this.ordered?.splice(this.position(this.ordered, old), 1);
    this.reindex(key, old, record);
    super.store(key, record);
    this.ordered?.splice(this.position(this.ordered, record), 0, record);
  }

  protected override discard(key: string): void {
    const old = this.records.get(key);
    if (old === undefined) return;
    this.ordered?.splice(this.position(this.ordered, old), 1);
    this.reindex(key, old, undefined);
    super.discard(key);
  }

  private reindex(key: string, old: T | undefined, record: T | undefined): void {
    for (const [name, keyOf] of Object.entries(this.shape.keys ?? {})) {
      const from = old === undefined ? undefined : keyOf(old);
      const to = record === undefined ? undefined : keyOf(record);
      if (from === to) continue;
      const index = this.indexes.get(name);
      if (from !== undefined) {
        const ids = index?.get(from) ?? [];
        ids.splice(ids.indexOf(key), 1);
        if (ids.length === 0) index?.delete(from);
      }
      if (to !== undefined) {
        const ids = index?.get(to);
        if (ids) ids.push(key);
        else index?.set(to, [key]);
      }
    }
  }

  private compare(a: T, b: T): number {
    const time = this.shape.updatedAt(a) - this.shape.updatedAt(b);
    if (time !== 0) return time;
    const idA = this.shape.id(a);
    const idB = this.shape.id(b);
    return idA < idB ? -1 : idA > idB ? 1 : 0;
  }

  private position(ordered: readonly T[], record: T): number {
    let low = 0;
    let high = ordered.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = ordered[middle];
      if (other !== undefined && this.compare(other, record) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
