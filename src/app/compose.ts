/**
 * Puts the parts together: database, ports, engine. The one place where real things are made; nobody
 * imports app. Everything is given back in reverse order.
 */
import { join } from 'node:path';
import { hostname } from 'node:os';
import { limits } from '../base/limits.ts';
import type { Log } from '../base/log.ts';
import type { TenantId } from '../base/id.ts';
import { systemClock, systemFetch, systemRandom } from '../base/system.ts';
import type { EngineContext, XeroSite } from '../engine/context.ts';
import { clearLeases } from '../store/connections.ts';
import { openDatabase, type Database } from '../store/database.ts';
import { migrate } from '../store/migrate.ts';
import { ensureInstallation } from '../store/practices.ts';
import { createLimiter, type Limiter } from '../xero/limiter.ts';
import { ConfigError, type Config, type Secrets } from './config.ts';
import { runningEmulator } from './local-emulator.ts';
import { startEmbeddedPostgres } from './postgres/embedded-postgres.ts';
import { runningPostgres } from './postgres/folder-owner.ts';
import { openSeal } from './secret-file.ts';

export const xeroUrls = {
  api: 'https://api.xero.com',
  login: 'https://login.xero.com',
  identity: 'https://identity.xero.com',
} as const;

export interface OpenDatabase extends AsyncDisposable {
  readonly database: Database;
  readonly connectionString: string;
}

export interface DatabaseOptions {
  readonly config: Config;
  readonly log: Log;
  readonly onProgress?: (sentence: string) => void;
}

/** The database: told, or that of a running Tieout on the same data folder, or an embedded one of ours. */
export async function openStore(options: DatabaseOptions): Promise<OpenDatabase> {
  const { config, log } = options;
  await using stack = new AsyncDisposableStack();
  const folder = join(config.dataDir, 'postgres');
  const told = config.databaseUrl ?? runningPostgres(folder);
  let connectionString = told;
  if (connectionString === undefined) {
    const embedded = stack.use(
      await startEmbeddedPostgres({
        dataDir: folder,
        log,
        ...(options.onProgress ? { onProgress: options.onProgress } : {}),
      }),
    );
    connectionString = embedded.connectionString;
  }
  const database = openDatabase(connectionString);
  stack.defer(() => database.close());
  await migrate(database, systemClock.now());
  // Whoever held a lease on a database that we have just started is dead.
  if (told === undefined) await database.transaction((tx) => clearLeases(tx));
  const kept = stack.move();
  return { database, connectionString, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

/** The engine on a database, for the Xero at `site`. */
export async function openEngine(options: {
  config: Config;
  secrets: Secrets;
  database: Database;
  log: Log;
  site: XeroSite;
}): Promise<EngineContext> {
  const { config, database, log, site } = options;
  const installationId = await database.transaction((tx) =>
    ensureInstallation(tx, { id: systemRandom.uuid().slice(0, 8), at: systemClock.now() }),
  );
  const limiters = new Map<TenantId, Limiter>();
  return {
    database,
    log,
    site,
    clock: systemClock,
    random: systemRandom,
    fetch: systemFetch({ responseBytesMax: limits.responseBytesMax }),
    seal: openSeal(options.secrets, config.dataDir),
    installation: { id: installationId, publicUrl: config.publicUrl },
    workerName: `${hostname()}/${process.pid}`,
    limiterOf: (tenantId) => {
      const known = limiters.get(tenantId) ?? createLimiter({ clock: systemClock });
      limiters.set(tenantId, known);
      return known;
    },
  };
}

/**
 * For a command beside a running Tieout: what the environment tells, else the emulator of that one.
 * Without either there is nothing to call, and Xero's own address is not guessed.
 */
export async function toldSite(config: Config, secrets: Secrets): Promise<XeroSite> {
  const { xero } = config;
  if (xero.apiUrl !== undefined || xero.clientId !== undefined) return siteOf(config, secrets);
  const emulatorUrl = await runningEmulator(join(config.dataDir, 'emulator'));
  if (emulatorUrl !== undefined) return siteOf(config, secrets, emulatorUrl);
  throw new ConfigError(
    'No Xero is told. Set XERO_CLIENT_ID and XERO_CLIENT_SECRET of your own app, ' +
      'or use `npm start`, which brings an emulator.',
  );
}

/** Where Xero is: told by the environment, or its own addresses. */
export function siteOf(config: Config, secrets: Secrets, emulatorUrl?: string): XeroSite {
  const { xero } = config;
  const api = xero.apiUrl ?? emulatorUrl ?? xeroUrls.api;
  const isTold = xero.apiUrl !== undefined || emulatorUrl !== undefined;
  const clientId = xero.clientId ?? 'tieout';
  const clientSecret = secrets.xeroClientSecret ?? (isTold ? 'tieout-on-this-machine' : undefined);
  return {
    apiUrl: api,
    app: {
      clientId,
      ...(clientSecret === undefined ? {} : { clientSecret }),
      loginUrl: xero.loginUrl ?? (isTold ? api : xeroUrls.login),
      identityUrl: xero.identityUrl ?? (isTold ? api : xeroUrls.identity),
    },
    grant:
      xero.grant ?? (xero.clientId === undefined ? 'client_credentials' : 'authorization_code'),
  };
}
