/**
 * Signing in to Xero, as the client and the emulator each understand it: both grants, renewal, and
 * giving the leave back.
 */
import { beforeEach, describe, expect, test } from 'vitest';
import { must } from '../../src/base/assert.ts';
import { decimal } from '../../src/base/decimal.ts';
import type { TenantId } from '../../src/base/id.ts';
import { seededRandom } from '../../src/base/random.ts';
import { deleteConnection, readConnections } from '../../src/xero/connections.ts';
import {
  type TokenSet,
  authorisationUrl,
  exchangeCode,
  newSignIn,
  refreshTokens,
  revoke,
} from '../../src/xero/oauth.ts';
import type { XeroAccess } from '../../src/xero/requests.ts';
import { fullScopes, readOnlyScopes } from '../../src/xero/scopes.ts';
import { sendCall } from '../../src/xero/send-call.ts';
import { prepareCall } from '../../src/xero/writes.ts';
import { type XeroScene, answered, app, baseUrl, contact, openXeroScene } from './xero-scene.ts';

let scene: XeroScene;

beforeEach(async () => {
  scene = await openXeroScene();
});

describe('signing in', () => {
  test('the organisation is the connection that the token reaches', () => {
    expect(scene.reference.organisation).toMatchObject({
      tenantId: scene.access.tenantId,
      baseCurrency: 'AUD',
      timeZone: 'Australia/Sydney',
      isDemo: true,
    });
    expect(scene.reference.currencies).toContain('USD');
    expect(scene.reference.accounts.find((one) => one.code === '200')).toMatchObject({
      isActive: true,
    });
    expect(scene.reference.accounts.some((one) => one.systemAccount === 'ROUNDING')).toBe(true);
    const rate = scene.reference.taxRates.find((one) => one.taxType === 'OUTPUT');
    expect(rate?.effectiveRate.equals(decimal('10'))).toBe(true);
    expect(rate?.appliesTo.revenue).toBe(true);
  });

  test('[TOK7] an expired token, a missing scope and another organisation are told apart', async () => {
    const readOnly = await scene.signIn(readOnlyScopes);
    const call = prepareCall([contact('C-1')]);
    const sent = (caller: XeroAccess) =>
      sendCall(scene.transport, caller, { call, idempotencyKey: 'k' });
    expect((await sent(readOnly)).outcome).toEqual({ kind: 'unauthorised', cause: 'scope' });
    const elsewhere = {
      ...scene.access,
      tenantId: '00000000-1111-4111-8111-000000000000' as TenantId,
    };
    expect((await sent(elsewhere)).outcome).toEqual({ kind: 'unauthorised', cause: 'tenant' });
    await scene.clock.advance(31 * 60_000);
    expect((await sent(scene.access)).outcome).toEqual({ kind: 'unauthorised', cause: 'token' });
  });
});

/** A person at the consent page: opens it, and decides. Where they are sent back to. */
async function consent(url: string, decision: 'allow' | 'deny'): Promise<URLSearchParams> {
  const fetch = scene.emulator.fetchPort();
  const headers = { 'user-agent': 'a browser' };
  const page = await fetch({ method: 'GET', url, headers, deadlineMs: 1000 });
  expect(page.status).toBe(200);
  const form = new URLSearchParams(new URL(url).searchParams);
  form.append('tenantId', scene.access.tenantId);
  form.set('decision', decision);
  const answer = await fetch({
    method: 'POST',
    url: new URL('/identity/connect/authorize', url).href,
    headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
    body: form.toString(),
    deadlineMs: 1000,
  });
  return new URL(must(answer.headers['location'], 'a redirection')).searchParams;
}

describe('consent', () => {
  const redirectUri = 'http://localhost:4000/connect/callback';
  const ports = () => scene.ports();

  async function comeBack(decision: 'allow' | 'deny') {
    const secrets = newSignIn(seededRandom(5));
    const asked = { signIn: secrets, redirectUri, scopes: fullScopes };
    const callback = await consent(await authorisationUrl(app, asked), decision);
    return { callback, signIn: secrets, redirectUri };
  }

  async function tokensNow(): Promise<TokenSet> {
    const grant = await exchangeCode(ports(), app, await comeBack('allow'));
    if (grant.kind !== 'granted') throw new Error(`no tokens: ${JSON.stringify(grant)}`);
    return grant.tokens;
  }

  test('gives tokens, and the connections that it made are known by its event', async () => {
    const tokens = await tokensNow();
    expect(tokens).toMatchObject({
      expiresAt: scene.clock.now() + 30 * 60_000,
      refreshExpiresAt: scene.clock.now() + 60 * 24 * 60 * 60_000,
      scopes: fullScopes,
    });
    const { accessToken } = tokens;
    const list = answered(await readConnections(scene.transport, { apiUrl: baseUrl, accessToken }));
    const added = list.filter((one) => one.authEventId === tokens.authEventId);
    expect(added).toMatchObject([{ tenantId: scene.access.tenantId, isOrganisation: true }]);
  });

  test('that is declined is refused, and a code works once', async () => {
    expect(await exchangeCode(ports(), app, await comeBack('deny'))).toEqual({
      kind: 'refused',
      error: 'access_denied',
    });
    const back = await comeBack('allow');
    expect((await exchangeCode(ports(), app, back)).kind).toBe('granted');
    expect(await exchangeCode(ports(), app, back)).toEqual({
      kind: 'refused',
      error: 'invalid_grant',
    });
  });

  test('is renewed by the newest token, and by the one before it for 30 minutes', async () => {
    const first = must((await tokensNow()).refreshToken, 'a refresh token');
    const renewed = await refreshTokens(ports(), app, first);
    expect(renewed.kind).toBe('granted');
    expect(renewed.kind === 'granted' && renewed.tokens.refreshToken).not.toBe(first);
    await scene.clock.advance(29 * 60_000);
    expect((await refreshTokens(ports(), app, first)).kind).toBe('granted');
    await scene.clock.advance(60 * 60_000);
    expect(await refreshTokens(ports(), app, first)).toEqual({
      kind: 'refused',
      error: 'invalid_grant',
    });
  });

  test('is over once it is given back or its connection is taken away', async () => {
    const tokens = await tokensNow();
    const refreshToken = must(tokens.refreshToken, 'a refresh token');
    const mine = { apiUrl: baseUrl, accessToken: tokens.accessToken };
    const list = answered(await readConnections(scene.transport, mine));
    const added = must(
      list.find((one) => one.authEventId === tokens.authEventId),
      'the connection',
    );
    answered(await deleteConnection(scene.transport, mine, added.connectionId));
    const left = answered(await readConnections(scene.transport, mine));
    expect(left.map((one) => one.connectionId)).not.toContain(added.connectionId);
    expect(await revoke(ports(), app, refreshToken)).toEqual({ kind: 'revoked' });
    expect((await refreshTokens(ports(), app, refreshToken)).kind).toBe('refused');
  });
});
