/** The emulator over HTTP: one port for all of its faces. A drop closes the socket unanswered. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Emulator } from './emulator.ts';

/** Xero takes requests of up to 10 MB. */
const bodyBytesMax = 10 * 1024 * 1024;
/** Seeds and snapshots may be larger. */
const controlBytesMax = 512 * 1024 * 1024;

export interface ServedEmulator {
  readonly url: string;
  close(): Promise<void>;
}

/** Listens; `port` 0 takes a free one. Rejects if the port is taken. */
export async function serveEmulator(
  emulator: Emulator,
  options: { readonly port: number; readonly host?: string },
): Promise<ServedEmulator> {
  const host = options.host ?? '127.0.0.1';
  const server = createServer((request, response) => {
    serve(emulator, request, response).catch((error: unknown) => {
      if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' });
      response.end(`The emulator failed: ${error instanceof Error ? error.stack : String(error)}`);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : options.port;
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host;
  return { url: `http://${name}:${port}`, close: () => close(server) };
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

async function serve(
  emulator: Emulator,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = request.url ?? '/';
  const body = await read(request, path.startsWith('/_control') ? controlBytesMax : bodyBytesMax);
  if (body === undefined) {
    response.writeHead(413, { 'content-type': 'text/plain', connection: 'close' });
    response.end('The request is larger than 10 MB');
    return;
  }
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  const url = `http://${request.headers.host ?? 'localhost'}${path}`;
  const answer = await emulator.handle({ method: request.method ?? 'GET', url, headers, body });
  if (answer.kind === 'drop') {
    request.socket.destroy();
    return;
  }
  const bytes = Buffer.from(answer.body, 'utf8');
  const length = answer.status === 204 ? {} : { 'content-length': String(bytes.length) };
  response.writeHead(answer.status, { ...answer.headers, ...length });
  response.end(bytes);
}

async function read(request: IncomingMessage, bytesMax: number): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > bytesMax) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
