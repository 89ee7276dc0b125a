/**
 * Who runs histories: this process, or children of it that each have a database of their own on one
 * server. A runner takes one history at a time.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { TestServer } from '../support/postgres-cluster.ts';
import { Coverage } from './coverage.ts';
import { runHistory, type HistoryResult } from './history.ts';
import { safeguards, type SafeguardName } from './safeguards.ts';
import { SimDatabase } from './sim-database.ts';

export interface Job {
  readonly seed: number;
  /** Run again, to compare the hashes. */
  readonly isTwice: boolean;
  readonly without?: SafeguardName;
}

export interface JobResult extends HistoryResult {
  readonly coverage: Readonly<Record<string, number>>;
  readonly tookMs: number;
}

export interface Runner extends AsyncDisposable {
  run(job: Job): Promise<JobResult>;
}

/** Runs one seed, or twice; a second run that is another history is a broken promise too. */
export async function runJob(
  database: SimDatabase,
  job: Job,
  onLine?: (line: string) => void,
): Promise<JobResult> {
  const { seed, isTwice, without } = job;
  const coverage = new Coverage();
  const hooks = without === undefined ? {} : safeguards[without];
  const lines = onLine ? { onLine } : {};
  const startedAt = performance.now();
  const first = await runHistory({ seed, database, coverage, hooks, ...lines });
  const tookMs = performance.now() - startedAt;
  const result = { ...first, coverage: coverage.counts(), tookMs };
  if (!isTwice) return result;
  const second = await runHistory({ seed, database, coverage: new Coverage(), hooks });
  if (second.hash === first.hash) return result;
  const detail = `${first.hash.slice(0, 12)} became ${second.hash.slice(0, 12)}`;
  const violation = { invariant: 'one seed is one history', detail };
  return { ...result, violations: [...result.violations, violation], tail: second.tail };
}

export class LocalRunner implements Runner {
  readonly #database: SimDatabase;
  readonly #onLine: ((line: string) => void) | undefined;

  private constructor(database: SimDatabase, onLine: ((line: string) => void) | undefined) {
    this.#database = database;
    this.#onLine = onLine;
  }

  static async open(server: TestServer, onLine?: (line: string) => void): Promise<LocalRunner> {
    return new LocalRunner(await SimDatabase.open(server), onLine);
  }

  run(job: Job): Promise<JobResult> {
    return runJob(this.#database, job, this.#onLine);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#database[Symbol.asyncDispose]();
  }
}

/** A child process; it answers each job by a message. */
export class ChildRunner implements Runner {
  readonly #child: ChildProcess;
  readonly #exited: Promise<never>;

  constructor(server: TestServer) {
    const program = fileURLToPath(new URL('./runner-child.ts', import.meta.url));
    this.#child = fork(program, [JSON.stringify({ url: server.url, prefix: server.prefix })]);
    this.#exited = once(this.#child, 'exit').then(([code]) => {
      throw new Error(`a process of the simulation ended by itself (${String(code)})`);
    });
    this.#exited.catch(() => {});
  }

  async run(job: Job): Promise<JobResult> {
    const answered = new Promise<JobResult>((resolve) => {
      this.#child.once('message', (result) => {
        resolve(result as JobResult);
      });
    });
    this.#child.send(job);
    return Promise.race([answered, this.#exited]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null) return;
    this.#child.disconnect();
    await this.#exited.catch(() => {});
  }
}
