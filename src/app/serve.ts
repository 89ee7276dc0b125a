/**
 * Serves the API and the pages on this machine's loopback, and works: wake-ups from the queue, a look
 * when one is due, an edit of the book soon after it was made. Ends in order on a signal.
 */
import { serve as listen } from '@hono/node-server';
import type { AddressInfo } from 'node:net';
import { second, type Instant } from '../base/time.ts';
import type { ConnectionId } from '../base/id.ts';
import { sha256 } from '../base/hash.ts';
import type { Log } from '../base/log.ts';
import { systemClock } from '../base/system.ts';
import type { Terminal } from '../cli/terminal.ts';
import type { EngineContext } from '../engine/context.ts';
import { syncConnection, type SyncResult } from '../engine/sync.ts';
import { tieOut } from '../engine/tie-out.ts';
import { createServer } from '../server/app.ts';
import { readConnection, readConnections, type Connection } from '../store/connections.ts';
import { countWaitingHints } from '../store/hints.ts';
import { ensureApiKey } from '../store/practices.ts';
import { readRuns } from '../store/syncs.ts';
import { nextLookAt } from '../sync/schedule.ts';
import type { OpenDatabase } from './compose.ts';
import type { Config, Secrets } from './config.ts';
import { firstPractice } from './fill.ts';
import { openJobQueue, type JobQueue } from './job-queue.ts';
import { ensurePages } from './pages.ts';

export interface Working {
  readonly engine: EngineContext;
  readonly store: OpenDatabase;
  readonly log: Log;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
  /** Webhooks reach us, so that looking by schedule can be rare. */
  readonly hasWebhooks: boolean;
}

export interface Serving extends Omit<Working, 'hasWebhooks'> {
  readonly config: Config;
  readonly secrets: Secrets;
  readonly emulatorUrl: string | undefined;
}

const tickMs = 5 * second;
/** An edit of the book is synced this long after the last sync ended, so that edits come together. */
const editsWaitMs = 20 * second;

/** The server and the queue, listening; given back together. */
export interface OpenServer extends AsyncDisposable {
  readonly url: string;
  readonly queue: JobQueue;
}

/** Builds what has to be built and listens: pages can be looked at while the first sync runs. */
export async function openServer(serving: Serving): Promise<OpenServer> {
  const { config, secrets, engine, store, log, terminal, emulatorUrl } = serving;
  await using stack = new AsyncDisposableStack();
  const webFolder = await ensurePages(config.dataDir, () => terminal.busy('Building the pages…'));
  const queue = stack.use(await openJobQueue(store.connectionString, log));
  const app = createServer({
    engine,
    webFolder,
    publicUrl: config.publicUrl,
    syncNow: (connectionId) => queue.wake(connectionId, 'person'),
    ...(secrets.xeroWebhookKey === undefined ? {} : { webhookKey: secrets.xeroWebhookKey }),
    ...(emulatorUrl === undefined
      ? {}
      : {
          xeroInvoiceUrl: ({ shortCode, xeroId }) =>
            `${emulatorUrl}/app/${encodeURIComponent(shortCode)}/invoicing/view/${xeroId}`,
        }),
  });
  const server = listen({
    port: config.port,
    hostname: '127.0.0.1',
    fetch: (request, env) => {
      const { incoming } = env as { incoming: { socket: { remoteAddress?: string } } };
      const { remoteAddress } = incoming.socket;
      return app.fetch(request, remoteAddress === undefined ? {} : { remoteAddress });
    },
  });
  await new Promise<void>((resolve, reject) => {
    server.once('listening', resolve);
    server.once('error', reject);
  });
  stack.defer(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        if ('closeAllConnections' in server) server.closeAllConnections();
      }),
  );
  const { port } = server.address() as AddressInfo;
  const kept = stack.move();
  return {
    url: `http://localhost:${port}`,
    queue,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

/** Says that all is ready, and works until it is stopped. */
export async function stayUp(serving: Serving, server: OpenServer): Promise<void> {
  const { secrets, engine, store, log, terminal, signal, emulatorUrl } = serving;
  await rememberApiKey(serving);
  terminal.line();
  terminal.line(`  ${terminal.bold(`Tieout is ready on ${server.url}`)}`);
  if (emulatorUrl !== undefined) terminal.line(`  Xero emulator on ${emulatorUrl}`);
  terminal.line('  Ctrl-C stops it; npm start goes on where it was.');
  const hasWebhooks = secrets.xeroWebhookKey !== undefined;
  await lookAround({ engine, store, log, terminal, signal, hasWebhooks }, server.queue);
}

/** Workers alone, beside a server on the same database. */
export async function work(working: Working): Promise<void> {
  await using queue = await openJobQueue(working.store.connectionString, working.log);
  working.terminal.line('  Working; Ctrl-C ends it.');
  await lookAround(working, queue);
}

async function lookAround(working: Working, queue: JobQueue): Promise<void> {
  const { engine, log, signal, hasWebhooks } = working;
  /** When a sync asked to be repeated for the sake of awaited answers or of a limit. */
  const askedFor = new Map<ConnectionId, Instant>();
  await queue.work(async (connectionId, cause) => {
    const priority = cause === 'person' ? 'person' : 'background';
    const result = await syncConnection(engine, connectionId, { cause, priority, signal });
    if (result.until === undefined) askedFor.delete(connectionId);
    else askedFor.set(connectionId, result.until);
    if (result.stopped) log.warn('a sync stopped early', result.stopped);
    else if (hasMoved(result)) await compareAgain(engine, connectionId);
  });
  while (!signal.aborted) {
    for (const connection of await engine.database.transaction((tx) => readConnections(tx))) {
      const askedAt = askedFor.get(connection.id);
      const cause = await dueCause(engine, connection, { askedAt, hasWebhooks });
      if (cause !== undefined) await queue.wake(connection.id, cause);
    }
    await systemClock.sleep(tickMs, signal);
  }
}

/** Something was read or written, so that the last tie-out may no longer hold. */
function hasMoved({ read, counts }: SyncResult): boolean {
  return read > 0 || Object.values(counts).some((one) => one.accepted + one.rejected > 0);
}

async function compareAgain(engine: EngineContext, connectionId: ConnectionId): Promise<void> {
  const connection = await engine.database.transaction((tx) => readConnection(tx, connectionId));
  if (connection?.reference) await tieOut(engine, connection);
}

/** Why a connection is to be looked at now; undefined when it is not. */
async function dueCause(
  engine: EngineContext,
  connection: Connection,
  known: { askedAt: Instant | undefined; hasWebhooks: boolean },
): Promise<string | undefined> {
  if (connection.state === 'lost' || connection.state === 'disconnected') return undefined;
  const { runs, hints } = await engine.database.transaction(async (tx) => ({
    runs: await readRuns(tx, connection.id, 1),
    hints: await countWaitingHints(tx, connection.id),
  }));
  const now = engine.clock.now();
  const last = runs[0];
  if (last === undefined) return 'start';
  if (last.finishedAt === undefined && now - last.startedAt < 60 * second) return undefined;
  const { askedAt, hasWebhooks } = known;
  if (askedAt !== undefined) return now >= askedAt ? 'answers' : undefined;
  const endedAt = last.finishedAt ?? last.startedAt;
  if (hints > 0 && now - endedAt >= editsWaitMs) return 'edits';
  const timeZone = connection.reference?.organisation.timeZone ?? 'UTC';
  return now >= nextLookAt(endedAt, { timeZone, hasWebhooks }) ? 'schedule' : undefined;
}

/** TIEOUT_API_KEY: an owner's key, kept only as its hash. */
async function rememberApiKey({ secrets, engine }: Serving): Promise<void> {
  if (secrets.apiKey === undefined) return;
  const practice = await firstPractice(engine.database);
  if (!practice) return;
  const key = {
    hash: sha256(secrets.apiKey),
    practiceId: practice.id,
    name: 'TIEOUT_API_KEY',
    at: engine.clock.now(),
  };
  await engine.database.transaction((tx) => ensureApiKey(tx, key));
}
