/** The built pages, the API's document, and what lies outside of both. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createServer } from './app.ts';
import type { Api } from './context.ts';
import { engineOn } from './practice-for-tests.ts';

let folder: string;
let server: Api;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tieout-pages-'));
  mkdirSync(join(folder, 'web', 'assets'), { recursive: true });
  writeFileSync(join(folder, 'web', 'index.html'), '<title>Tieout</title>');
  writeFileSync(join(folder, 'web', 'assets', 'index-abc123.js'), 'export {};');
  writeFileSync(join(folder, 'secret.txt'), 'not yours');
  const database = {
    transaction: () => Promise.reject(new Error('no database in this test')),
    close: () => Promise.resolve(),
  };
  server = createServer({
    engine: engineOn(database),
    publicUrl: 'http://localhost:4000',
    webFolder: join(folder, 'web'),
    syncNow: () => Promise.resolve(),
  });
});
afterAll(() => rmSync(folder, { recursive: true }));

const get = async (path: string): Promise<Response> =>
  server.fetch(new Request(`http://localhost:4000${path}`), { remoteAddress: '127.0.0.1' });

test('every address of a page gets the same document, never from a cache', async () => {
  for (const path of ['/', '/invoices', '/invoices/some-id?x=1', '/go/other/invoices/x']) {
    const answer = await get(path);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(answer.headers.get('cache-control')).toBe('no-cache');
    expect(answer.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(await answer.text()).toContain('Tieout');
  }
});

test('files with a hash in their name are kept for ever, and missing ones are not pages', async () => {
  const script = await get('/assets/index-abc123.js');
  expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  expect(script.headers.get('cache-control')).toContain('immutable');
  expect(script.headers.get('x-content-type-options')).toBe('nosniff');
  expect((await get('/assets/index-gone.js')).status).toBe(404);
});

test('nothing outside of the folder is served', async () => {
  for (const path of [
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/assets/../../secret.txt',
  ]) {
    const answer = await get(path);
    expect(await answer.text()).not.toContain('not yours');
  }
});

test('an unknown address of the API is a problem, not a page', async () => {
  const answer = await get('/api/v2/invoices');
  expect(answer.status).toBe(404);
  expect(await answer.json()).toMatchObject({ code: 'route.unknown' });
});

test('a database that does not answer is told without its words', async () => {
  const answer = await get('/api/v1/overview');
  expect(answer.status).toBe(500);
  expect(await answer.text()).not.toContain('no database');
  expect((await get('/healthz')).status).toBe(503);
});

interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, { responses: object }>>>>;
}

test('the document names every route with its answers, and amounts are text in it', async () => {
  const document = (await (await get('/api/openapi.json')).json()) as Document;
  expect(document.openapi).toBe('3.1.0');
  const routes = Object.entries(document.paths)
    .flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method} ${path}`))
    .sort();
  expect(routes).toEqual([
    'get /api/v1/connections',
    'get /api/v1/contacts',
    'get /api/v1/contacts/{id}',
    'get /api/v1/findings',
    'get /api/v1/invoices',
    'get /api/v1/invoices/summary',
    'get /api/v1/invoices/{id}',
    'get /api/v1/overview',
    'get /api/v1/payments',
    'get /api/v1/syncs',
    'get /api/v1/tie-outs',
    'get /api/v1/tie-outs/{id}',
    'post /api/v1/findings/{id}/retry',
    'post /api/v1/syncs',
    'post /api/v1/tie-outs',
    'put /api/v1/contacts/by-external-id/{id}',
    'put /api/v1/invoices/by-external-id/{id}',
    'put /api/v1/payments/by-external-id/{id}',
  ]);
  for (const methods of Object.values(document.paths)) {
    for (const { responses } of Object.values(methods)) {
      expect(Object.keys(responses).sort()).toEqual(['200', '4XX']);
    }
  }
  expect(document).toMatchObject({
    components: {
      schemas: { InvoiceRow: { properties: { total: { type: 'string', format: 'decimal' } } } },
    },
  });
});
