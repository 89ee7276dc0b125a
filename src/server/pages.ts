/**
 * Serves the built pages: files with a hash in their name for ever, and index.html for every other
 * address, since the pages know their own URLs. Nothing outside the folder is ever read.
 */
import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import type { Api, RequestContext, ServerOptions } from './context.ts';
import { problem, problemResponse } from './problems.ts';

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.ico': 'image/x-icon',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
  '.txt': 'text/plain; charset=utf-8',
};

/** Only our own scripts run, and nobody may put our pages into a frame. */
const contentPolicy = [
  "default-src 'self'",
  "img-src 'self' data:",
  // Positions of virtual rows and of menus are set as inline styles.
  "style-src 'self' 'unsafe-inline'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

async function fileOf(folder: string, path: string): Promise<Buffer<ArrayBuffer> | undefined> {
  const full = normalize(join(folder, path));
  if (!full.startsWith(normalize(folder) + sep)) return undefined;
  try {
    return await readFile(full);
  } catch {
    return undefined;
  }
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

async function page(c: RequestContext, folder: string): Promise<Response> {
  const path = decoded(new URL(c.req.url).pathname);
  const extension = extname(path);
  const isFile = contentTypes[extension] !== undefined;
  const content = await fileOf(folder, isFile ? path : 'index.html');
  if (!content) return problemResponse(problem('route.unknown', `There is no page ${path}.`));
  return new Response(c.req.method === 'HEAD' ? null : content, {
    headers: {
      'content-type': contentTypes[isFile ? extension : '.html'] ?? 'application/octet-stream',
      'cache-control': path.startsWith('/assets/')
        ? 'public, max-age=31536000, immutable'
        : 'no-cache',
      'content-security-policy': contentPolicy,
    },
  });
}

/** Comes last: every GET that no other route answers, outside /api, is a page. */
export function pageRoutes(api: Api, options: ServerOptions): void {
  const folder = options.webFolder;
  api.notFound((c) => {
    const { pathname } = new URL(c.req.url);
    const isReading = c.req.method === 'GET' || c.req.method === 'HEAD';
    if (folder !== undefined && isReading && !pathname.startsWith('/api/')) return page(c, folder);
    return problemResponse(problem('route.unknown', `${c.req.method} ${pathname} is not known.`));
  });
}
