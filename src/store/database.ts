/**
 * The database: a pool, and transactions. All access goes through `transaction`, which the simulation
 * replaces by one that is a single atomic step (docs/SPEC.md SIM). No network call may be made inside
 * one. Numbers come back as text, time stamps as instants, dates as calendar dates.
 */
import { Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { instant } from '../base/time.ts';

/** What SQL is run on; only `store` uses it. */
export type Tx = Kysely<unknown>;

export interface Database {
  /** Runs `work` in one transaction; run again when PostgreSQL asks for it (deadlock, serialisation). */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

const oid = { int8: 20, numeric: 1700, date: 1082, timestamptz: 1184 } as const;

const parsers: Record<number, (text: string) => unknown> = {
  [oid.int8]: (text) => Number(text),
  [oid.numeric]: (text) => text,
  [oid.date]: (text) => text,
  [oid.timestamptz]: (text) => instant(Date.parse(text)),
};

const retryable = new Set(['40001', '40P01']);
const attemptsMax = 5;

function isRetryable(error: unknown): boolean {
  return error instanceof Error && 'code' in error && retryable.has(String(error.code));
}

/** Opens a pool on `connectionString`; `connectionsMax` of it are used at most. */
export function openDatabase(connectionString: string, connectionsMax = 10): Database {
  const pool = new pg.Pool({
    connectionString,
    max: connectionsMax,
    types: {
      getTypeParser: ((id: number, format?: 'text' | 'binary') =>
        parsers[id] ??
        pg.types.getTypeParser(id, format ?? 'text')) as typeof pg.types.getTypeParser,
    },
  });
  // An idle connection that breaks (server stopped) is replaced at the next use.
  pool.on('error', () => {});
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
  return {
    transaction: async (work) => {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await db.transaction().execute(work);
        } catch (error) {
          if (attempt >= attemptsMax || !isRetryable(error)) throw error;
        }
      }
    },
    close: () => db.destroy(),
  };
}

export { sql };
