import { describe, expect, test } from 'vitest';
import { NetworkError } from '../base/http.ts';
import { demoTenantId } from './demo-company.ts';
import { approved } from './document-fixture.ts';
import { listAt, testApp, type Reply, type TestApp } from './emulator-fixture.ts';

const one = { ...approved, InvoiceNumber: 'F-1' };

async function withFault(fault: object): Promise<{ app: TestApp; answer: Reply }> {
  const app = await testApp();
  const armed = await app.control('POST', '/faults', {
    endpoint: 'PUT /api.xro/2.0/Invoices',
    ...fault,
  });
  expect(armed.status, armed.text).toBe(200);
  return { app, answer: await app.call('PUT', 'Invoices', one) };
}

async function stored(app: TestApp): Promise<number> {
  const { status } = await app.call('GET', 'Invoices/F-1');
  return status;
}

describe('each kind', () => {
  test.each([
    ['drop_before', 0, 404],
    ['drop_after_commit', 0, 200],
    ['500_before', 500, 404],
    ['500_after_commit', 500, 200],
    ['html_403', 403, 404],
    ['html_502', 502, 404],
    ['503_offline', 503, 404],
    ['429_minute', 429, 404],
    ['429_day', 429, 404],
    ['429_concurrent', 429, 404],
    ['429_appminute', 429, 404],
    ['half_body', 200, 200],
  ])('%s answers %d, and reading the invoice then gives %d', async (kind, status, found) => {
    const { app, answer } = await withFault({ kind });
    expect(answer.status).toBe(status);
    expect(await stored(app)).toBe(found);
    const faults = await app.control('GET', '/faults');
    expect(listAt(faults.json, 'faults')[0]).toMatchObject({ kind, fired: 1 });
    expect((await app.call('PUT', 'Invoices', { ...one, InvoiceNumber: 'F-2' })).status).toBe(200);
  });

  test('half a body is text that breaks off', async () => {
    const { answer } = await withFault({ kind: 'half_body' });
    expect(() => JSON.parse(answer.text) as unknown).toThrow(SyntaxError);
  });

  test('an expired token is told once, a revoked grant stays dead', async () => {
    const expired = await withFault({ kind: '401_expired' });
    expect(expired.answer.json['Detail']).toContain('TokenExpired');
    const revoked = await withFault({ kind: 'token_revoked' });
    expect(revoked.answer.status).toBe(401);
    expect(await stored(revoked.app)).toBe(401);
  });

  test('a late commit is dropped now and written when its time comes', async () => {
    const { app, answer } = await withFault({ kind: 'late_commit', delayMs: 120_000 });
    expect(answer.status).toBe(0);
    expect(await stored(app)).toBe(404);
    await app.clock.advance(119_999);
    expect(await stored(app)).toBe(404);
    await app.clock.advance(1);
    expect(await stored(app)).toBe(200);
  });

  test('setting the clock forward brings a late commit on', async () => {
    const { app } = await withFault({ kind: 'late_commit', delayMs: 120_000 });
    await app.control('PUT', '/clock', { advanceMs: 120_000 });
    expect(await stored(app)).toBe(200);
  });
});

describe('rules', () => {
  test('a rule fires as often as it says and by its own chance, the same each time', async () => {
    const outcome = async (): Promise<number[]> => {
      const app = await testApp();
      await app.control('POST', '/faults', {
        endpoint: 'GET /api.xro/2.0/*',
        kind: '500_before',
        probability: 0.5,
        seed: 3,
        times: 4,
      });
      const statuses: number[] = [];
      for (let n = 0; n < 12; n += 1) statuses.push((await app.call('GET', 'Contacts')).status);
      return statuses;
    };
    const first = await outcome();
    expect(first.filter((status) => status === 500)).toHaveLength(4);
    expect(await outcome()).toEqual(first);
  });

  test('an unknown kind is refused, and clearing takes all rules away', async () => {
    const app = await testApp();
    expect((await app.control('POST', '/faults', { kind: 'earthquake' })).status).toBe(400);
    await app.control('POST', '/faults', { kind: '500_before', times: 9 });
    await app.control('DELETE', '/faults');
    expect((await app.call('GET', 'Contacts')).status).toBe(200);
  });
});

describe('the port without sockets', () => {
  const request = (app: TestApp, deadlineMs: number) => ({
    method: 'PUT',
    url: 'https://api.emulator.test/api.xro/2.0/Invoices',
    headers: {
      Accept: 'application/json',
      Authorization: `Bearer ${app.token}`,
      'Xero-Tenant-Id': demoTenantId,
    },
    body: JSON.stringify(one),
    deadlineMs,
  });

  test('an answer is an answer, a drop is a broken connection', async () => {
    const app = await testApp();
    const fetch = app.emulator.fetchPort();
    expect((await fetch(request(app, 1000))).status).toBe(200);
    await app.control('POST', '/faults', { kind: 'drop_before' });
    await expect(fetch(request(app, 1000))).rejects.toMatchObject({
      name: 'NetworkError',
      kind: 'broken',
    });
  });

  test('a slow answer is a timeout, though the write still lands', async () => {
    const app = await testApp();
    await app.control('POST', '/faults', { kind: 'slow', delayMs: 5000 });
    const fetch = app.emulator.fetchPort();
    const outcome = fetch(request(app, 1000)).catch((error: unknown) => error);
    await app.clock.advance(0);
    await app.clock.advance(1000);
    const error = await outcome;
    expect(error).toBeInstanceOf(NetworkError);
    expect(error).toMatchObject({ kind: 'timeout' });
    expect(await stored(app)).toBe(404);
    await app.clock.advance(4000);
    expect(await stored(app)).toBe(200);
  });
});
