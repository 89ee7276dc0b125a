/**
 * All that the emulator knows: the organisations' books and what is shared (grants, tokens,
 * idempotency answers, limits, the log of writes). Collects the changes of a call for the journal,
 * and puts a journal or a snapshot back.
 */
import { must } from '../base/assert.ts';
import { Books } from './books.ts';
import type { Connection, AccessToken, AuthorisationCode, RefreshToken } from './grants.ts';
import type { StoredAnswer } from './idempotency.ts';
import type { JournalEntry } from './journal.ts';
import type { LimitWindow } from './rate-limits.ts';
import type { EmulatorSettings } from './settings.ts';
import { KeyedTable, type Change, type Restorable } from './table.ts';

/** One committed write, as an auditor reads it. */
export interface CommittedWrite {
  readonly sequence: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly tenantId: string;
  /** `user` for a person's hand inside Xero (/_control/act). */
  readonly by: 'app' | 'user';
  readonly method: string;
  readonly path: string;
  readonly resource: string;
  readonly id: string;
  readonly kind: 'create' | 'update' | 'delete' | 'void';
  readonly number?: string | undefined;
  readonly reference?: string | undefined;
  readonly idempotencyKey?: string | undefined;
}

/** Tables whose changes need not wait for the disk. */
const lightTables = new Set(['limits']);
/** Rows an entry: a journal's line stays within what one string can hold. */
const entryRowsMax = 500;

export class World {
  readonly connections: KeyedTable<Connection>;
  readonly accessTokens: KeyedTable<AccessToken>;
  readonly refreshTokens: KeyedTable<RefreshToken>;
  readonly codes: KeyedTable<AuthorisationCode>;
  readonly answers: KeyedTable<StoredAnswer>;
  readonly limits: KeyedTable<LimitWindow>;
  readonly writes: KeyedTable<CommittedWrite>;
  /** How far the emulator's clock is ahead of the machine's. */
  readonly clock: KeyedTable<{ readonly offsetMs: number }>;
  /** Settings changed while running. */
  readonly overrides: KeyedTable<Partial<EmulatorSettings>>;
  private readonly books = new Map<string, Books>();
  private pending: Change[] = [];

  constructor() {
    const log = (change: Change): void => {
      this.pending.push(change);
    };
    const table = <T>(name: string): KeyedTable<T> =>
      new KeyedTable<T>({ table: name, books: '' }, log);
    this.connections = table('connections');
    this.accessTokens = table('accessTokens');
    this.refreshTokens = table('refreshTokens');
    this.codes = table('codes');
    this.answers = table('answers');
    this.limits = table('limits');
    this.writes = table('writes');
    this.clock = table('clock');
    this.overrides = table('overrides');
  }

  /** The organisations, oldest first. */
  tenants(): readonly Books[] {
    return [...this.books.values()];
  }

  tenant(tenantId: string): Books | undefined {
    return this.books.get(tenantId.toLowerCase());
  }

  /** The books of a new (or known) organisation. */
  open(tenantId: string): Books {
    const known = this.tenant(tenantId);
    if (known) return known;
    const books = new Books(tenantId, (change) => this.pending.push(change));
    this.books.set(tenantId.toLowerCase(), books);
    return books;
  }

  /** The changes since last asked, as entries for the journal. */
  takeChanges(): JournalEntry[] {
    const changes = this.pending;
    if (changes.length === 0) return [];
    this.pending = [];
    return entriesOf(changes);
  }

  /** All state as entries that restore it. */
  snapshot(): JournalEntry[] {
    return entriesOf(this.tables().flatMap((table) => Array.from(table.changes())));
  }

  restore(entry: JournalEntry): void {
    if (entry.reset) this.clear();
    for (const change of entry.changes) {
      this.tableOf(change).restore(change.key, change.record);
    }
  }

  /** Forgets everything (before a snapshot is put back). */
  clear(): void {
    for (const table of this.tables()) {
      for (const change of table.changes()) table.restore(change.key, null);
    }
    this.books.clear();
    this.pending = [];
  }

  private shared(): readonly Restorable[] {
    return [
      this.connections,
      this.accessTokens,
      this.refreshTokens,
      this.codes,
      this.answers,
      this.limits,
      this.writes,
      this.clock,
      this.overrides,
    ];
  }

  private tables(): readonly Restorable[] {
    return [...this.shared(), ...this.tenants().flatMap((books) => books.tables())];
  }

  private tableOf(change: Change): Restorable {
    const tables = change.books === '' ? this.shared() : this.open(change.books).tables();
    return must(
      tables.find((table) => table.name.table === change.table),
      `a table called ${change.table}`,
    );
  }
}

function entriesOf(changes: readonly Change[]): JournalEntry[] {
  const entries: JournalEntry[] = [];
  for (let start = 0; start < changes.length; start += entryRowsMax) {
    const part = changes.slice(start, start + entryRowsMax);
    entries.push({ changes: part, durable: part.some((c) => !lightTables.has(c.table)) });
  }
  return entries;
}
