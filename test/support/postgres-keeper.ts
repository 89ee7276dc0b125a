/**
 * A process that starts the embedded server in the folder it is given, says where on a line of
 * JSON, and stays: for tests that kill it.
 */
import { startEmbeddedPostgres } from '../../src/app/postgres/embedded-postgres.ts';
import { silentLog } from '../../src/base/log.ts';

const [dataDir = ''] = process.argv.slice(2);
const server = await startEmbeddedPostgres({ dataDir, log: silentLog });
process.stdout.write(`${JSON.stringify({ url: server.connectionString, pid: server.pid })}\n`);
setInterval(() => {}, 60_000);
