/**
 * One process of the app, as far as the world can tell: ports whose every effect is a step, an engine
 * with a limiter of its own, and at most one sync at a time. It can be killed at any step; what it
 * waited for then never comes, and only the database remembers it.
 */
import { createSeal, sealKey } from '../../src/base/seal.ts';
import type { ConnectionId } from '../../src/base/id.ts';
import type { Log, LogFields } from '../../src/base/log.ts';
import type { Random } from '../../src/base/random.ts';
import type { EngineContext } from '../../src/engine/context.ts';
import { syncConnection, type SyncResult } from '../../src/engine/sync.ts';
import type { Database } from '../../src/store/database.ts';
import { createLimiter } from '../../src/xero/limiter.ts';
import { emulatorUrl } from '../support/firm.ts';
import type { Hooks } from './safeguards.ts';
import type { Scheduler } from './scheduler.ts';
import type { SimDatabase } from './sim-database.ts';
import type { SimNetwork } from './sim-network.ts';

/** What a process gets to hear when its database goes away; the only error that a sync may end in. */
export class DatabaseLost extends Error {
  override name = 'DatabaseLost';
}

class RolledBack extends Error {}

export interface ProcessParts {
  readonly name: string;
  readonly scheduler: Scheduler;
  readonly database: SimDatabase;
  readonly network: SimNetwork;
  readonly random: Random;
  readonly installationId: string;
  readonly hooks: Hooks;
}

/** `insert intent, update call`: what a transaction did, for the trace. */
function deedOf(text: string): string | undefined {
  const match = /^\s*(insert into|update|delete from)\s+"?(\w+)/i.exec(text);
  return match ? `${match[1]?.split(' ')[0] ?? ''} ${match[2] ?? ''}` : undefined;
}

/** The Database port: each transaction is one step, which nothing can come between (RULES S2). */
function steppedDatabase(parts: ProcessParts): Database {
  const { scheduler, database, name, hooks } = parts;
  const { beforeTransaction } = hooks;
  return {
    transaction: <T>(work: Parameters<Database['transaction']>[0]) =>
      new Promise<T>((resolve, reject) => {
        const run = async (fate: string): Promise<void> => {
          if (fate === 'refuse') return reject(new DatabaseLost('the database is not reached'));
          const deeds: string[] = [];
          if (beforeTransaction) {
            await database.transaction((tx) => beforeTransaction(tx, scheduler.now));
          }
          try {
            const value = await database.transaction(
              async (tx) => {
                const result = (await work(tx)) as T;
                if (fate === 'abort') throw new RolledBack();
                return result;
              },
              (text, detail) => {
                scheduler.trace.absorb(detail);
                const deed = deedOf(text);
                if (deed !== undefined && deeds.at(-1) !== deed) deeds.push(deed);
              },
            );
            scheduler.note(`    ${name}: ${deeds.join(', ') || 'read'}`);
            if (fate === 'deliver') resolve(value);
            if (fate === 'unacknowledged') reject(new DatabaseLost('no answer to the commit'));
          } catch (error) {
            if (error instanceof RolledBack) return;
            const why = error instanceof Error ? error : new Error(String(error));
            const detail = 'detail' in why ? ` (${String(why.detail)})` : '';
            scheduler.note(`    ${name}: rolled back: ${why.message}${detail}`);
            if (fate === 'deliver' || fate === 'unacknowledged') reject(why);
          }
        };
        const label = 'transaction';
        scheduler.add({ kind: 'transaction', owner: name, label, dueAt: scheduler.now, run });
      }),
    close: () => Promise.resolve(),
  };
}

function tracingLog({ scheduler, name }: ProcessParts): Log {
  const line = (message: string, fields?: LogFields): void => {
    scheduler.note(`    ${name} says: ${message} ${JSON.stringify(fields ?? {})}`);
  };
  return { info: () => {}, warn: line, error: line };
}

export class AppProcess {
  readonly name: string;
  readonly engine: EngineContext;
  readonly #scheduler: Scheduler;
  #isBusy = false;
  #isAlive = true;
  #stop: AbortController | undefined;
  /** How the last sync ended. */
  last: SyncResult | undefined;

  constructor(parts: ProcessParts) {
    const { name, scheduler, network, random } = parts;
    this.name = name;
    this.#scheduler = scheduler;
    const clock = scheduler.clockOf(name);
    const limiter = createLimiter({ clock, dayMax: 5000 });
    this.engine = {
      database: steppedDatabase(parts),
      clock,
      random,
      fetch: network.fetchOf(name),
      log: tracingLog(parts),
      seal: createSeal([sealKey('a secret for simulation only')]),
      site: {
        apiUrl: emulatorUrl,
        grant: 'client_credentials',
        app: {
          clientId: 'sim',
          clientSecret: 'sim',
          loginUrl: emulatorUrl,
          identityUrl: emulatorUrl,
        },
      },
      installation: { id: parts.installationId, publicUrl: 'http://localhost:4000' },
      workerName: name,
      limiterOf: () => limiter,
    };
  }

  get isBusy(): boolean {
    return this.#isBusy;
  }

  get isAlive(): boolean {
    return this.#isAlive;
  }

  /** Starts a sync unless one is running here; how it ends is noted, an error of its own is a failure. */
  wake(connectionId: ConnectionId, cause: string): boolean {
    if (this.#isBusy || !this.#isAlive) return false;
    this.#isBusy = true;
    this.last = undefined;
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    this.#scheduler.note(`${this.name} starts a sync (${cause})`);
    syncConnection(this.engine, connectionId, { cause, signal }).then(
      (result) => this.#ended(result),
      (error: unknown) => {
        if (!(error instanceof DatabaseLost)) return this.#scheduler.fail(error);
        this.#ended(undefined);
      },
    );
    return true;
  }

  #ended(result: SyncResult | undefined): void {
    if (!this.#isAlive) return;
    this.#isBusy = false;
    this.last = result;
    this.#scheduler.stir();
    const how = result?.stopped?.code ?? (result ? 'to the end' : 'without a database');
    const counts = result ? JSON.stringify(result.counts) : '';
    this.#scheduler.note(`${this.name} ended its sync ${how} ${counts}`);
  }

  /** Asks the running sync to stop between two calls, as a shutdown does. */
  askToStop(): void {
    this.#stop?.abort();
  }

  kill(): void {
    this.#isAlive = false;
    this.#isBusy = false;
    this.#scheduler.drop(this.name);
  }
}
