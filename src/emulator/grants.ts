/**
 * Grants: which app may act in which organisation (connections), and the tokens that prove it. The
 * rules of issuing, rotation and expiry; the HTTP around them is in oauth.ts.
 */
import { sha256 } from '../base/hash.ts';
import { hour, minute, day } from '../base/time.ts';
import type { Random } from '../base/random.ts';
import type { World } from './world.ts';

export interface Connection {
  readonly id: string;
  readonly clientId: string;
  readonly tenantId: string;
  readonly authEventId: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** A removed connection is remembered: a custom connection does not come back by itself. */
  readonly removed: boolean;
}

export interface AccessToken {
  readonly clientId: string;
  readonly scope: string;
  readonly authEventId: string;
  readonly expiresAt: number;
  /** True for client_credentials: one organisation, the tenant header may be left out. */
  readonly custom: boolean;
  readonly revoked: boolean;
}

export interface RefreshToken {
  readonly clientId: string;
  readonly scope: string;
  readonly authEventId: string;
  readonly usedAt: number;
  /** When it was exchanged for a newer one. */
  readonly rotatedAt?: number | undefined;
  readonly revoked: boolean;
}

export interface AuthorisationCode {
  readonly clientId: string;
  readonly scope: string;
  readonly authEventId: string;
  readonly redirectUri: string;
  readonly challenge?: string | undefined;
  readonly nonce?: string | undefined;
  readonly issuedAt: number;
}

export const accessTokenMs = 30 * minute;
export const codeMs = 5 * minute;
const refreshGraceMs = 30 * minute;
const refreshIdleMs = 60 * day;
/** Expired tokens are kept this long, to be told from unknown ones. */
const expiredKeptMs = 24 * hour;

/** The one person who can sign in. */
export const demoUserId = '5f0c1c3e-7a40-4d0c-9d0a-6b1f3e2a9c11';

export interface TokenRequest {
  readonly world: World;
  readonly random: Random;
  readonly now: number;
  readonly issuer: string;
}

function part(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** JWT-shaped; the signature is a digest that proves nothing. */
export function jwt(claims: object): string {
  const content = `${part({ alg: 'RS256', typ: 'JWT', kid: 'emulator' })}.${part(claims)}`;
  return `${content}.${Buffer.from(sha256(content), 'hex').toString('base64url')}`;
}

/** The live connections of an app, oldest first. */
export function connectionsOf(world: World, clientId: string): Connection[] {
  return [...world.connections.values()].filter((c) => c.clientId === clientId && !c.removed);
}

/** Connects, or with a connection that is there already moves its `updatedAt` and event. */
export function connect(
  request: TokenRequest,
  grant: { clientId: string; tenantId: string; authEventId: string },
): void {
  const { world, random, now } = request;
  const known = [...world.connections.values()].find(
    (c) => c.clientId === grant.clientId && c.tenantId === grant.tenantId,
  );
  const id = known && !known.removed ? known.id : random.uuid();
  const createdAt = known && !known.removed ? known.createdAt : now;
  if (known && known.id !== id) world.connections.delete(known.id);
  world.connections.set(id, { ...grant, id, createdAt, updatedAt: now, removed: false });
}

/** The custom connection of an app: made at the first token, not made again once removed. */
export function connectCustom(request: TokenRequest, clientId: string, tenantId: string): string {
  const known = [...request.world.connections.values()].find((c) => c.clientId === clientId);
  if (known) return known.authEventId;
  const authEventId = request.random.uuid();
  connect(request, { clientId, tenantId, authEventId });
  return authEventId;
}

export function disconnect(world: World, connection: Connection): void {
  world.connections.set(connection.id, { ...connection, removed: true });
}

/** A new access token (a JWT-shaped text), kept with its rights. */
export function issueAccessToken(
  request: TokenRequest,
  grant: { clientId: string; scope: string; authEventId: string; custom: boolean },
): string {
  const { world, random, now } = request;
  for (const [token, held] of [...world.accessTokens.keys()].map(
    (key) => [key, world.accessTokens.get(key)] as const,
  )) {
    if (held && held.expiresAt + expiredKeptMs < now) world.accessTokens.delete(token);
  }
  const expiresAt = now + accessTokenMs;
  const token = jwt({
    nbf: Math.floor(now / 1000),
    exp: Math.floor(expiresAt / 1000),
    iss: request.issuer,
    aud: `${request.issuer}/resources`,
    client_id: grant.clientId,
    ...(grant.custom ? {} : { sub: sha256(demoUserId).slice(0, 32), xero_userid: demoUserId }),
    authentication_event_id: grant.authEventId,
    jti: random.uuid().replaceAll('-', '').toUpperCase(),
    scope: grant.scope.split(' '),
  });
  world.accessTokens.set(token, { ...grant, expiresAt, revoked: false });
  return token;
}

export function issueRefreshToken(
  request: TokenRequest,
  grant: { clientId: string; scope: string; authEventId: string },
): string {
  const token = `${request.random.uuid()}${request.random.uuid()}`.replaceAll('-', '');
  request.world.refreshTokens.set(token, { ...grant, usedAt: request.now, revoked: false });
  return token;
}

/**
 * What a refresh token still grants, or undefined. The current one, within 60 days of its last use;
 * a rotated one for 30 minutes after its rotation (the reply may have been lost).
 */
export function usableRefreshToken(request: TokenRequest, token: string): RefreshToken | undefined {
  const held = request.world.refreshTokens.get(token);
  if (!held || held.revoked) return undefined;
  if (held.rotatedAt !== undefined) {
    return request.now - held.rotatedAt <= refreshGraceMs ? held : undefined;
  }
  return request.now - held.usedAt <= refreshIdleMs ? held : undefined;
}

/** Exchanges a refresh token for a newer one. The grace runs from the first exchange. */
export function rotateRefreshToken(request: TokenRequest, token: string): string | undefined {
  const held = usableRefreshToken(request, token);
  if (!held) return undefined;
  request.world.refreshTokens.set(token, { ...held, rotatedAt: held.rotatedAt ?? request.now });
  const { clientId, scope, authEventId } = held;
  return issueRefreshToken(request, { clientId, scope, authEventId });
}

/** Ends all of an app's grants: every token is dead and every connection gone. */
export function revokeApp(world: World, clientId: string): void {
  for (const token of world.refreshTokens.keys()) {
    const held = world.refreshTokens.get(token);
    if (held?.clientId === clientId) world.refreshTokens.set(token, { ...held, revoked: true });
  }
  for (const token of world.accessTokens.keys()) {
    const held = world.accessTokens.get(token);
    if (held?.clientId === clientId) world.accessTokens.set(token, { ...held, revoked: true });
  }
  for (const connection of connectionsOf(world, clientId)) disconnect(world, connection);
}
