/**
 * The access token of a connection, renewed in time. Exactly one process renews it at a time: the
 * claim is stored first, the new pair is stored before it is used, and a refused refresh token is read
 * once more before the connection is called lost, since another process may have renewed it meanwhile
 * (docs/SPEC.md TOK).
 */
import { sha256 } from '../base/hash.ts';
import type { ConnectionId } from '../base/id.ts';
import { instant, minute, second } from '../base/time.ts';
import { setConnectionState, type Connection } from '../store/connections.ts';
import {
  claimRefresh,
  endRefresh,
  readTokens,
  saveTokens,
  type SealedTokens,
} from '../store/tokens.ts';
import { clientCredentials, refreshTokens, type TokenSet } from '../xero/oauth.ts';
import type { XeroAccess } from '../xero/requests.ts';
import { fullScopes, readOnlyScopes, scopesForClientCredentials } from '../xero/scopes.ts';
import { SyncStopped, userAgent, type EngineContext } from './context.ts';

/** A token with less left than this is renewed before it is used. */
const renewBeforeMs = 2 * minute;
const claimMs = 40 * second;
const triesMax = 60;

export async function storeTokens(
  context: EngineContext,
  connectionId: ConnectionId,
  tokens: TokenSet,
): Promise<void> {
  const now = context.clock.now();
  await context.database.transaction(async (tx) => {
    await saveTokens(tx, connectionId, {
      accessToken: context.seal.seal(tokens.accessToken, `access ${connectionId}`),
      ...(tokens.refreshToken === undefined
        ? {}
        : { refreshToken: context.seal.seal(tokens.refreshToken, `refresh ${connectionId}`) }),
      expiresAt: tokens.expiresAt,
      ...(tokens.refreshExpiresAt === undefined
        ? {}
        : { refreshExpiresAt: tokens.refreshExpiresAt }),
      scopes: tokens.scopes,
      renewedAt: now,
    });
    await endRefresh(tx, connectionId);
  });
}

/** Access to a connection's organisation. `refused` is a token that Xero just called expired. */
export async function accessTo(
  context: EngineContext,
  connection: Connection,
  refused?: string,
): Promise<XeroAccess> {
  const { id, tenantId } = connection;
  const usable = (stored: SealedTokens | undefined): XeroAccess | undefined => {
    if (!stored || stored.expiresAt - context.clock.now() <= renewBeforeMs) return undefined;
    const accessToken = context.seal.open(stored.accessToken, `access ${id}`);
    if (accessToken === refused) return undefined;
    return { apiUrl: context.site.apiUrl, tenantId, accessToken };
  };
  for (let tries = 0; tries < triesMax; tries += 1) {
    const known = usable(await context.database.transaction((tx) => readTokens(tx, id)));
    if (known) return known;
    const now = context.clock.now();
    const claim = { connectionId: id, now, until: instant(now + claimMs) };
    // Read under the claim: who had it before may have renewed since we looked.
    const claimed = await context.database.transaction(async (tx) =>
      (await claimRefresh(tx, claim)) ? { stored: await readTokens(tx, id) } : undefined,
    );
    if (!claimed) await context.clock.sleep(second);
    else if (usable(claimed.stored)) await context.database.transaction((tx) => endRefresh(tx, id));
    else await renew(context, connection, claimed.stored);
  }
  throw new SyncStopped('unreachable', 'the access token could not be renewed');
}

async function renew(
  context: EngineContext,
  connection: Connection,
  stored: SealedTokens | undefined,
): Promise<void> {
  const outcome = await askForTokens(context, connection, stored);
  if (outcome.kind === 'granted') return storeTokens(context, connection.id, outcome.tokens);
  await context.database.transaction((tx) => endRefresh(tx, connection.id));
  if (outcome.kind === 'failed') {
    throw new SyncStopped('unreachable', `Xero's sign-in did not answer: ${outcome.reason}`);
  }
  const again = await context.database.transaction((tx) => readTokens(tx, connection.id));
  if (again && stored && again.renewedAt !== stored.renewedAt) return;
  const reason = `Xero no longer accepts the connection (${outcome.error}). Connect again.`;
  await loseConnection(context, connection.id, reason);
  throw new SyncStopped('connection_lost', reason);
}

function askForTokens(
  context: EngineContext,
  connection: Connection,
  stored: SealedTokens | undefined,
) {
  const ports = { fetch: context.fetch, clock: context.clock, userAgent };
  if (connection.grantKind === 'client_credentials') {
    const scopes = connection.policy.isReadOnly ? readOnlyScopes : fullScopes;
    return clientCredentials(ports, context.site.app, scopesForClientCredentials(scopes));
  }
  if (stored?.refreshToken === undefined) {
    return { kind: 'refused', error: 'no refresh token' } as const;
  }
  const refreshToken = context.seal.open(stored.refreshToken, `refresh ${connection.id}`);
  return refreshTokens(ports, context.site.app, refreshToken);
}

export async function loseConnection(
  context: EngineContext,
  id: ConnectionId,
  reason: string,
): Promise<void> {
  await context.database.transaction((tx) => setConnectionState(tx, id, { state: 'lost', reason }));
}

/** Tells tokens apart without keeping one. */
export function tokenFingerprint(accessToken: string): string {
  return sha256(accessToken).slice(0, 16);
}
