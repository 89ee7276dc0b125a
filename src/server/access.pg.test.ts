/** Who may call: the machine itself, and programs with a key; nobody else. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { templateDatabase } from '../../test/support/postgres.ts';
import type { TestDatabase } from '../../test/support/test-database.ts';
import { isLoopback } from './access.ts';
import { fillPractice, serverOn, type TestServer } from './practice-for-tests.ts';

let database: TestDatabase;
let server: TestServer;
beforeAll(async () => {
  database = await templateDatabase(fillPractice, 'server').fresh();
  server = serverOn(database.url);
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await database.drop();
});

async function refusal(answer: Response): Promise<[number, string]> {
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  const problem = (await answer.json()) as { status: number; code: string; detail: string };
  expect(problem.status).toBe(answer.status);
  expect(problem.detail).not.toBe('');
  return [answer.status, problem.code];
}

test('[API4] this machine needs no key, other machines do', async () => {
  expect((await server.ask('/api/v1/overview')).status).toBe(200);
  expect((await server.ask('/api/v1/overview', { from: '::ffff:127.0.0.1' })).status).toBe(200);
  const elsewhere = await server.ask('/api/v1/overview', { from: '192.168.1.20' });
  expect(await refusal(elsewhere)).toEqual([401, 'access.key_needed']);
  expect((await server.ask('/api/v1/overview', { as: 'key' })).status).toBe(200);
});

test('a key that is not ours is refused, also from this machine', async () => {
  const headers = { authorization: 'Bearer something-else' };
  const answer = await server.ask('/api/v1/overview', { headers });
  expect(await refusal(answer)).toEqual([401, 'access.key_unknown']);
});

test('a request through a proxy is nobody’s own machine', async () => {
  const headers = { 'x-forwarded-for': '203.0.113.9' };
  const answer = await server.ask('/api/v1/overview', { headers });
  expect(await refusal(answer)).toEqual([401, 'access.key_needed']);
});

test('[API4] a host name that is not ours is refused, so that no site can point its own name at us', async () => {
  for (const host of ['evil.example', 'localhost.evil.example', 'evil.example:4000']) {
    const answer = await server.ask('/api/v1/overview', { headers: { host } });
    expect(await refusal(answer)).toEqual([403, 'access.host_unknown']);
  }
  for (const host of [
    'localhost:4000',
    '127.0.0.1:4000',
    '[::1]:4000',
    'books.hollismarr.example',
  ]) {
    expect((await server.ask('/api/v1/overview', { headers: { host } })).status).toBe(200);
  }
});

test('[API4] a write that another site makes a browser send is refused', async () => {
  const send = (headers: Record<string, string>) =>
    server.ask('/api/v1/syncs', {
      method: 'POST',
      json: {},
      headers: { host: 'localhost:4000', ...headers },
    });
  for (const headers of [
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: 'http://localhost:5000' },
  ]) {
    expect(await refusal(await send(headers))).toEqual([403, 'access.other_origin']);
  }
  expect(server.started).toHaveLength(0);
  expect(
    (await send({ 'sec-fetch-site': 'same-origin', origin: 'http://localhost:4000' })).status,
  ).toBe(200);
  expect((await send({})).status).toBe(200);
  expect(server.started).toHaveLength(2);
});

test('only loopback addresses are this machine', () => {
  expect(['127.0.0.1', '127.8.9.1', '::1', '::ffff:127.0.0.1'].map(isLoopback)).toEqual([
    true,
    true,
    true,
    true,
  ]);
  expect(
    ['128.0.0.1', '10.0.0.1', '::ffff:10.0.0.1', '127.0.0.1.evil', '', undefined].map(isLoopback),
  ).toEqual([false, false, false, false, false, false]);
});
