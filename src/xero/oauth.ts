/**
 * Getting, renewing and giving back leave to use an organisation's books. Every call gives a tagged
 * value. A refresh token works once: Xero gives a new one with each renewal and takes the old one
 * for 30 minutes more, in case the answer was lost. So the caller stores the new pair before using
 * it, and lets one renewal run at a time.
 */
import * as oauth from 'oauth4webapi';
import { NetworkError, type Fetch } from '../base/http.ts';
import { limits } from '../base/limits.ts';
import type { Random } from '../base/random.ts';
import { day, instant, second, type Clock, type Instant } from '../base/time.ts';
import { isWireObject } from './wire-fields.ts';
import { readTokenClaims } from './token-claims.ts';
import { parseWire, serialiseWire } from './wire-json.ts';

export interface OAuthApp {
  readonly clientId: string;
  /** Absent for an app that is registered for PKCE alone. */
  readonly clientSecret?: string;
  /** https://login.xero.com */
  readonly loginUrl: string;
  /** https://identity.xero.com */
  readonly identityUrl: string;
}

export interface OAuthPorts {
  readonly fetch: Fetch;
  readonly clock: Clock;
  readonly userAgent: string;
}

export interface TokenSet {
  readonly accessToken: string;
  /** Absent in the client_credentials grant. */
  readonly refreshToken?: string;
  readonly expiresAt: Instant;
  /** 60 days after this renewal, as Xero's documents say; its answer does not. */
  readonly refreshExpiresAt?: Instant;
  readonly scopes: readonly string[];
  readonly authEventId?: string;
  /** Of the person who consented, when the sign-in just happened. */
  readonly email?: string;
}

export type GrantOutcome =
  | { readonly kind: 'granted'; readonly tokens: TokenSet }
  /** Xero's own code: invalid_grant, invalid_client, invalid_scope, access_denied … */
  | { readonly kind: 'refused'; readonly error: string }
  /** Nothing was decided; it can be tried again. */
  | { readonly kind: 'failed'; readonly reason: string };

/** What is kept between sending a person to Xero and their coming back. */
export interface SignIn {
  readonly state: string;
  readonly codeVerifier: string;
}

const refreshTokenLifeMs = 60 * day;

function authorisationServer(app: OAuthApp): oauth.AuthorizationServer {
  return {
    issuer: app.identityUrl,
    authorization_endpoint: `${app.loginUrl}/identity/connect/authorize`,
    token_endpoint: `${app.identityUrl}/connect/token`,
    revocation_endpoint: `${app.identityUrl}/connect/revocation`,
  };
}

/**
 * HTTP Basic with as little escaped as can be. The library escapes the hyphens of a secret too,
 * which reads the same only where the server unescapes; hyphens as they are read the same anywhere.
 */
function clientAuthentication(app: OAuthApp): oauth.ClientAuth {
  const { clientId, clientSecret } = app;
  if (clientSecret === undefined) return oauth.None();
  const pair = `${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`;
  return (_server, _client, _body, headers) => {
    headers.set('authorization', `Basic ${Buffer.from(pair).toString('base64')}`);
  };
}

/** Plain http is for an emulator on this machine alone. */
function isLoopback(url: string): boolean {
  const parsed = URL.parse(url);
  const host = parsed?.hostname ?? '';
  return host === 'localhost' || host === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(host);
}

/**
 * The Fetch port in the form that oauth4webapi wants. An id_token is taken out of the answer: its
 * time would be checked by the machine's clock, and we need of it only whose e-mail it has.
 */
function exchange(ports: OAuthPorts, app: OAuthApp) {
  const startedAt = ports.clock.now();
  let idToken: string | undefined;
  const fetch = async (
    url: string,
    options: oauth.CustomFetchOptions<'POST', URLSearchParams>,
  ): Promise<Response> => {
    const response = await ports.fetch({
      method: options.method,
      url,
      headers: { ...options.headers, 'user-agent': ports.userAgent },
      body: options.body.toString(),
      deadlineMs: limits.callDeadlineMs,
    });
    const json = parseWire(response.body);
    let body = response.body;
    if (isWireObject(json) && typeof json['id_token'] === 'string') {
      const { id_token, ...rest } = json;
      idToken = id_token;
      body = serialiseWire(rest);
    }
    const hasBody = response.status !== 204 && response.status !== 304;
    return new Response(hasBody ? body : null, {
      status: response.status,
      headers: response.headers,
    });
  };
  return {
    startedAt,
    idToken: () => idToken,
    options: {
      [oauth.customFetch]: fetch,
      [oauth.allowInsecureRequests]: isLoopback(app.identityUrl),
    },
  };
}

/** Says what went wrong without what was sent or answered: both have secrets in them. */
function failure(error: unknown): Exclude<GrantOutcome, { kind: 'granted' }> {
  if (error instanceof oauth.ResponseBodyError && error.status < 500) {
    return { kind: 'refused', error: error.error };
  }
  if (error instanceof oauth.AuthorizationResponseError) {
    return { kind: 'refused', error: error.error };
  }
  if (error instanceof oauth.WWWAuthenticateChallengeError) {
    return { kind: 'refused', error: 'invalid_client' };
  }
  if (error instanceof NetworkError) {
    return { kind: 'failed', reason: `Xero was not reached (${error.kind}): ${error.message}` };
  }
  if (
    error instanceof oauth.OperationProcessingError ||
    error instanceof oauth.UnsupportedOperationError ||
    error instanceof oauth.ResponseBodyError
  ) {
    return { kind: 'failed', reason: error.message };
  }
  throw error;
}

function tokenSet(
  answer: oauth.TokenEndpointResponse,
  context: {
    readonly app: OAuthApp;
    readonly startedAt: Instant;
    readonly idToken?: string | undefined;
  },
): TokenSet {
  const claims = readTokenClaims(answer.access_token);
  const person = context.idToken === undefined ? undefined : readTokenClaims(context.idToken);
  const email = person?.audience === context.app.clientId ? person.email : undefined;
  const refreshToken = answer.refresh_token;
  return {
    accessToken: answer.access_token,
    expiresAt: instant(context.startedAt + (answer.expires_in ?? 0) * second),
    ...(refreshToken === undefined
      ? {}
      : { refreshToken, refreshExpiresAt: instant(context.startedAt + refreshTokenLifeMs) }),
    // The answer may leave the scopes out; the token has them then.
    scopes: answer.scope === undefined ? claims.scopes : answer.scope.split(' ').filter(Boolean),
    ...(claims.authEventId ? { authEventId: claims.authEventId } : {}),
    ...(email ? { email } : {}),
  };
}

/** Fresh secrets for one sign-in; a code verifier has 43 to 128 characters. */
export function newSignIn(random: Random): SignIn {
  const hex = (): string => random.uuid().replaceAll('-', '');
  return { state: hex(), codeVerifier: hex() + hex() + hex() };
}

/** Where to send the person. */
export async function authorisationUrl(
  app: OAuthApp,
  asked: {
    readonly signIn: SignIn;
    readonly redirectUri: string;
    readonly scopes: readonly string[];
  },
): Promise<string> {
  const url = new URL(`${app.loginUrl}/identity/connect/authorize`);
  const parameters = {
    response_type: 'code',
    client_id: app.clientId,
    redirect_uri: asked.redirectUri,
    scope: asked.scopes.join(' '),
    state: asked.signIn.state,
    code_challenge: await oauth.calculatePKCECodeChallenge(asked.signIn.codeVerifier),
    code_challenge_method: 'S256',
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
}

/**
 * The tokens for what Xero sent the person back with. A state that is not the sign-in's is failed; a
 * person who declined is refused with access_denied.
 */
export async function exchangeCode(
  ports: OAuthPorts,
  app: OAuthApp,
  back: {
    readonly callback: URLSearchParams;
    readonly signIn: SignIn;
    readonly redirectUri: string;
  },
): Promise<GrantOutcome> {
  const client: oauth.Client = { client_id: app.clientId };
  const server = authorisationServer(app);
  const call = exchange(ports, app);
  try {
    const response = await oauth.authorizationCodeGrantRequest(
      server,
      client,
      clientAuthentication(app),
      oauth.validateAuthResponse(server, client, back.callback, back.signIn.state),
      back.redirectUri,
      back.signIn.codeVerifier,
      call.options,
    );
    const answer = await oauth.processAuthorizationCodeResponse(server, client, response);
    const context = { app, startedAt: call.startedAt, idToken: call.idToken() };
    return { kind: 'granted', tokens: tokenSet(answer, context) };
  } catch (error) {
    return failure(error);
  }
}

/** New tokens for old. `invalid_grant` is final only once storage has no newer refresh token. */
export async function refreshTokens(
  ports: OAuthPorts,
  app: OAuthApp,
  refreshToken: string,
): Promise<GrantOutcome> {
  const client: oauth.Client = { client_id: app.clientId };
  const server = authorisationServer(app);
  const call = exchange(ports, app);
  try {
    const response = await oauth.refreshTokenGrantRequest(
      server,
      client,
      clientAuthentication(app),
      refreshToken,
      call.options,
    );
    const answer = await oauth.processRefreshTokenResponse(server, client, response);
    return { kind: 'granted', tokens: tokenSet(answer, { app, startedAt: call.startedAt }) };
  } catch (error) {
    return failure(error);
  }
}

/** A custom connection: tokens without a person, for the one organisation that the app belongs to. */
export async function clientCredentials(
  ports: OAuthPorts,
  app: OAuthApp,
  scopes: readonly string[],
): Promise<GrantOutcome> {
  const client: oauth.Client = { client_id: app.clientId };
  const server = authorisationServer(app);
  const call = exchange(ports, app);
  try {
    const response = await oauth.clientCredentialsGrantRequest(
      server,
      client,
      clientAuthentication(app),
      { scope: scopes.join(' ') },
      call.options,
    );
    const answer = await oauth.processClientCredentialsResponse(server, client, response);
    return { kind: 'granted', tokens: tokenSet(answer, { app, startedAt: call.startedAt }) };
  } catch (error) {
    return failure(error);
  }
}

/** Gives the leave back: Xero drops all of that person's connections to the app. */
export async function revoke(
  ports: OAuthPorts,
  app: OAuthApp,
  refreshToken: string,
): Promise<{ readonly kind: 'revoked' } | Exclude<GrantOutcome, { kind: 'granted' }>> {
  const client: oauth.Client = { client_id: app.clientId };
  const call = exchange(ports, app);
  try {
    const response = await oauth.revocationRequest(
      authorisationServer(app),
      client,
      clientAuthentication(app),
      refreshToken,
      call.options,
    );
    await oauth.processRevocationResponse(response);
    return { kind: 'revoked' };
  } catch (error) {
    return failure(error);
  }
}
