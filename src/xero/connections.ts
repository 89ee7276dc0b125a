/**
 * Which organisations a token reaches, and leaving one of them. After a consent the connections with
 * its `authEventId` are those that it added; none means that an existing one was consented to again.
 */
import type { TenantId } from '../base/id.ts';
import { judgeRead, type ReadOutcome } from './judge-read.ts';
import { connectionsRequest, type XeroAccess } from './requests.ts';
import type { Transport } from './transport.ts';
import { Fields, present, readRecord, type Schemas } from './wire-fields.ts';
import type { WireValue } from './wire-json.ts';

export interface XeroConnection {
  /** The connection's own id, by which it is deleted; not the tenant's. */
  readonly connectionId: string;
  readonly authEventId: string;
  readonly tenantId: TenantId;
  readonly tenantName: string;
  /** Only an ORGANISATION has books. */
  readonly isOrganisation: boolean;
}

type TokenAccess = Pick<XeroAccess, 'apiUrl' | 'accessToken'>;

function readConnection(item: WireValue): XeroConnection {
  const fields = new Fields<Schemas['Connection']>(item);
  return {
    connectionId: present(fields.text('id') || undefined, 'id'),
    authEventId: fields.text('authEventId'),
    tenantId: present(fields.text('tenantId') || undefined, 'tenantId') as TenantId,
    tenantName: fields.text('tenantName'),
    isOrganisation: fields.text('tenantType') === 'ORGANISATION',
  };
}

/** One call, which belongs to no organisation. Connections that can not be read are left out. */
export async function readConnections(
  transport: Transport,
  access: TokenAccess,
): Promise<ReadOutcome<readonly XeroConnection[]>> {
  const sent = await transport.send(
    connectionsRequest(access, { method: 'GET', path: '/connections' }),
  );
  return judgeRead(sent, (judged) =>
    judged.kind === 'list'
      ? {
          value: judged.items.flatMap((item) => {
            const read = readRecord(() => readConnection(item));
            return read.kind === 'read' ? [read.record] : [];
          }),
        }
      : { reason: "Xero's answer is not a list of connections" },
  );
}

/** Takes one organisation away from the token. One that is gone already (404) counts as taken away. */
export async function deleteConnection(
  transport: Transport,
  access: TokenAccess,
  connectionId: string,
): Promise<ReadOutcome<'deleted'>> {
  const sent = await transport.send(
    connectionsRequest(access, {
      method: 'DELETE',
      path: `/connections/${encodeURIComponent(connectionId)}`,
    }),
  );
  if (sent.kind === 'responded' && sent.response.status === 404) {
    return { kind: 'answered', value: 'deleted', budget: sent.budget };
  }
  return judgeRead(sent, (judged) =>
    judged.kind === 'empty'
      ? { value: 'deleted' as const }
      : { reason: 'Xero did not say that the connection is deleted' },
  );
}
