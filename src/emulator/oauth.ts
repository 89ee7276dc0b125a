/**
 * The identity endpoints: discovery, authorise with its consent, token (code with PKCE, refresh,
 * client_credentials), revocation. Any client id and secret is taken. Failures have the codes that
 * Xero's troubleshooting page lists.
 */
import { createHash } from 'node:crypto';
import { Refusal, htmlAnswer, jsonAnswer, notFound, type Answer } from './answers.ts';
import { consentPage, errorPage } from './consent-page.ts';
import {
  codeMs,
  accessTokenMs,
  connect,
  connectCustom,
  demoUserId,
  issueAccessToken,
  issueRefreshToken,
  jwt,
  revokeApp,
  rotateRefreshToken,
  usableRefreshToken,
  type AuthorisationCode,
  type TokenRequest,
} from './grants.ts';
import { customConnectionScopes, unknownScope } from './scopes.ts';

export interface IdentityRequest extends TokenRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The answer of an identity endpoint; undefined for a path that is none. */
export function identityAnswer(request: IdentityRequest): Answer | undefined {
  switch (`${request.method} ${request.path}`) {
    case 'GET /.well-known/openid-configuration':
      return discovery(request.issuer);
    case 'GET /.well-known/openid-configuration/jwks':
      return jsonAnswer(200, { keys: [] });
    case 'GET /identity/connect/authorize':
      return authorise(request, request.query);
    case 'POST /identity/connect/authorize':
      return decide(request, new URLSearchParams(request.body));
    case 'POST /connect/token':
      return token(request);
    case 'POST /connect/revocation':
      return revocation(request);
    case 'GET /connect/userinfo':
      return notFound();
    default:
      return undefined;
  }
}

function discovery(issuer: string): Answer {
  return jsonAnswer(200, {
    issuer,
    jwks_uri: `${issuer}/.well-known/openid-configuration/jwks`,
    authorization_endpoint: `${issuer}/identity/connect/authorize`,
    token_endpoint: `${issuer}/connect/token`,
    userinfo_endpoint: `${issuer}/connect/userinfo`,
    revocation_endpoint: `${issuer}/connect/revocation`,
    response_types_supported: ['code'],
    response_modes_supported: ['query'],
    grant_types_supported: ['authorization_code', 'client_credentials', 'refresh_token'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
    code_challenge_methods_supported: ['S256'],
    scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
  });
}

interface Authorisation {
  readonly clientId: string;
  readonly redirectUri: string;
  readonly scope: string;
  readonly challenge: string | undefined;
  readonly state: string | undefined;
  readonly nonce: string | undefined;
}

function bad(message: string): Refusal {
  return new Refusal(htmlAnswer(400, errorPage(message)));
}

/** Redirect addresses are https, or http on localhost; 127.0.0.1 is refused, as Xero does. */
function checkRedirect(text: string): string {
  if (!URL.canParse(text)) throw bad('redirect_uri is not an absolute address');
  const { protocol, hostname } = new URL(text);
  if (hostname === '127.0.0.1') {
    throw bad('redirect_uri: 127.0.0.1 is not allowed, use localhost');
  }
  if (protocol !== 'https:' && !(protocol === 'http:' && hostname === 'localhost')) {
    throw bad('redirect_uri must use https, or http with localhost');
  }
  return text;
}

function readAuthorisation(parameters: URLSearchParams): Authorisation {
  const clientId = parameters.get('client_id') ?? '';
  if (clientId === '') throw bad('client_id is missing');
  if (parameters.get('response_type') !== 'code') throw bad('response_type must be code');
  const redirectUri = checkRedirect(parameters.get('redirect_uri') ?? '');
  const scope = parameters.get('scope')?.trim() ?? '';
  if (scope === '') throw bad('scope is missing');
  const strange = unknownScope(scope);
  if (strange !== undefined) throw bad(`invalid_scope: ${strange}`);
  const challenge = parameters.get('code_challenge') ?? undefined;
  if (challenge !== undefined && parameters.get('code_challenge_method') !== 'S256') {
    throw bad('code_challenge_method must be S256');
  }
  const state = parameters.get('state') ?? undefined;
  return {
    clientId,
    redirectUri,
    scope,
    challenge,
    state,
    nonce: parameters.get('nonce') ?? undefined,
  };
}

const passedOn = [
  'client_id',
  'response_type',
  'redirect_uri',
  'scope',
  'state',
  'nonce',
  'code_challenge',
  'code_challenge_method',
];

function authorise(request: IdentityRequest, parameters: URLSearchParams): Answer {
  const wanted = readAuthorisation(parameters);
  const kept = passedOn.flatMap((name) => {
    const value = parameters.get(name);
    return value === null ? [] : [[name, value] as const];
  });
  const organisations = request.world
    .tenants()
    .map((books) => ({ tenantId: books.tenantId, name: books.organisation.Name }));
  return htmlAnswer(
    200,
    consentPage({
      clientId: wanted.clientId,
      scope: wanted.scope,
      redirectUri: wanted.redirectUri,
      organisations,
      parameters: new Map(kept),
    }),
  );
}

function redirect(to: string, parameters: Readonly<Record<string, string | undefined>>): Answer {
  const url = new URL(to);
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined) url.searchParams.set(name, value);
  }
  return { status: 302, headers: { location: url.href }, body: '' };
}

function decide(request: IdentityRequest, form: URLSearchParams): Answer {
  const wanted = readAuthorisation(form);
  const { state, redirectUri } = wanted;
  if (form.get('decision') !== 'allow') {
    return redirect(redirectUri, { error: 'access_denied', state });
  }
  const chosen = form.getAll('tenantId').filter((id) => request.world.tenant(id));
  if (chosen.length === 0) throw bad('Choose at least one organisation.');
  const authEventId = request.random.uuid();
  for (const tenantId of chosen) {
    connect(request, { clientId: wanted.clientId, tenantId, authEventId });
  }
  const code = `${request.random.uuid()}${request.random.uuid()}`.replaceAll('-', '');
  request.world.codes.set(code, { ...wanted, authEventId, issuedAt: request.now });
  return redirect(redirectUri, { code, scope: wanted.scope, state });
}

interface Client {
  readonly id: string;
  readonly secret: boolean;
}

function clientOf(request: IdentityRequest, form: URLSearchParams): Client | undefined {
  const basic = /^Basic (.+)$/i.exec(request.headers['authorization'] ?? '')?.[1];
  if (basic !== undefined) {
    const text = Buffer.from(basic, 'base64').toString('utf8');
    const at = text.indexOf(':');
    const [[id = ''] = []] = new URLSearchParams(`${text.slice(0, Math.max(at, 0))}=`);
    return id === '' ? undefined : { id, secret: text.length > at + 1 };
  }
  const id = form.get('client_id') ?? '';
  return id === '' ? undefined : { id, secret: (form.get('client_secret') ?? '') !== '' };
}

function oauthError(error: string, description?: string): Answer {
  return jsonAnswer(400, { error, error_description: description });
}

function token(request: IdentityRequest): Answer {
  const form = new URLSearchParams(request.body);
  const client = clientOf(request, form);
  if (!client) return oauthError('invalid_client');
  switch (form.get('grant_type')) {
    case 'authorization_code':
      return exchangeCode(request, client, form);
    case 'refresh_token':
      return refresh(request, client, form.get('refresh_token') ?? '');
    case 'client_credentials':
      return clientCredentials(request, client, form.get('scope')?.trim() ?? '');
    default:
      return oauthError('unsupported_grant_type');
  }
}

function verifierMatches(code: AuthorisationCode, verifier: string): boolean {
  if (verifier.length < 43 || verifier.length > 128) return false;
  return createHash('sha256').update(verifier).digest('base64url') === code.challenge;
}

function exchangeCode(request: IdentityRequest, client: Client, form: URLSearchParams): Answer {
  const text = form.get('code') ?? '';
  const code = request.world.codes.get(text);
  if (!code || code.clientId !== client.id) return oauthError('invalid_grant');
  request.world.codes.delete(text);
  if (request.now - code.issuedAt > codeMs) return oauthError('invalid_grant');
  if (form.get('redirect_uri') !== code.redirectUri) return oauthError('invalid_grant');
  if (code.challenge === undefined && !client.secret) return oauthError('invalid_client');
  if (code.challenge !== undefined && !verifierMatches(code, form.get('code_verifier') ?? '')) {
    return oauthError('invalid_grant');
  }
  return grantTokens(request, code);
}

function grantTokens(request: IdentityRequest, code: AuthorisationCode): Answer {
  const { clientId, scope, authEventId } = code;
  const scopes = scope.split(' ');
  const seconds = Math.floor(request.now / 1000);
  return jsonAnswer(200, {
    id_token: scopes.includes('openid')
      ? jwt({
          nbf: seconds,
          exp: seconds + 300,
          iat: seconds,
          iss: request.issuer,
          aud: clientId,
          sub: demoUserId.replaceAll('-', ''),
          nonce: code.nonce,
          xero_userid: demoUserId,
          preferred_username: 'demo@example.com',
          email: 'demo@example.com',
          given_name: 'Demo',
          family_name: 'User',
        })
      : undefined,
    access_token: issueAccessToken(request, { clientId, scope, authEventId, custom: false }),
    expires_in: accessTokenMs / 1000,
    token_type: 'Bearer',
    refresh_token: scopes.includes('offline_access')
      ? issueRefreshToken(request, { clientId, scope, authEventId })
      : undefined,
    scope,
  });
}

function refresh(request: IdentityRequest, client: Client, old: string): Answer {
  const held = usableRefreshToken(request, old);
  if (!held || held.clientId !== client.id) return oauthError('invalid_grant');
  const next = rotateRefreshToken(request, old);
  const { clientId, scope, authEventId } = held;
  return jsonAnswer(200, {
    access_token: issueAccessToken(request, { clientId, scope, authEventId, custom: false }),
    expires_in: accessTokenMs / 1000,
    token_type: 'Bearer',
    refresh_token: next,
    scope,
  });
}

function clientCredentials(request: IdentityRequest, client: Client, asked: string): Answer {
  if (!client.secret) return oauthError('invalid_client');
  const scope = asked === '' ? customConnectionScopes : asked;
  const strange = unknownScope(scope);
  if (strange !== undefined || /(^| )(openid|offline_access)( |$)/.test(scope)) {
    return oauthError('invalid_scope', 'Client credentials scope validation failed');
  }
  const tenantId = request.world.tenants()[0]?.tenantId ?? '';
  const authEventId = connectCustom(request, client.id, tenantId);
  const grant = { clientId: client.id, scope, authEventId, custom: true };
  return jsonAnswer(200, {
    access_token: issueAccessToken(request, grant),
    expires_in: accessTokenMs / 1000,
    token_type: 'Bearer',
    scope,
  });
}

/** 200 and nothing in it, known or not; a known token ends all of the app's grants. */
function revocation(request: IdentityRequest): Answer {
  const form = new URLSearchParams(request.body);
  const client = clientOf(request, form);
  if (!client) return oauthError('invalid_client');
  const held = request.world.refreshTokens.get(form.get('token') ?? '');
  if (held && held.clientId === client.id) revokeApp(request.world, client.id);
  return { status: 200, headers: {}, body: '' };
}
