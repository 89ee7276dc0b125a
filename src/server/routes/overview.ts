/** Routes of the overview and the connections. */
import { createRoute } from '@hono/zod-openapi';
import { connectionListSchema, overviewSchema } from '../../api/overview.ts';
import { answers, practiceOf, type Api, type ServerOptions } from '../context.ts';
import { readOverview } from '../overview.ts';

const overview = createRoute({
  method: 'get',
  path: '/api/v1/overview',
  summary: 'Whether both sides agree, and what needs a person',
  responses: answers(overviewSchema, 'The overview'),
});

const connections = createRoute({
  method: 'get',
  path: '/api/v1/connections',
  summary: 'Connections to Xero organisations',
  responses: answers(connectionListSchema, 'All connections, oldest first'),
});

export function overviewRoutes(api: Api, options: ServerOptions): void {
  api.openapi(overview, async (c) => c.json(await readOverview(options, c.get('practice')), 200));

  api.openapi(connections, async (c) => {
    const whole = await readOverview(options, practiceOf(c));
    const items = whole.connections.map(
      ({ agreement: _a, tieOut: _t, waiting: _w, findings: _f, running: _r, syncs: _s, ...one }) =>
        one,
    );
    return c.json({ items, nextCursor: null }, 200);
  });
}
