/** What every command is given, and what several of them need. */
import type { PracticeId } from '../../base/id.ts';
import { parseDate, type CalendarDate } from '../../base/time.ts';
import type { Terminal } from '../../cli/terminal.ts';
import type { EngineContext } from '../../engine/context.ts';
import { readConnections, type Connection } from '../../store/connections.ts';
import { openEngine, openStore, siteOf, toldSite } from '../compose.ts';
import { ConfigError, type Config, type Secrets } from '../config.ts';
import { addEmptyPractice, firstPractice } from '../fill.ts';
import { openLog } from '../log-file.ts';

export interface CommandContext {
  readonly config: Config;
  readonly secrets: Secrets;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
  readonly setExitCode: (code: number) => void;
}

/** Whether a command calls Xero, or only looks at what is here. */
export type Reach = 'here' | 'xero';

/** Runs `work` with a database and an engine, and gives both back. */
export async function withEngine<T>(
  context: CommandContext,
  work: (engine: EngineContext) => Promise<T>,
  reach: Reach = 'here',
): Promise<T> {
  const { config, secrets } = context;
  const site = reach === 'xero' ? await toldSite(config, secrets) : siteOf(config, secrets);
  const log = openLog(config.dataDir);
  await using store = await openStore({ config, log });
  const engine = await openEngine({ config, secrets, database: store.database, log, site });
  // Awaited here: the store is given back when this function returns.
  return await work(engine);
}

export async function onlyConnection(engine: EngineContext): Promise<Connection> {
  const connections = await engine.database.transaction((tx) => readConnections(tx));
  const connection = connections[0];
  if (!connection) throw new ConfigError('There is no connection yet: run `tieout connect` first.');
  return connection;
}

export function print(context: CommandContext, value: unknown): void {
  context.terminal.line(JSON.stringify(value, null, 2));
}

export function calendarDate(text: string): CalendarDate {
  const value = parseDate(text);
  if (!value) throw new ConfigError(`Not a date (YYYY-MM-DD): ${text}`);
  return value;
}

/** The practice, made empty if there is none. */
export async function practiceId(engine: EngineContext): Promise<PracticeId> {
  const known = (await firstPractice(engine.database)) ?? (await addEmptyPractice(engine));
  return known.id;
}
