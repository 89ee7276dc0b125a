import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { must } from '../base/assert.ts';
import { seededRandom } from '../base/random.ts';
import { day } from '../base/time.ts';
import {
  authorisationUrl,
  clientCredentials,
  exchangeCode,
  newSignIn,
  refreshTokens,
  revoke,
  type OAuthApp,
} from './oauth.ts';
import { fullScopes, readOnlyScopes, scopesForClientCredentials } from './scopes.ts';
import { json, manualClock, scriptedFetch, type Answer } from './scripted-ports.ts';

const app: OAuthApp = {
  clientId: 'client-1',
  clientSecret: 'secret-1',
  loginUrl: 'https://login.xero.test',
  identityUrl: 'https://identity.xero.test',
};
const redirectUri = 'http://localhost:4000/connect/callback';
const signIn = newSignIn(seededRandom(1));

function jwt(claims: object): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'RS256' })}.${part(claims)}.signature`;
}

const accessToken = jwt({
  authentication_event_id: 'event-1',
  scope: ['accounting.contacts', 'offline_access'],
});

function ports(...answers: Answer[]) {
  return { fetch: scriptedFetch(...answers), clock: manualClock(), userAgent: 'tieout-test' };
}

function form(body: string | undefined): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(body));
}

const callback = (parameters: Record<string, string>) => ({
  callback: new URLSearchParams(parameters),
  signIn,
  redirectUri,
});

test('a sign-in has secrets of its own and a verifier of a length that Xero takes', () => {
  const random = seededRandom(7);
  const [a, b] = [newSignIn(random), newSignIn(random)];
  expect(a).not.toEqual(b);
  expect(a.codeVerifier).toMatch(/^[0-9a-f]{96}$/);
  expect(a.state).toMatch(/^[0-9a-f]{32}$/);
});

test('the person is sent to the login page with state, challenge and scopes', async () => {
  const url = new URL(await authorisationUrl(app, { signIn, redirectUri, scopes: readOnlyScopes }));
  expect(`${url.origin}${url.pathname}`).toBe('https://login.xero.test/identity/connect/authorize');
  expect(Object.fromEntries(url.searchParams)).toEqual({
    response_type: 'code',
    client_id: 'client-1',
    redirect_uri: redirectUri,
    scope:
      'openid profile email offline_access accounting.contacts.read accounting.invoices.read accounting.payments.read accounting.settings.read',
    state: signIn.state,
    code_challenge: createHash('sha256').update(signIn.codeVerifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
});

test('a code becomes tokens, with the consent that it came from and whose it was', async () => {
  const given = ports(
    json({
      access_token: accessToken,
      refresh_token: 'refresh-1',
      id_token: jwt({ aud: 'client-1', email: 'ana@firm.example', iss: 'elsewhere', exp: 1 }),
      expires_in: 1800,
      token_type: 'Bearer',
    }),
  );
  const outcome = await exchangeCode(
    given,
    app,
    callback({ code: 'code-1', state: signIn.state, scope: 'x', session_state: 'y' }),
  );
  const now = given.clock.now();
  expect(outcome).toEqual({
    kind: 'granted',
    tokens: {
      accessToken,
      refreshToken: 'refresh-1',
      expiresAt: now + 1_800_000,
      refreshExpiresAt: now + 60 * day,
      scopes: ['accounting.contacts', 'offline_access'],
      authEventId: 'event-1',
      email: 'ana@firm.example',
    },
  });
  const request = must(given.fetch.asked[0], 'request');
  expect(request).toMatchObject({
    method: 'POST',
    url: 'https://identity.xero.test/connect/token',
  });
  expect(request.headers).toMatchObject({
    authorization: `Basic ${Buffer.from('client-1:secret-1').toString('base64')}`,
    'user-agent': 'tieout-test',
  });
  expect(form(request.body)).toEqual({
    grant_type: 'authorization_code',
    code: 'code-1',
    redirect_uri: redirectUri,
    code_verifier: signIn.codeVerifier,
  });
});

test('[CON4] a callback of another sign-in is not followed', async () => {
  const given = ports();
  const outcome = await exchangeCode(given, app, callback({ code: 'c', state: 'another' }));
  expect(outcome.kind).toBe('failed');
  expect(given.fetch.asked).toEqual([]);
});

test('a person who declines has refused', async () => {
  const back = callback({ error: 'access_denied', state: signIn.state });
  expect(await exchangeCode(ports(), app, back)).toEqual({
    kind: 'refused',
    error: 'access_denied',
  });
});

test('an app without a secret names itself in the form', async () => {
  const { clientSecret: _, ...open } = app;
  const given = ports(json({ access_token: 'opaque', expires_in: 1800, token_type: 'Bearer' }));
  await exchangeCode(given, open, callback({ code: 'c', state: signIn.state }));
  const request = must(given.fetch.asked[0], 'request');
  expect(request.headers).not.toHaveProperty('authorization');
  expect(form(request.body)).toMatchObject({ client_id: 'client-1' });
});

test('a renewal gives a new pair and says its scopes', async () => {
  const given = ports(
    json({
      access_token: 'opaque',
      refresh_token: 'refresh-2',
      expires_in: 1800,
      token_type: 'Bearer',
      scope: 'openid accounting.contacts',
    }),
  );
  expect(await refreshTokens(given, app, 'refresh-1')).toMatchObject({
    kind: 'granted',
    tokens: { refreshToken: 'refresh-2', scopes: ['openid', 'accounting.contacts'] },
  });
  expect(form(given.fetch.asked[0]?.body)).toEqual({
    grant_type: 'refresh_token',
    refresh_token: 'refresh-1',
  });
});

test.each([
  ['a dead refresh token', json({ error: 'invalid_grant' }, { status: 400 }), 'invalid_grant'],
  ['a wrong client', json({ error: 'invalid_client' }, { status: 400 }), 'invalid_client'],
  [
    'a challenge',
    { status: 401, headers: { 'www-authenticate': 'Basic realm="x"' } },
    'invalid_client',
  ],
])('%s is refused with its code', async (_name, answer, error) => {
  expect(await refreshTokens(ports(answer), app, 'refresh-1')).toEqual({ kind: 'refused', error });
});

test.each([
  ['no connection', 'refused' as const],
  ['a lost answer', 'broken' as const],
  ['a 500', { status: 500, body: 'oops' }],
  ['a 503 with JSON', json({ error: 'temporarily_unavailable' }, { status: 503 })],
  ['HTML with 200', { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>' }],
  ['half JSON', json('{"access_token":"sec')],
  ['no token', json({ token_type: 'Bearer' })],
])('%s decides nothing, and the reason has no secret in it', async (_name, answer) => {
  const outcome = await refreshTokens(ports(answer), app, 'refresh-secret');
  expect(outcome.kind).toBe('failed');
  expect(JSON.stringify(outcome)).not.toMatch(/refresh-secret|secret-1|"sec/);
});

test('client credentials ask for no personal scopes and give no refresh token', async () => {
  const given = ports(json({ access_token: accessToken, expires_in: 1800, token_type: 'Bearer' }));
  const scopes = scopesForClientCredentials(fullScopes);
  const outcome = await clientCredentials(given, app, scopes);
  expect(form(given.fetch.asked[0]?.body)).toEqual({
    grant_type: 'client_credentials',
    scope: 'accounting.contacts accounting.invoices accounting.payments accounting.settings.read',
  });
  expect(outcome.kind === 'granted' && outcome.tokens).not.toHaveProperty('refreshToken');
});

test('leave is given back by the refresh token', async () => {
  const given = ports({ status: 200 }, json({ error: 'invalid_client' }, { status: 400 }));
  expect(await revoke(given, app, 'refresh-1')).toEqual({ kind: 'revoked' });
  expect(given.fetch.asked[0]).toMatchObject({
    url: 'https://identity.xero.test/connect/revocation',
    body: 'token=refresh-1',
  });
  expect(await revoke(given, app, 'refresh-1')).toEqual({
    kind: 'refused',
    error: 'invalid_client',
  });
});

test('plain http is for this machine alone', async () => {
  const answer = json({ access_token: 'opaque', expires_in: 1800, token_type: 'Bearer' });
  for (const host of ['localhost:4100', '127.0.0.1:4100', '[::1]:4100']) {
    const local = { ...app, identityUrl: `http://${host}` };
    expect((await refreshTokens(ports(answer), local, 'r')).kind, host).toBe('granted');
  }
  for (const host of ['identity.xero.test', '127.0.0.1.evil.test', 'localhost.evil.test']) {
    const given = ports(answer);
    const far = { ...app, identityUrl: `http://${host}` };
    expect((await refreshTokens(given, far, 'r')).kind, host).toBe('failed');
    expect(given.fetch.asked).toEqual([]);
  }
});
