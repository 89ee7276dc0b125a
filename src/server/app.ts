/**
 * The HTTP server as a function from Request to Response: the API under /api/v1 with its document, the
 * pages, the way back from Xero, and the health check. It opens no socket; `src/app` serves it.
 */
import { OpenAPIHono } from '@hono/zod-openapi';
import { bodyLimit } from 'hono/body-limit';
import { readPractices } from '../store/practices.ts';
import { checkAccess } from './access.ts';
import { answerOnce } from './answer-once.ts';
import type { Api, ServerEnv, ServerOptions } from './context.ts';
import { pageRoutes } from './pages.ts';
import { invalidRequest, problem, problemOf, problemResponse } from './problems.ts';
import { connectRoutes } from './routes/connect.ts';
import { contactRoutes } from './routes/contacts.ts';
import { eventRoutes } from './routes/events.ts';
import { findingRoutes } from './routes/findings.ts';
import { invoiceRoutes } from './routes/invoices.ts';
import { overviewRoutes } from './routes/overview.ts';
import { paymentRoutes } from './routes/payments.ts';
import { syncRoutes, tieOutRoutes } from './routes/syncs.ts';
import { webhookRoutes } from './routes/webhooks.ts';

const bodyBytesMax = 2 * 1024 * 1024;

/** Serve it with `app.fetch(request, { remoteAddress })`; see ServerOptions and ServerBindings. */
export function createServer(options: ServerOptions): Api {
  const api: Api = new OpenAPIHono<ServerEnv>({
    defaultHook: (result) => {
      if (!result.success) throw invalidRequest(result.error.issues);
    },
  });
  api.onError((error) => problemResponse(problemOf(error, options.engine.log)));
  api.use('*', async (c, next) => {
    await next();
    c.header('x-content-type-options', 'nosniff');
    c.header('referrer-policy', 'same-origin');
    c.header('cross-origin-resource-policy', 'same-origin');
  });
  const onError = (): never => {
    throw problem('request.too_large', `A body may have at most ${bodyBytesMax} bytes.`);
  };
  api.use('/api/*', bodyLimit({ maxSize: bodyBytesMax, onError }));
  api.use('/api/v1/*', checkAccess(options), answerOnce(options));
  api.use('/api/*', async (c, next) => {
    await next();
    if (!c.res.headers.has('cache-control')) c.header('cache-control', 'no-store');
  });

  overviewRoutes(api, options);
  invoiceRoutes(api, options);
  contactRoutes(api, options);
  paymentRoutes(api, options);
  findingRoutes(api, options);
  syncRoutes(api, options);
  tieOutRoutes(api, options);
  eventRoutes(api, options);
  connectRoutes(api, options);
  webhookRoutes(api, options);
  document(api, options);
  health(api, options);
  wayBack(api, options);
  pageRoutes(api, options);
  return api;
}

/** /api/openapi.json: written from the same schemas that requests are checked with. */
function document(api: Api, options: ServerOptions): void {
  api.openAPIRegistry.registerComponent('securitySchemes', 'apiKey', {
    type: 'http',
    scheme: 'bearer',
    description: 'An API key of Tieout',
  });
  api.doc31('/api/openapi.json', {
    openapi: '3.1.0',
    info: {
      title: 'Tieout',
      version: '1',
      description:
        'Billing and Xero in agreement. Amounts are decimal strings; lists come in pages with a ' +
        'cursor; writes take an Idempotency-Key; errors are application/problem+json.',
    },
    servers: [{ url: options.publicUrl }],
    security: [{ apiKey: [] }],
  });
}

function health(api: Api, options: ServerOptions): void {
  api.get('/healthz', async (c) => {
    try {
      await options.engine.database.transaction((tx) => readPractices(tx));
    } catch (error) {
      options.engine.log.warn('the health check failed', { message: String(error) });
      throw problem('server.unavailable', 'The database does not answer.');
    }
    return c.json({ status: 'ok' }, 200);
  });
}

/** The link that Xero shows on our invoices leads back to the invoice's page here. */
function wayBack(api: Api, options: ServerOptions): void {
  api.get('/go/:installation/invoices/:id', (c) => {
    const { installation, id } = c.req.param();
    if (installation !== options.engine.installation.id) return c.notFound();
    return c.redirect(`/invoices/${encodeURIComponent(id)}`, 302);
  });
}
