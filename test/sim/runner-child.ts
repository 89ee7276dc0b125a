/** A process that runs histories for another one: a job comes as a message, and so does its result. */
import { LocalRunner, type Job } from './runner.ts';

const [server = '{}'] = process.argv.slice(2);
const runner = await LocalRunner.open(JSON.parse(server) as { url: string; prefix: string });

process.on('message', (job: Job) => {
  runner.run(job).then(
    (result) => process.send?.(result),
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? (error.stack ?? '') : String(error)}\n`);
      process.exit(1);
    },
  );
});

process.on('disconnect', () => {
  runner[Symbol.asyncDispose]().then(
    () => process.exit(0),
    () => process.exit(1),
  );
});
