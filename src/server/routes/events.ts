/**
 * Server-sent events: progress of a running sync, and a word when something that the pages show may
 * have changed. The database is asked twice a second, and only while somebody listens; so a run in
 * any process of the installation is seen.
 */
import { streamSSE } from 'hono/streaming';
import { eventNames, type RunEvent } from '../../api/events.ts';
import { second } from '../../base/time.ts';
import type { SyncResult } from '../../engine/sync.ts';
import { listRuns, readPulse } from '../../store/view-activity.ts';
import type { Practice } from '../../accounting/practice.ts';
import { connectionsOf, practiceOf, type Api, type ServerOptions } from '../context.ts';
import { callsLeft, showRun } from '../show-activity.ts';

const pollMs = second / 2;
const heartbeatMs = 15 * second;

async function readRunEvents(options: ServerOptions, practice: Practice): Promise<RunEvent[]> {
  const { database, clock } = options.engine;
  const connections = await connectionsOf(options, practice);
  const events: RunEvent[] = [];
  for (const { id, dayRemaining } of connections) {
    const page = { now: clock.now(), connectionId: id, limit: 1 };
    const [last] = await database.transaction((tx) => listRuns<SyncResult>(tx, practice.id, page));
    const shown = last && showRun(last);
    const run = shown?.state === 'running' ? shown : null;
    const left = dayRemaining === undefined ? null : callsLeft(dayRemaining, run ?? undefined);
    events.push({ connectionId: id, run, dayRemaining: left });
  }
  return events;
}

export function eventRoutes(api: Api, options: ServerOptions): void {
  const { database, clock, log } = options.engine;
  api.get('/api/v1/events', (c) => {
    const practice = practiceOf(c);
    return streamSSE(
      c,
      async (stream) => {
        const gone = new AbortController();
        stream.onAbort(() => gone.abort());
        const sent = new Map<string, string>();
        let pulse = await database.transaction((tx) => readPulse(tx, practice.id));
        let quietSince = clock.now();
        await stream.write(': listening\n\n');
        while (!gone.signal.aborted) {
          for (const event of await readRunEvents(options, practice)) {
            const data = JSON.stringify(event);
            if (sent.get(event.connectionId) === data) continue;
            sent.set(event.connectionId, data);
            await stream.writeSSE({ event: eventNames.run, data });
            quietSince = clock.now();
          }
          const now = await database.transaction((tx) => readPulse(tx, practice.id));
          if (now !== pulse) {
            pulse = now;
            await stream.writeSSE({ event: eventNames.changed, data: '{}' });
            quietSince = clock.now();
          } else if (clock.now() - quietSince >= heartbeatMs) {
            await stream.write(': still here\n\n');
            quietSince = clock.now();
          }
          await clock.sleep(pollMs, gone.signal);
        }
      },
      async (error) => log.warn('an event stream broke', { message: error.message }),
    );
  });
}
