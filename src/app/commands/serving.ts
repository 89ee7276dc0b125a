/** Commands that stay up: the server, workers alone, the emulator alone; and the migration before them. */
import type { Command } from 'commander';
import { openEngine, openStore, toldSite } from '../compose.ts';
import { ConfigError } from '../config.ts';
import { emulatorPort, startEmulator } from '../local-emulator.ts';
import { openLog } from '../log-file.ts';
import { assertPortFree } from '../port.ts';
import { withEngine, type CommandContext } from './command-context.ts';

export function addServing(program: Command, context: CommandContext): void {
  const { config, terminal, signal } = context;
  program
    .command('migrate')
    .description('bring the database to this version')
    .action(() => withEngine(context, async () => terminal.done('Database', 'up to date')));
  program
    .command('serve')
    .description('the server, the pages and the workers')
    .action(() => runServer(context));
  program
    .command('work')
    .description('workers alone, beside a server on the same database')
    .action(async () => {
      const { work } = await import('../serve.ts');
      const log = openLog(config.dataDir);
      await using store = await openStore({ config, log });
      const site = await toldSite(config, context.secrets);
      const { secrets } = context;
      const engine = await openEngine({ config, secrets, database: store.database, log, site });
      const hasWebhooks = secrets.xeroWebhookKey !== undefined;
      await work({ engine, store, log, terminal, signal, hasWebhooks });
    });
  program
    .command('emulate')
    .description('the Xero emulator on its own')
    .option('--port <port>', 'the port to listen on', String(emulatorPort))
    .option('--data <folder>', 'keep everything in this folder; else it is gone at the end')
    .action(async (options: { port: string; data?: string }) => {
      if (!/^\d{1,5}$/.test(options.port))
        throw new ConfigError(`--port is not a port: ${options.port}`);
      await using emulator = await startEmulator({
        port: Number(options.port),
        folder: options.data,
      });
      terminal.line(`Xero emulator on ${emulator.url}`);
      terminal.line('Any client id and secret are taken. Control API: /_control. Ctrl-C ends it.');
      await aborted(signal);
    });
}

async function runServer(context: CommandContext): Promise<void> {
  const { config, secrets, terminal, signal } = context;
  await assertPortFree(config.port);
  const { openServer, stayUp } = await import('../serve.ts');
  const log = openLog(config.dataDir);
  await using store = await openStore({ config, log });
  const site = await toldSite(config, secrets);
  const engine = await openEngine({ config, secrets, database: store.database, log, site });
  const serving = { config, secrets, engine, store, log, terminal, signal, emulatorUrl: undefined };
  await using server = await openServer(serving);
  await stayUp(serving, server);
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
