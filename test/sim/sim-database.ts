/**
 * One real PostgreSQL database for all histories of a process: emptied between them, used by one
 * statement at a time, and hashed at the end of each. Every statement enters the trace's hash, except
 * those that carry sealed secrets, whose nonce is the machine's own chance.
 */
import type { KyselyPlugin, RootOperationNode } from 'kysely';
import { sha256 } from '../../src/base/hash.ts';
import { openDatabase, sql, type Database, type Tx } from '../../src/store/database.ts';
import { templateOn, type TestDatabase } from '../support/test-database.ts';
import { migrateUrl } from '../support/migrated.ts';
import type { TestServer } from '../support/postgres-cluster.ts';

/** Plans depend on nothing but the statement: no compiled code, no helpers (RULES S3). */
const settings = '-c jit=off -c max_parallel_workers_per_gather=0 -c timezone=UTC';

interface Column {
  readonly table: string;
  readonly column: string;
}

const sealed = /connection_token|sign_in/;

/** Tells of every statement that goes through it. */
function listening(onStatement: (text: string, detail: string) => void): KyselyPlugin {
  return {
    transformQuery: ({ node }: { node: RootOperationNode }) => {
      if (node.kind === 'RawNode') {
        const text = node.sqlFragments.join('?');
        onStatement(text, sealed.test(text) ? text : JSON.stringify(node));
      }
      return node;
    },
    transformResult: ({ result }) => Promise.resolve(result),
  };
}

export class SimDatabase implements AsyncDisposable {
  readonly #test: TestDatabase;
  readonly #database: Database;
  readonly #columns: readonly Column[];

  private constructor(test: TestDatabase, database: Database, columns: readonly Column[]) {
    this.#test = test;
    this.#database = database;
    this.#columns = columns;
  }

  static async open(server: TestServer): Promise<SimDatabase> {
    const test = await templateOn(server, migrateUrl).fresh();
    const url = new URL(test.url);
    url.searchParams.set('options', settings);
    const database = openDatabase(url.href, 1);
    const { rows } = await database.transaction((tx) =>
      sql<Column>`
        select c.table_name as "table", c.column_name as "column"
        from information_schema.columns c
        join information_schema.tables t on t.table_name = c.table_name
          and t.table_schema = c.table_schema and t.table_type = 'BASE TABLE'
        where c.table_schema = 'public' and c.table_name <> 'migration'
        order by c.table_name, c.ordinal_position`.execute(tx),
    );
    return new SimDatabase(test, database, rows);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#database.close();
    await this.#test.drop();
  }

  #tables(): string[] {
    return [...new Set(this.#columns.map(({ table }) => table))];
  }

  /** As it was when it was made. */
  async empty(): Promise<void> {
    const tables = this.#tables().map((table) => `"${table}"`);
    await this.#database.transaction((tx) => sql.raw(`truncate ${tables.join(', ')}`).execute(tx));
  }

  /** One transaction; `onStatement` hears of each statement. */
  transaction<T>(
    work: (tx: Tx) => Promise<T>,
    onStatement?: (text: string, detail: string) => void,
  ): Promise<T> {
    return this.#database.transaction((tx) =>
      work(onStatement ? tx.withPlugin(listening(onStatement)) : tx),
    );
  }

  /** A hash of every row of every table, sealed columns left out. */
  async digest(): Promise<string> {
    const parts: string[] = [];
    for (const table of this.#tables()) {
      const columns = this.#columns
        .filter((one) => one.table === table)
        .map(({ column }) => column)
        .filter((column) => !(sealed.test(table) && /token$|sealed/.test(column)))
        .map((column) => `"${column}"::text`);
      const { rows } = await this.#database.transaction((tx) =>
        sql<{ hash: string | null; count: number }>`
          select md5(string_agg(r.line, E'\n' order by r.line collate "C")) as hash,
            count(*) as count
          from (select ${sql.raw(`concat_ws('|', ${columns.join(', ')})`)} as line
            from ${sql.raw(`"${table}"`)}) as r`.execute(tx),
      );
      parts.push(`${table} ${rows[0]?.count ?? 0} ${rows[0]?.hash ?? ''}`);
    }
    return sha256(parts.join('\n'));
  }
}
