/**
 * Where Xero's webhooks arrive: answered at once and without a body, 401 when the signature is wrong;
 * what they hint at is looked at afterwards. There is nothing here without a webhook key.
 */
import { receiveWebhook } from '../../engine/receive-webhook.ts';
import type { Api, ServerOptions } from '../context.ts';

export function webhookRoutes(api: Api, options: ServerOptions): void {
  const { engine, webhookKey: key } = options;
  if (key === undefined) return;
  api.post('/webhooks/xero', async (c) => {
    const body = new Uint8Array(await c.req.arrayBuffer());
    const signature = c.req.header('x-xero-signature') ?? '';
    const received = await receiveWebhook(engine, { body, signature, key });
    if (received === 'unsigned') return c.body(null, 401);
    for (const connectionId of received) await options.syncNow(connectionId);
    return c.body(null, 200);
  });
}
