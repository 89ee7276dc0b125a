import { describe, expect, test } from 'vitest';
import { demoTenantId } from './demo-company.ts';
import { approved, draft } from './document-fixture.ts';
import { at, listAt, testApp } from './emulator-fixture.ts';

describe('who may call', () => {
  test('no token, a wrong tenant and a missing scope have Xero’s three shapes', async () => {
    const app = await testApp();
    const noToken = await app.call('GET', 'Organisation', undefined, { authorization: '' });
    expect(noToken.status).toBe(401);
    const headers = { 'xero-tenant-id': '11111111-1111-4111-8111-111111111111' };
    const wrong = await app.call('GET', 'Organisation', undefined, headers);
    expect(wrong).toMatchObject({
      status: 403,
      json: { Title: 'Forbidden', Status: 403, Detail: 'AuthenticationUnsuccessful' },
    });
    const granted = await app.form('/connect/token', {
      grant_type: 'client_credentials',
      client_id: 'app-1',
      client_secret: 's',
      scope: 'accounting.contacts.read accounting.transactions',
    });
    app.token = String(granted.json['access_token']);
    const scope = await app.call('GET', 'Organisation');
    expect(scope).toMatchObject({
      status: 401,
      json: { Title: 'Unauthorized', Detail: 'AuthorizationUnsuccessful' },
    });
    expect(scope.headers['www-authenticate']).toContain('insufficient_scope');
    expect((await app.call('GET', 'Contacts')).status).toBe(200);
    expect((await app.call('PUT', 'Contacts', { Name: 'A' })).status).toBe(401);
    expect((await app.call('GET', 'Payments')).status).toBe(200);
  });

  test('a token lives for 30 minutes and then says when it expired', async () => {
    const app = await testApp();
    await app.clock.advance(30 * 60_000 - 1);
    expect((await app.call('GET', 'Organisation')).status).toBe(200);
    await app.clock.advance(1);
    const { json, status } = await app.call('GET', 'Organisation');
    expect(status).toBe(401);
    expect(json['Detail']).toBe('TokenExpired: token expired at 11/22/2026 01:30:00');
  });

  test('no user agent is stopped at the edge with HTML, a wish for XML is refused in words', async () => {
    const app = await testApp();
    const edge = await app.call('GET', 'Organisation', undefined, { 'user-agent': '' });
    expect(edge.status).toBe(403);
    expect(edge.headers['content-type']).toContain('text/html');
    const xml = await app.call('GET', 'Organisation', undefined, { accept: 'application/xml' });
    expect(xml).toMatchObject({ status: 406 });
    expect(xml.text).toContain('application/json');
  });

  test('an unknown id or path is 404 and empty, a known path with another method 501', async () => {
    const app = await testApp();
    const unknown = await app.call('GET', 'Invoices/11111111-1111-4111-8111-111111111111');
    expect(unknown).toMatchObject({ status: 404, text: '' });
    expect(unknown.headers['content-type']).toBe('text/html');
    expect((await app.call('GET', 'Nonsense')).status).toBe(404);
    expect((await app.call('DELETE', 'Invoices')).status).toBe(501);
  });

  test('the envelope has its own time stamp without offset', async () => {
    const app = await testApp();
    const { json } = await app.call('GET', 'Organisation');
    expect(json).toMatchObject({
      Status: 'OK',
      ProviderName: 'Tieout',
      DateTimeUTC: '/Date(1795309200000)/',
    });
    expect(at(json, 'Organisations', 0)).toMatchObject({
      Name: 'Demo Company (AU)',
      OrganisationID: demoTenantId,
      Timezone: 'AUSEASTERNSTANDARDTIME',
    });
  });
});

describe('limits', () => {
  const settings = { perMinute: 3, perDay: 5, concurrent: 2 };

  test('what is left stands in the headers of every answer, errors too', async () => {
    const app = await testApp({ settings });
    const first = await app.call('GET', 'Organisation');
    expect(first.headers).toMatchObject({
      'x-minlimit-remaining': '2',
      'x-daylimit-remaining': '4',
      'x-appminlimit-remaining': '9999',
    });
    const bad = await app.call('PUT', 'Invoices', {});
    expect(bad.headers['x-minlimit-remaining']).toBe('1');
  });

  test('the fourth call of a minute is an empty 429 that says when to come back', async () => {
    const app = await testApp({ settings });
    await app.call('GET', 'Organisation');
    await app.clock.advance(34_000);
    await app.call('GET', 'Organisation');
    await app.call('GET', 'Organisation');
    const stopped = await app.call('GET', 'Organisation');
    expect(stopped).toMatchObject({ status: 429, text: '' });
    expect(stopped.headers).toMatchObject({
      'x-rate-limit-problem': 'minute',
      'retry-after': '26',
      'x-minlimit-remaining': '0',
      'x-daylimit-remaining': '2',
    });
    expect(stopped.headers).not.toHaveProperty('content-type');
    await app.clock.advance(26_000);
    expect((await app.call('GET', 'Organisation')).status).toBe(200);
  });

  test('the day is a limit of its own', async () => {
    const app = await testApp({ settings: { ...settings, perMinute: 100 } });
    for (let n = 0; n < 5; n += 1) await app.call('GET', 'Organisation');
    const stopped = await app.call('GET', 'Organisation');
    expect(stopped.headers).toMatchObject({
      'x-rate-limit-problem': 'day',
      'retry-after': String(24 * 60 * 60),
    });
  });

  test('more calls at once than allowed are refused without Retry-After', async () => {
    const app = await testApp({ settings: { ...settings, latencyMs: 50 } });
    const calls = [1, 2, 3].map(() => app.call('GET', 'Organisation'));
    await app.clock.advance(0);
    await app.clock.advance(50);
    const answers = await Promise.all(calls);
    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 429]);
    expect(answers[2]?.headers['x-rate-limit-problem']).toBe('concurrent');
    expect(answers[2]?.headers).not.toHaveProperty('retry-after');
  });
});

describe('idempotency', () => {
  const key = { 'idempotency-key': 'k-1' };
  const one = { ...approved, InvoiceNumber: 'K-1' };

  test('the same key and request gets the same answer, and costs a call', async () => {
    const app = await testApp();
    const first = await app.call('PUT', 'Invoices', one, key);
    await app.clock.advance(5 * 60_000);
    const again = await app.call('PUT', 'Invoices', one, key);
    expect(again.text).toBe(first.text);
    expect(app.emulator.committedWrites().filter((w) => w.resource === 'Invoices')).toHaveLength(1);
    expect(again.headers['x-daylimit-remaining']).not.toBe(first.headers['x-daylimit-remaining']);
  });

  test('after six minutes the key is forgotten, errors are kept until then as well', async () => {
    const app = await testApp();
    await app.call('PUT', 'Contacts', { Name: 'Acme' });
    const refused = await app.call('PUT', 'Contacts', { Name: 'Acme' }, key);
    expect(refused.status).toBe(400);
    await app.call('POST', 'Contacts', { Name: 'Acme', ContactStatus: 'ARCHIVED' });
    expect((await app.call('PUT', 'Contacts', { Name: 'Acme' }, key)).status).toBe(400);
    await app.clock.advance(6 * 60_000);
    expect((await app.call('PUT', 'Contacts', { Name: 'Acme' }, key)).status).toBe(200);
  });

  test('the key with another body is refused, and so is one too long', async () => {
    const app = await testApp();
    await app.call('PUT', 'Invoices', one, key);
    const other = await app.call('PUT', 'Invoices', draft, key);
    expect(other.status).toBe(400);
    expect(other.json['Message']).toBe('Idempotency Key: k-1 is used with a different request.');
    const long = await app.call('PUT', 'Invoices', one, { 'idempotency-key': 'x'.repeat(129) });
    expect(long.status).toBe(400);
  });

  test('by switch it is bound to the access token, or off', async () => {
    const app = await testApp();
    const unnumbered = { ...draft };
    await app.control('PUT', '/settings', { idempotencyBoundToToken: true });
    await app.call('PUT', 'Invoices', unnumbered, key);
    await app.clock.advance(1000);
    const token = await app.form('/connect/token', {
      grant_type: 'client_credentials',
      client_id: 'app-1',
      client_secret: 's',
    });
    app.token = String(token.json['access_token']);
    await app.call('PUT', 'Invoices', unnumbered, key);
    await app.control('PUT', '/settings', { idempotencyOff: true });
    await app.call('PUT', 'Invoices', unnumbered, key);
    expect(listAt((await app.call('GET', 'Invoices')).json, 'Invoices')).toHaveLength(3);
  });
});
