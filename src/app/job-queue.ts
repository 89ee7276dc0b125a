/**
 * Wake-ups by pg-boss: one job a connection at a time, over any number of worker processes. A job says
 * only "look here"; an expected failure never fails it (a failed job would block its key in silence),
 * so nothing rests on the queue.
 */
import { PgBoss } from 'pg-boss';
import type { ConnectionId } from '../base/id.ts';
import type { Log } from '../base/log.ts';
import type { Wake } from '../engine/wake.ts';

export interface JobQueue extends Wake, AsyncDisposable {
  /** Does the jobs with `look`, which must not throw for an expected cause. */
  work(look: (connectionId: ConnectionId, cause: string) => Promise<void>): Promise<void>;
}

interface WakeUp {
  readonly connectionId: ConnectionId;
  readonly cause: string;
}

const queue = 'look';
/** A worker that says nothing for so long is dead, and its job no longer stands in the way. */
const heartbeatSeconds = 15;
const superviseSeconds = 5;
/** Longer than any look takes: the heartbeat tells the dead from the slow. */
const lookMaxSeconds = 6 * 60 * 60;

export async function openJobQueue(connectionString: string, log: Log): Promise<JobQueue> {
  const boss = new PgBoss({
    connectionString,
    max: 4,
    useListenNotify: true,
    superviseIntervalSeconds: superviseSeconds,
    monitorIntervalSeconds: superviseSeconds,
  });
  boss.on('error', (error) => log.error('job queue', { error: error.message }));
  await boss.start();
  // One job of a connection waits and one is done, whatever else comes: a wake-up during a look is kept,
  // since the look may have read already, and those that come while one waits add nothing to it.
  await boss.createQueue(queue, {
    policy: 'stately',
    notify: true,
    retryLimit: 0,
    heartbeatSeconds,
    expireInSeconds: lookMaxSeconds,
  });
  return {
    wake: async (connectionId, cause) => {
      const wakeUp: WakeUp = { connectionId, cause };
      await boss.send(queue, wakeUp, { singletonKey: connectionId });
    },
    work: async (look) => {
      await boss.work<WakeUp>(
        queue,
        { burstWhenBatchFull: true, pollingIntervalSeconds: 2 },
        async (jobs) => {
          for (const { data } of jobs) {
            try {
              await look(data.connectionId, data.cause);
            } catch (error) {
              // A bug, not an outcome: said loudly, and the next wake-up looks again.
              log.error('sync failed', {
                error: error instanceof Error ? error.stack : String(error),
              });
            }
          }
        },
      );
    },
    [Symbol.asyncDispose]: () => boss.stop({ graceful: true, timeout: 20_000 }),
  };
}
