/**
 * Where the server listens: a socket inside the data folder, which only its owner can enter, or,
 * where that path is too long for a socket, a port on the loopback address. A password is asked
 * for on both.
 */
import { createServer } from 'node:net';
import { join } from 'node:path';
import { superuser } from './cluster.ts';

export type Endpoint =
  | { readonly kind: 'socket'; readonly folder: string }
  | { readonly kind: 'loopback'; readonly port: number };

/** A socket's whole path, its end mark included, has 104 bytes on macOS and 108 on Linux. */
const socketPathBytesMax = 103;
/** Names the socket's file; nothing listens on a port of this number. */
const socketPort = 5432;

/** A socket in `folder` if its path is short enough (and `listen` does not say otherwise). */
export async function chooseEndpoint(
  folder: string,
  listen?: 'socket' | 'loopback',
): Promise<Endpoint> {
  const path = join(folder, `.s.PGSQL.${socketPort}`);
  const fits = Buffer.byteLength(path) <= socketPathBytesMax;
  if (listen === 'socket' || (listen === undefined && fits)) return { kind: 'socket', folder };
  return { kind: 'loopback', port: await freePort() };
}

/** The server's settings that make it listen there and nowhere else. */
export function endpointSettings(endpoint: Endpoint): Record<string, string> {
  if (endpoint.kind === 'loopback') {
    return {
      listen_addresses: '127.0.0.1',
      port: String(endpoint.port),
      unix_socket_directories: '',
    };
  }
  return {
    listen_addresses: '',
    port: String(socketPort),
    unix_socket_directories: `"${endpoint.folder.replaceAll('"', '""')}"`,
    unix_socket_permissions: '0700',
  };
}

/** `postgres://user:password@host:port/database`; a socket's folder stands, encoded, as the host. */
export function connectionStringTo(endpoint: Endpoint, password: string, database: string): string {
  const [host, port] =
    endpoint.kind === 'socket'
      ? [encodeURIComponent(endpoint.folder), socketPort]
      : ['127.0.0.1', endpoint.port];
  return `postgres://${superuser}:${encodeURIComponent(password)}@${host}:${port}/${database}`;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
