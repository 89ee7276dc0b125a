/** The proxy that the harness trusts: each fault does what its name says, and a seed repeats. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { faultKinds, startFaultyProxy, type FaultKind } from './faulty-proxy.ts';

const stacks: AsyncDisposableStack[] = [];
const whole = JSON.stringify({ answer: 'x'.repeat(1000) });

afterEach(async () => {
  for (const stack of stacks.splice(0)) await stack.disposeAsync();
});

/** A server that counts what reaches it, and a proxy in front of it. */
async function scene(options: { kinds?: readonly FaultKind[]; rate: number; seed?: number }) {
  const stack = new AsyncDisposableStack();
  stacks.push(stack);
  const reached: string[] = [];
  const server = createServer((request, response) => {
    reached.push(`${request.method ?? ''} ${request.url ?? ''}`);
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(whole);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  stack.defer(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const target = `http://127.0.0.1:${port}`;
  const proxy = stack.use(
    await startFaultyProxy({ target, seed: options.seed ?? 1, lateMs: 200, ...options }),
  );
  return { proxy, reached };
}

/** What a client makes of one call. */
async function outcomeOf(url: string, deadlineMs = 5000): Promise<string> {
  try {
    const response = await fetch(`${url}/a?b=c`, {
      method: 'PUT',
      body: '{}',
      signal: AbortSignal.timeout(deadlineMs),
    });
    const body = await response.text();
    return body === whole ? `${response.status} whole` : `${response.status} ${body.length}`;
  } catch (error) {
    return error instanceof Error && error.name === 'TimeoutError' ? 'timeout' : 'broken';
  }
}

test('without faults everything passes as it is', async () => {
  const { proxy, reached } = await scene({ rate: 0 });
  expect(await outcomeOf(proxy.url)).toBe('200 whole');
  expect(reached).toEqual(['PUT /a?b=c']);
});

test('each fault does what its name says, and the work is done or not done', async () => {
  const expected: Record<FaultKind, { outcome: RegExp; isDone: boolean }> = {
    'answer lost': { outcome: /^broken$/, isDone: true },
    'request lost': { outcome: /^broken$/, isDone: false },
    'answer cut': { outcome: /^broken$/, isDone: true },
    'half a body': { outcome: /^200 50\d$/, isDone: true },
    'page after': { outcome: /^502 /, isDone: true },
    'page before': { outcome: /^502 /, isDone: false },
    late: { outcome: /^timeout$/, isDone: true },
  };
  for (const kind of faultKinds) {
    const { proxy, reached } = await scene({ rate: 1, kinds: [kind] });
    expect(await outcomeOf(proxy.url, kind === 'late' ? 100 : 5000), kind).toMatch(
      expected[kind].outcome,
    );
    expect(reached.length, kind).toBe(expected[kind].isDone ? 1 : 0);
    expect(proxy.fired().get(kind)).toBe(1);
  }
});

test('the same seed breaks the same calls', async () => {
  const play = async (): Promise<string[]> => {
    const { proxy } = await scene({ rate: 0.4, seed: 7, kinds: ['page before', 'request lost'] });
    const outcomes: string[] = [];
    for (let i = 0; i < 20; i += 1) outcomes.push(await outcomeOf(proxy.url));
    return outcomes;
  };
  const first = await play();
  expect(await play()).toEqual(first);
  expect(new Set(first.map((one) => one.split(' ')[0])).size).toBe(3);
});
