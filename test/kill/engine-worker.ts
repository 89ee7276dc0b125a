/**
 * A process with an engine of its own, for tests of several on one database. It waits for a line on
 * its input, so that all begin at once, does what it was started for, and prints the outcome as JSON:
 * `sync` syncs the connection, `tokens N` asks for access N times at once.
 */
import { once } from 'node:events';
import { must } from '../../src/base/assert.ts';
import type { ConnectionId } from '../../src/base/id.ts';
import { silentLog } from '../../src/base/log.ts';
import { openEngine, siteOf } from '../../src/app/compose.ts';
import { environment, readConfig, readSecrets } from '../../src/app/config.ts';
import { accessTo, tokenFingerprint } from '../../src/engine/keep-token.ts';
import { syncConnection } from '../../src/engine/sync.ts';
import { readConnection } from '../../src/store/connections.ts';
import { openDatabase } from '../../src/store/database.ts';

const [what, connectionId = '', count = '1'] = process.argv.slice(2);
const config = readConfig(environment);
const secrets = readSecrets(environment);
const database = openDatabase(must(config.databaseUrl, 'a database'), 8);
const site = siteOf(config, secrets);
const engine = await openEngine({ config, secrets, database, log: silentLog, site });
const id = connectionId as ConnectionId;

async function tokens(): Promise<string[]> {
  const found = await database.transaction((tx) => readConnection(tx, id));
  const connection = must(found, 'the connection');
  const asked = Array.from({ length: Number(count) }, () => accessTo(engine, connection));
  return (await Promise.all(asked)).map(({ accessToken }) => tokenFingerprint(accessToken));
}

process.stdout.write('ready\n');
await once(process.stdin, 'data');
process.stdin.destroy();
const outcome =
  what === 'sync' ? await syncConnection(engine, id, { cause: 'test' }) : await tokens();
process.stdout.write(`${JSON.stringify(outcome)}\n`);
await database.close();
