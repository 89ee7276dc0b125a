/** The queue over several processes: one look at a connection at a time, and no wake-up without one. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { freshDatabase } from '../../test/support/postgres.ts';
import { newId, type ConnectionId } from '../base/id.ts';
import { silentLog } from '../base/log.ts';
import { seededRandom } from '../base/random.ts';
import { instant } from '../base/time.ts';
import { openJobQueue } from './job-queue.ts';

const worker = join(import.meta.dirname, '../../test/kill/queue-worker.ts');
const lookMs = 250;
const random = seededRandom(5);
const stacks: AsyncDisposableStack[] = [];

afterEach(async () => {
  for (const stack of stacks.splice(0)) await stack.disposeAsync();
});

interface Said {
  readonly what: 'ready' | 'begin' | 'end';
  readonly connectionId: string;
  readonly at: number;
  readonly worker: number;
}

class Workers {
  readonly said: Said[] = [];
  readonly errors: string[] = [];
  readonly children: ChildProcess[] = [];

  async start(url: string): Promise<void> {
    const number = this.children.length;
    const child = spawn(process.execPath, [worker, url, String(lookMs)], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.children.push(child);
    child.stderr.setEncoding('utf8').on('data', (text: string) => this.errors.push(text));
    const lines = createInterface({ input: child.stdout });
    lines.on('line', (line) => {
      this.said.push({ ...(JSON.parse(line) as Omit<Said, 'worker'>), worker: number });
    });
    await once(lines, 'line');
  }

  async stop(): Promise<void> {
    for (const child of this.children) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
  }

  looks(connectionId: string): { begin: number; end: number }[] {
    const looks: { begin: number; end: number }[] = [];
    const byWorker = Map.groupBy(
      this.said.filter((one) => one.connectionId === connectionId),
      (one) => one.worker,
    );
    for (const said of byWorker.values()) {
      for (let i = 0; i + 1 < said.length; i += 2) {
        looks.push({ begin: said[i]?.at ?? 0, end: said[i + 1]?.at ?? 0 });
      }
    }
    return looks.sort((a, b) => a.begin - b.begin);
  }
}

async function scene() {
  const stack = new AsyncDisposableStack();
  stacks.push(stack);
  const database = stack.use(await freshDatabase());
  const queue = stack.use(await openJobQueue(database.url, silentLog));
  const workers = new Workers();
  stack.defer(() => workers.stop());
  for (let i = 0; i < 3; i += 1) await workers.start(database.url);
  const connections = Array.from({ length: 3 }, () => newId<ConnectionId>(random, instant(1)));
  return { queue, workers, connections };
}

test('three processes look at a connection one at a time, and after every wake-up', async () => {
  const { queue, workers, connections } = await scene();
  const lastWake = new Map<ConnectionId, number>();
  for (let round = 0; round < 20; round += 1) {
    for (const connection of connections) {
      lastWake.set(connection, Date.now());
      // Doubled, as a webhook and an edit at once would.
      await Promise.all([queue.wake(connection, 'hint'), queue.wake(connection, 'person')]);
    }
    await sleep(130);
  }
  const isDone = (): boolean =>
    connections.every((id) =>
      workers.looks(id).some((look) => look.begin >= (lastWake.get(id) ?? Infinity)),
    );
  const deadline = Date.now() + 15_000;
  while (!isDone() && Date.now() < deadline) await sleep(100);
  expect(workers.errors).toEqual([]);
  for (const connection of connections) {
    const looks = workers.looks(connection);
    for (const [i, look] of looks.entries()) {
      const next = looks[i + 1];
      if (next) expect(next.begin).toBeGreaterThanOrEqual(look.end);
    }
    expect(looks.at(-1)?.begin, 'a look after the last wake-up').toBeGreaterThanOrEqual(
      lastWake.get(connection) ?? Infinity,
    );
    // Wake-ups that come while one waits are one.
    expect(looks.length).toBeLessThan(20);
  }
  expect(new Set(workers.said.map((one) => one.worker)).size).toBe(3);
});

test('a wake-up that comes while the connection is being looked at has a look of its own', async () => {
  const { queue, workers, connections } = await scene();
  const [connection] = connections;
  if (connection === undefined) throw new Error('no connection');
  const begun = (): number => workers.said.filter((one) => one.what === 'begin').length;
  for (let round = 1; round <= 3; round += 1) {
    await queue.wake(connection, 'hint');
    const deadline = Date.now() + 10_000;
    while (begun() < 2 * round - 1 && Date.now() < deadline) await sleep(10);
    // The look has begun and may have read already: what changes now is for the next one.
    await queue.wake(connection, 'hint');
    while (begun() < 2 * round && Date.now() < deadline) await sleep(10);
    expect(begun()).toBe(2 * round);
    await sleep(2 * lookMs);
  }
  expect(workers.errors).toEqual([]);
});

test('a worker that was killed in a look does not keep others from looking', async () => {
  const { queue, workers, connections } = await scene();
  const [connection] = connections;
  if (connection === undefined) throw new Error('no connection');
  const begun = (): number => workers.said.filter((one) => one.what === 'begin').length;
  await queue.wake(connection, 'hint');
  while (begun() === 0) await sleep(5);
  const dead = workers.said.find((one) => one.what === 'begin')?.worker ?? 0;
  workers.children[dead]?.kill('SIGKILL');
  await queue.wake(connection, 'hint');
  const deadline = Date.now() + 45_000;
  while (begun() < 2 && Date.now() < deadline) await sleep(50);
  expect(begun()).toBe(2);
});
