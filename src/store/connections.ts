/**
 * Connections to Xero organisations: policy, reference data, state, budget, cursors, and the lease by
 * which one worker at a time syncs an organisation. The lease keeps workers out of each other's way;
 * what keeps writes from being doubled is the open intent (docs/SPEC.md PRO).
 */
import type { ReferenceData } from '../accounting/reference-data.ts';
import type { ConnectionId, PracticeId, TenantId } from '../base/id.ts';
import { formatInstant, type Instant } from '../base/time.ts';
import type { Policy } from '../sync/policy.ts';
import { sql, type Tx } from './database.ts';
import { hintEverything } from './hints.ts';
import { present, revive } from './json.ts';

export type ConnectionState = 'connected' | 'lost' | 'halted' | 'disconnected';

export interface Connection {
  readonly id: ConnectionId;
  readonly practiceId: PracticeId;
  readonly tenantId: TenantId;
  readonly organisationName: string;
  readonly grantKind: 'authorization_code' | 'client_credentials';
  readonly policy: Policy;
  readonly reference?: ReferenceData;
  readonly referenceReadAt?: Instant;
  readonly state: ConnectionState;
  readonly stateReason?: string;
  readonly connectedBy?: string;
  readonly connectedAt: Instant;
  readonly minuteRemaining?: number;
  readonly dayRemaining?: number;
  readonly budgetReadAt?: Instant;
}

interface ConnectionRow {
  id: ConnectionId;
  practice_id: PracticeId;
  tenant_id: TenantId;
  organisation_name: string;
  grant_kind: 'authorization_code' | 'client_credentials';
  policy: Policy;
  reference: unknown;
  reference_read_at: Instant | null;
  state: ConnectionState;
  state_reason: string | null;
  connected_by: string | null;
  connected_at: Instant;
  minute_remaining: number | null;
  day_remaining: number | null;
  budget_read_at: Instant | null;
}

function connectionOf(row: ConnectionRow): Connection {
  return {
    id: row.id,
    practiceId: row.practice_id,
    tenantId: row.tenant_id,
    organisationName: row.organisation_name,
    grantKind: row.grant_kind,
    policy: row.policy,
    state: row.state,
    connectedAt: row.connected_at,
    ...(row.reference === null ? {} : { reference: revive<ReferenceData>(row.reference) }),
    ...present({
      referenceReadAt: row.reference_read_at,
      stateReason: row.state_reason,
      connectedBy: row.connected_by,
      minuteRemaining: row.minute_remaining,
      dayRemaining: row.day_remaining,
      budgetReadAt: row.budget_read_at,
    }),
  };
}

const columns = sql`id, practice_id, tenant_id, organisation_name, grant_kind, policy, reference,
  reference_read_at, state, state_reason, connected_by, connected_at, minute_remaining,
  day_remaining, budget_read_at`;

export async function readConnections(tx: Tx): Promise<Connection[]> {
  const { rows } = await sql<ConnectionRow>`
    select ${columns} from connection order by connected_at, id`.execute(tx);
  return rows.map(connectionOf);
}

export async function readConnection(tx: Tx, id: ConnectionId): Promise<Connection | undefined> {
  const { rows } = await sql<ConnectionRow>`
    select ${columns} from connection where id = ${id}`.execute(tx);
  return rows[0] && connectionOf(rows[0]);
}

/** Stores a new connection; undefined when its tenant already has one here. */
export async function addConnection(
  tx: Tx,
  connection: Pick<
    Connection,
    'id' | 'practiceId' | 'tenantId' | 'organisationName' | 'grantKind' | 'policy' | 'connectedAt'
  > & { readonly connectedBy: string | undefined },
): Promise<boolean> {
  const { rows } = await sql`
    insert into connection (id, practice_id, tenant_id, organisation_name, grant_kind, policy, state,
      connected_by, connected_at)
    values (${connection.id}, ${connection.practiceId}, ${connection.tenantId},
      ${connection.organisationName}, ${connection.grantKind}, ${JSON.stringify(connection.policy)},
      'connected', ${connection.connectedBy ?? null}, ${formatInstant(connection.connectedAt)})
    on conflict (tenant_id) do nothing returning id`.execute(tx);
  return rows.length === 1;
}

export async function setConnectionState(
  tx: Tx,
  id: ConnectionId,
  to: { state: ConnectionState; reason?: string },
): Promise<void> {
  await sql`update connection set state = ${to.state}, state_reason = ${to.reason ?? null}
    where id = ${id}`.execute(tx);
}

/** A changed policy may change every plan: everything is looked at again. */
export async function savePolicy(tx: Tx, id: ConnectionId, policy: Policy): Promise<void> {
  const { rows } = await sql<{ practice_id: PracticeId }>`
    update connection set policy = ${JSON.stringify(policy)} where id = ${id}
    returning practice_id`.execute(tx);
  for (const row of rows) await hintEverything(tx, id, row.practice_id);
}

/** Keeps what was read of accounts, tax rates, currencies and the organisation. */
export async function saveReference(
  tx: Tx,
  id: ConnectionId,
  read: { reference: ReferenceData; at: Instant },
): Promise<void> {
  await sql`
    update connection set reference = ${JSON.stringify(read.reference)},
      reference_read_at = ${formatInstant(read.at)},
      organisation_name = ${read.reference.organisation.name}
    where id = ${id}`.execute(tx);
}

/** What was read of the organisation's settings is out of date: the next sync reads it again. */
export async function forgetReferenceAge(tx: Tx, id: ConnectionId): Promise<void> {
  await sql`update connection set reference_read_at = null where id = ${id}`.execute(tx);
}

export async function saveBudget(
  tx: Tx,
  id: ConnectionId,
  reading: { minuteRemaining?: number; dayRemaining?: number; at: Instant },
): Promise<void> {
  await sql`
    update connection set
      minute_remaining = coalesce(${reading.minuteRemaining ?? null}::int, minute_remaining),
      day_remaining = coalesce(${reading.dayRemaining ?? null}::int, day_remaining),
      budget_read_at = ${formatInstant(reading.at)}
    where id = ${id}`.execute(tx);
}

// The lease ------------------------------------------------------------------------------------------

export interface Lease {
  readonly connectionId: ConnectionId;
  readonly owner: string;
  /** Grows with every lease; a late answer under an old one settles nothing by itself. */
  readonly epoch: number;
}

/** Takes the lease if nobody holds it; undefined, with until when, if somebody does. */
export async function takeLease(
  tx: Tx,
  wanted: { connectionId: ConnectionId; owner: string; now: Instant; until: Instant },
): Promise<Lease | undefined> {
  const { rows } = await sql<{ lease_epoch: number }>`
    update connection set lease_owner = ${wanted.owner}, lease_epoch = lease_epoch + 1,
      lease_until = ${formatInstant(wanted.until)}
    where id = ${wanted.connectionId}
      and (lease_until is null or lease_until < ${formatInstant(wanted.now)})
    returning lease_epoch`.execute(tx);
  const epoch = rows[0]?.lease_epoch;
  if (epoch === undefined) return undefined;
  return { connectionId: wanted.connectionId, owner: wanted.owner, epoch };
}

/** Makes the lease last until `until`; false when it was lost. */
export async function renewLease(tx: Tx, lease: Lease, until: Instant): Promise<boolean> {
  const { rows } = await sql`
    update connection set lease_until = ${formatInstant(until)}
    where id = ${lease.connectionId} and lease_epoch = ${lease.epoch}
      and lease_owner = ${lease.owner} and lease_until is not null
    returning id`.execute(tx);
  return rows.length === 1;
}

export async function returnLease(tx: Tx, lease: Lease): Promise<void> {
  await sql`
    update connection set lease_until = null, lease_owner = null
    where id = ${lease.connectionId} and lease_epoch = ${lease.epoch}`.execute(tx);
}

/** Whoever held a lease is known to be dead: this program alone owns the database. */
export async function clearLeases(tx: Tx): Promise<void> {
  await sql`update connection set lease_until = null, lease_owner = null`.execute(tx);
}

// Cursors --------------------------------------------------------------------------------------------

export async function readCursors(tx: Tx, id: ConnectionId): Promise<Map<string, Instant>> {
  const { rows } = await sql<{ resource: string; modified_since: Instant }>`
    select resource, modified_since from cursor where connection_id = ${id}
    order by resource`.execute(tx);
  return new Map(rows.map((row) => [row.resource, row.modified_since]));
}

/** When every resource was last read, oldest first to newest: the mirror's age. */
export async function readMirrorAge(tx: Tx, id: ConnectionId): Promise<Instant | undefined> {
  const { rows } = await sql<{ oldest: Instant | null }>`
    select min(read_at) as oldest from cursor where connection_id = ${id}`.execute(tx);
  return rows[0]?.oldest ?? undefined;
}

export async function saveCursor(
  tx: Tx,
  id: ConnectionId,
  cursor: { resource: string; modifiedSince: Instant; readAt: Instant },
): Promise<void> {
  await sql`
    insert into cursor (connection_id, resource, modified_since, read_at)
    values (${id}, ${cursor.resource}, ${formatInstant(cursor.modifiedSince)},
      ${formatInstant(cursor.readAt)})
    on conflict (connection_id, resource) do update set
      modified_since = excluded.modified_since, read_at = excluded.read_at`.execute(tx);
}

/** Everything is to be read again (a restored installation). */
export async function clearCursors(tx: Tx, id: ConnectionId): Promise<void> {
  await sql`delete from cursor where connection_id = ${id}`.execute(tx);
}
