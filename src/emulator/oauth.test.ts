import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { demoTenantId } from './demo-company.ts';
import { at, listAt, testApp, type Reply, type TestApp } from './emulator-fixture.ts';

const verifier = 'v'.repeat(43);
const parameters = {
  response_type: 'code',
  client_id: 'web-app',
  redirect_uri: 'http://localhost:4000/callback',
  scope: 'openid offline_access accounting.invoices',
  state: 'xyz',
  code_challenge: createHash('sha256').update(verifier).digest('base64url'),
  code_challenge_method: 'S256',
};

async function consent(app: TestApp, change: Record<string, string> = {}): Promise<URL> {
  const answer = await app.form('/identity/connect/authorize', {
    ...parameters,
    decision: 'allow',
    tenantId: demoTenantId,
    ...change,
  });
  expect(answer.status, answer.text).toBe(302);
  return new URL(answer.headers['location'] ?? '');
}

async function exchange(app: TestApp, code: string, change: object = {}): Promise<Reply> {
  return app.form('/connect/token', {
    grant_type: 'authorization_code',
    client_id: 'web-app',
    code,
    redirect_uri: parameters.redirect_uri,
    code_verifier: verifier,
    ...change,
  });
}

async function signedIn(app: TestApp): Promise<Reply> {
  const url = await consent(app);
  return exchange(app, url.searchParams.get('code') ?? '');
}

const refresh = (app: TestApp, token: unknown): Promise<Reply> =>
  app.form('/connect/token', {
    grant_type: 'refresh_token',
    client_id: 'web-app',
    refresh_token: String(token),
  });

describe('consent', () => {
  test('the page lists the organisations and escapes what came with the request', async () => {
    const app = await testApp();
    const query = new URLSearchParams({ ...parameters, client_id: '<b>"me"' }).toString();
    const page = await app.call('GET', `/identity/connect/authorize?${query}`);
    expect(page.status).toBe(200);
    expect(page.text).toContain('Demo Company (AU)');
    expect(page.text).toContain('&lt;b&gt;&quot;me&quot;');
    expect(page.text).not.toContain('<b>');
  });

  test('saying no goes back with access_denied, bad parameters stay on an error page', async () => {
    const app = await testApp();
    const denied = await consent(app, { decision: 'cancel' });
    expect(denied.searchParams.get('error')).toBe('access_denied');
    expect(denied.searchParams.get('state')).toBe('xyz');
    for (const redirect_uri of ['http://127.0.0.1:4000/cb', 'http://example.com/cb', 'nonsense']) {
      const query = new URLSearchParams({ ...parameters, redirect_uri }).toString();
      expect((await app.call('GET', `/identity/connect/authorize?${query}`)).status).toBe(400);
    }
  });
});

describe('the code', () => {
  test('is good once, with the verifier, and opens the chosen organisation', async () => {
    const app = await testApp();
    const url = await consent(app);
    expect(url.searchParams.get('state')).toBe('xyz');
    const code = url.searchParams.get('code') ?? '';
    const tokens = await exchange(app, code);
    expect(tokens.json).toMatchObject({ expires_in: 1800, token_type: 'Bearer' });
    expect(Object.keys(tokens.json).sort()).toEqual([
      'access_token',
      'expires_in',
      'id_token',
      'refresh_token',
      'scope',
      'token_type',
    ]);
    expect((await exchange(app, code)).json).toEqual({ error: 'invalid_grant' });
    app.token = String(tokens.json['access_token']);
    const connections = await app.call('GET', '/connections');
    const [connection] = connections.json as unknown as [Record<string, string>];
    expect(connection).toMatchObject({
      tenantId: demoTenantId,
      tenantType: 'ORGANISATION',
      tenantName: 'Demo Company (AU)',
      createdDateUtc: '2026-11-22T01:00:00.0000000',
    });
    const claims = JSON.parse(
      Buffer.from(app.token.split('.')[1] ?? '', 'base64url').toString(),
    ) as Record<string, unknown>;
    expect(claims).toMatchObject({
      authentication_event_id: connection['authEventId'],
      exp: 1795309200 + 1800,
      scope: ['openid', 'offline_access', 'accounting.invoices'],
    });
    const named = await app.call('GET', 'Invoices', undefined, { 'xero-tenant-id': demoTenantId });
    expect(named.status).toBe(200);
    expect((await app.call('GET', 'Invoices')).status).toBe(403);
  });

  test('fails with a wrong verifier, another address, or after five minutes', async () => {
    const app = await testApp();
    const attempt = async (change: object, waitMs = 0): Promise<unknown> => {
      const code = (await consent(app)).searchParams.get('code') ?? '';
      await app.clock.advance(waitMs);
      return (await exchange(app, code, change)).json['error'];
    };
    expect(await attempt({ code_verifier: 'w'.repeat(43) })).toBe('invalid_grant');
    expect(await attempt({ redirect_uri: 'http://localhost:4000/other' })).toBe('invalid_grant');
    expect(await attempt({}, 5 * 60_000 + 1)).toBe('invalid_grant');
    expect(await attempt({ client_id: '' })).toBe('invalid_client');
    expect(await attempt({ grant_type: 'password' })).toBe('unsupported_grant_type');
  });
});

describe('refreshing', () => {
  test('gives a new pair; the old refresh token works for 30 minutes more', async () => {
    const app = await testApp();
    const first = await signedIn(app);
    const second = await refresh(app, first.json['refresh_token']);
    expect(second.json['refresh_token']).not.toBe(first.json['refresh_token']);
    await app.clock.advance(30 * 60_000);
    expect((await refresh(app, first.json['refresh_token'])).status).toBe(200);
    await app.clock.advance(1);
    expect((await refresh(app, first.json['refresh_token'])).json).toEqual({
      error: 'invalid_grant',
    });
    expect((await refresh(app, second.json['refresh_token'])).status).toBe(200);
  });

  test('a refresh token that nobody used for 60 days is dead', async () => {
    const app = await testApp();
    const { json } = await signedIn(app);
    await app.clock.advance(60 * 24 * 60 * 60_000 + 1);
    expect((await refresh(app, json['refresh_token'])).json['error']).toBe('invalid_grant');
  });

  test('revocation answers 200 with nothing, and ends tokens and connections', async () => {
    const app = await testApp();
    const { json } = await signedIn(app);
    const revoked = await app.form('/connect/revocation', {
      client_id: 'web-app',
      token: String(json['refresh_token']),
    });
    expect(revoked).toMatchObject({ status: 200, text: '' });
    expect((await refresh(app, json['refresh_token'])).json['error']).toBe('invalid_grant');
    app.token = String(json['access_token']);
    expect((await app.call('GET', '/connections')).status).toBe(401);
  });
});

describe('connections', () => {
  test('a removed connection is 403 from then on; a second consent brings it back', async () => {
    const app = await testApp();
    app.token = String((await signedIn(app)).json['access_token']);
    const listed = await app.call('GET', '/connections');
    const [connection] = listed.json as unknown as [Record<string, string>];
    const gone = await app.call('DELETE', `/connections/${connection['id'] ?? ''}`);
    expect(gone).toMatchObject({ status: 204, text: '' });
    const headers = { 'xero-tenant-id': demoTenantId };
    expect((await app.call('GET', 'Invoices', undefined, headers)).status).toBe(403);
    expect((await app.call('DELETE', `/connections/${connection['id'] ?? ''}`)).status).toBe(404);
    const again = await signedIn(app);
    app.token = String(again.json['access_token']);
    expect((await app.call('GET', 'Invoices', undefined, headers)).status).toBe(200);
  });

  test('authEventId tells what one consent added', async () => {
    const app = await testApp();
    await app.control('POST', '/seed', {
      tenantId: '22222222-2222-4222-8222-222222222222',
      organisation: { Name: 'Kiwi Ltd', CountryCode: 'NZ' },
    });
    await signedIn(app);
    const url = await consent(app, { tenantId: '22222222-2222-4222-8222-222222222222' });
    const tokens = await exchange(app, url.searchParams.get('code') ?? '');
    app.token = String(tokens.json['access_token']);
    const all = await app.call('GET', '/connections');
    expect(all.json).toHaveLength(2);
    const claims = at(
      JSON.parse(Buffer.from(app.token.split('.')[1] ?? '', 'base64url').toString()),
    );
    const event = String(claims['authentication_event_id']);
    const added = await app.call('GET', `/connections?authEventId=${event}`);
    expect(listAt(added.json).map((c) => c['tenantName'])).toEqual(['Kiwi Ltd']);
  });

  test('a custom connection takes any secret, gets no refresh token, and refuses user scopes', async () => {
    const app = await testApp();
    const grant = (scope: string): Promise<Reply> =>
      app.form(
        '/connect/token',
        { grant_type: 'client_credentials', scope },
        { authorization: `Basic ${Buffer.from('other:whatever').toString('base64')}` },
      );
    const given = await grant('accounting.contacts');
    expect(given.json).not.toHaveProperty('refresh_token');
    expect((await grant('openid')).json).toMatchObject({ error: 'invalid_scope' });
    expect((await grant('accounting.everything.else!')).json['error']).toBe('invalid_scope');
  });
});

test('discovery names the endpoints under the address that was asked', async () => {
  const app = await testApp();
  const { json } = await app.call('GET', '/.well-known/openid-configuration');
  expect(json).toMatchObject({
    issuer: 'http://emulator.test',
    token_endpoint: 'http://emulator.test/connect/token',
    authorization_endpoint: 'http://emulator.test/identity/connect/authorize',
    revocation_endpoint: 'http://emulator.test/connect/revocation',
  });
});
