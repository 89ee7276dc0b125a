/** Where the server listens, and how that is written in a connection string. */
import { Client } from 'pg';
import { expect, test } from 'vitest';
import { chooseEndpoint, connectionStringTo, endpointSettings } from './endpoint.ts';

test('a short path gets a socket, and nothing listens on a port', async () => {
  const endpoint = await chooseEndpoint('/data/cluster');
  expect(endpoint).toEqual({ kind: 'socket', folder: '/data/cluster' });
  expect(endpointSettings(endpoint)).toMatchObject({
    listen_addresses: '',
    unix_socket_permissions: '0700',
  });
});

test("a path of a socket's greatest length is the last to get one", async () => {
  const longest = `/${'a'.repeat(103 - 1 - '/.s.PGSQL.5432'.length)}`;
  expect((await chooseEndpoint(longest)).kind).toBe('socket');
  expect((await chooseEndpoint(`${longest}a`)).kind).toBe('loopback');
  expect((await chooseEndpoint(`/${'é'.repeat(45)}`)).kind).toBe('loopback');
});

test('a loopback port is free, on the loopback address alone, and no socket is made', async () => {
  const endpoint = await chooseEndpoint('/data/cluster', 'loopback');
  expect(endpoint).toEqual({ kind: 'loopback', port: expect.any(Number) as number });
  expect(endpointSettings(endpoint)).toMatchObject({
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
  });
});

test('the client reads from the connection string what was put in it', () => {
  const folder = `/data/it's "a", b/cluster`;
  const text = connectionStringTo({ kind: 'socket', folder }, 'p@ss/word', 'tieout');
  const client = new Client({ connectionString: text });
  expect([client.host, client.port, client.user, client.password, client.database]).toEqual([
    folder,
    5432,
    'tieout',
    'p@ss/word',
    'tieout',
  ]);
});
