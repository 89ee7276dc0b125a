import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { NetworkError } from './http.ts';
import { systemClock, systemFetch } from './system.ts';

let server: Server | undefined;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = undefined;
});

/** Answers as told on a free loopback port; answers its address. */
async function answering(answer: (response: ServerResponse) => void): Promise<string> {
  const started = createServer((_, response) => answer(response));
  server = started;
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(started.address() as AddressInfo).port}/`;
}

function ask(url: string, deadlineMs = 5000): ReturnType<ReturnType<typeof systemFetch>> {
  const fetch = systemFetch({ responseBytesMax: 1000 });
  return fetch({ method: 'GET', url, headers: {}, deadlineMs });
}

async function failureOf(url: string, deadlineMs?: number): Promise<string> {
  const error: unknown = await ask(url, deadlineMs).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return error instanceof NetworkError ? error.kind : `no network error: ${String(error)}`;
}

test('an answer comes whole, its headers in lower case, a redirect not followed', async () => {
  const url = await answering((response) => {
    response.writeHead(302, { Location: '/elsewhere', 'X-Some': 'a' }).end('héllo');
  });
  const { status, headers, body } = await ask(url);
  expect([status, headers['x-some'], body]).toEqual([302, 'a', 'héllo']);
});

test('[PRO4] a call without an answer is given up at its deadline', async () => {
  const url = await answering(() => {});
  expect(await failureOf(url, 50)).toBe('timeout');
});

test('[LIM6] an answer that is too large is broken off', async () => {
  const url = await answering((response) => response.end('x'.repeat(2000)));
  expect(await failureOf(url)).toBe('broken');
});

test('[PRO23] a connection that was refused is told from one that broke', async () => {
  const url = await answering((response) => response.socket?.destroy());
  expect(await failureOf(url)).toBe('broken');
  server?.close();
  server?.closeAllConnections();
  await systemClock.sleep(20);
  expect(await failureOf(url)).toBe('refused');
});

test('a sleep ends at once when it is aborted', async () => {
  const controller = new AbortController();
  const before = systemClock.now();
  const sleeping = systemClock.sleep(60_000, controller.signal);
  controller.abort();
  await sleeping;
  expect(systemClock.now() - before).toBeLessThan(1000);
});
