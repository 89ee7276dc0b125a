/**
 * A worker process of the job queue: says on a line each when a look begins and ends, and takes its
 * time for it. Started by a test, with the database and the time of a look.
 */
import { silentLog } from '../../src/base/log.ts';
import { openJobQueue } from '../../src/app/job-queue.ts';

const [url = '', lookMs = '0'] = process.argv.slice(2);

function say(what: string, connectionId: string): void {
  process.stdout.write(`${JSON.stringify({ what, connectionId, at: Date.now() })}\n`);
}

const log = {
  ...silentLog,
  error: (message: string, fields?: object) =>
    void process.stderr.write(`${message} ${JSON.stringify(fields ?? {})}\n`),
};
const queue = await openJobQueue(url, log);
await queue.work(async (connectionId) => {
  say('begin', connectionId);
  await new Promise((resolve) => setTimeout(resolve, Number(lookMs)));
  say('end', connectionId);
});
say('ready', '');
process.on('SIGTERM', () => {
  queue[Symbol.asyncDispose]().then(
    () => process.exit(0),
    () => process.exit(1),
  );
});
