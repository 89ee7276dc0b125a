/** A webhook of Xero: checked, and turned into the connections to look at. */
import type { ConnectionId } from '../base/id.ts';
import { readConnections } from '../store/connections.ts';
import { isSigned, tenantsOf } from '../xero/webhook.ts';
import type { EngineContext } from './context.ts';

/** `unsigned`, or the connections that the delivery hints at. */
export async function receiveWebhook(
  context: EngineContext,
  delivery: { body: Uint8Array; signature: string; key: string },
): Promise<'unsigned' | readonly ConnectionId[]> {
  if (!isSigned(delivery.body, delivery.signature, delivery.key)) return 'unsigned';
  const tenants = new Set(tenantsOf(Buffer.from(delivery.body).toString('utf8')));
  if (tenants.size === 0) return [];
  const connections = await context.database.transaction((tx) => readConnections(tx));
  return connections.filter((one) => tenants.has(one.tenantId)).map((one) => one.id);
}
