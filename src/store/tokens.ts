/**
 * Xero's tokens, sealed. A refresh is claimed in the row first, so that exactly one process refreshes at a
 * time; the new pair is stored before it is used (docs/SPEC.md TOK).
 */
import type { ConnectionId } from '../base/id.ts';
import { formatInstant, type Instant } from '../base/time.ts';
import { sql, type Tx } from './database.ts';
import { present } from './json.ts';

export interface SealedTokens {
  readonly accessToken: string;
  readonly refreshToken?: string;
  readonly expiresAt: Instant;
  readonly refreshExpiresAt?: Instant;
  readonly scopes: readonly string[];
  readonly renewedAt: Instant;
}

export async function saveTokens(tx: Tx, id: ConnectionId, tokens: SealedTokens): Promise<void> {
  await sql`
    insert into connection_token (connection_id, access_token, refresh_token, expires_at,
      refresh_expires_at, scopes, renewed_at)
    values (${id}, ${tokens.accessToken}, ${tokens.refreshToken ?? null},
      ${formatInstant(tokens.expiresAt)},
      ${tokens.refreshExpiresAt === undefined ? null : formatInstant(tokens.refreshExpiresAt)},
      ${JSON.stringify(tokens.scopes)}, ${formatInstant(tokens.renewedAt)})
    on conflict (connection_id) do update set access_token = excluded.access_token,
      refresh_token = excluded.refresh_token, expires_at = excluded.expires_at,
      refresh_expires_at = excluded.refresh_expires_at, scopes = excluded.scopes,
      renewed_at = excluded.renewed_at`.execute(tx);
}

/** The tokens as stored. */
export async function readTokens(tx: Tx, id: ConnectionId): Promise<SealedTokens | undefined> {
  const { rows } = await sql<{
    access_token: string;
    refresh_token: string | null;
    expires_at: Instant;
    refresh_expires_at: Instant | null;
    scopes: string[];
    renewed_at: Instant;
  }>`
    select access_token, refresh_token, expires_at, refresh_expires_at, scopes, renewed_at
    from connection_token where connection_id = ${id}`.execute(tx);
  const row = rows[0];
  if (!row) return undefined;
  return {
    accessToken: row.access_token,
    expiresAt: row.expires_at,
    scopes: row.scopes,
    renewedAt: row.renewed_at,
    ...present({ refreshToken: row.refresh_token, refreshExpiresAt: row.refresh_expires_at }),
  };
}

/**
 * Claims the right to refresh until `until`: true for one process at a time. Kept in its own table row
 * rather than a lock, because no transaction may stay open over a network call.
 */
export async function claimRefresh(
  tx: Tx,
  claim: { connectionId: ConnectionId; now: Instant; until: Instant },
): Promise<boolean> {
  const { rows } = await sql`
    update connection_token set refreshing_until = ${formatInstant(claim.until)}
    where connection_id = ${claim.connectionId}
      and (refreshing_until is null or refreshing_until < ${formatInstant(claim.now)})
    returning connection_id`.execute(tx);
  return rows.length === 1;
}

export async function endRefresh(tx: Tx, connectionId: ConnectionId): Promise<void> {
  await sql`update connection_token set refreshing_until = null
    where connection_id = ${connectionId}`.execute(tx);
}

/** The access token counts as run out: the next call renews it first. */
export async function expireAccess(tx: Tx, connectionId: ConnectionId): Promise<void> {
  await sql`update connection_token set expires_at = renewed_at
    where connection_id = ${connectionId}`.execute(tx);
}
