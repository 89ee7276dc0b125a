import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { siteOf } from '../../src/app/compose.ts';
import { ConfigError, readConfig, readSecrets } from '../../src/app/config.ts';
import { assertPortFree } from '../../src/app/port.ts';

test('with nothing set there are defaults for everything', () => {
  const config = readConfig({});
  expect(config).toMatchObject({
    databaseUrl: undefined,
    dataDir: resolve('data'),
    isDataDirTold: false,
    port: 4000,
    publicUrl: 'http://localhost:4000',
  });
  expect(Object.values(readSecrets({})).filter((value) => value !== undefined)).toEqual([]);
});

test('what is set is taken, blanks and closing slashes aside, and blank is not set', () => {
  const config = readConfig({
    TIEOUT_PORT: ' 4123 ',
    TIEOUT_DATABASE_URL: '  ',
    XERO_API_URL: 'http://localhost:4100/',
    XERO_GRANT: 'client_credentials',
  });
  expect(config).toMatchObject({
    port: 4123,
    publicUrl: 'http://localhost:4123',
    databaseUrl: undefined,
  });
  expect(config.xero).toMatchObject({
    apiUrl: 'http://localhost:4100',
    grant: 'client_credentials',
  });
});

test('[RUN13] all faults are told together, each with its name', () => {
  const read = () =>
    readConfig({
      TIEOUT_PORT: '99999',
      TIEOUT_PUBLIC_URL: 'ftp://example.com',
      XERO_API_URL: 'nowhere',
      XERO_GRANT: 'password',
    });
  expect(read).toThrow(ConfigError);
  for (const name of ['TIEOUT_PORT', 'TIEOUT_PUBLIC_URL', 'XERO_API_URL', 'XERO_GRANT']) {
    expect(read).toThrow(new RegExp(name));
  }
});

test('[RUN14] a port that is taken is an error that names the variable', async () => {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  try {
    await expect(assertPortFree(port)).rejects.toThrow(/is taken.*TIEOUT_PORT/);
  } finally {
    await new Promise((done) => server.close(done));
  }
  await assertPortFree(port);
});

test('Xero is where the environment says, else an emulator that was started, else Xero itself', () => {
  const at = (environment: Record<string, string>, emulator?: string) => {
    const { apiUrl, app, grant } = siteOf(
      readConfig(environment),
      readSecrets(environment),
      emulator,
    );
    return [apiUrl, app.loginUrl, app.identityUrl, grant];
  };
  const own = { XERO_CLIENT_ID: 'a', XERO_CLIENT_SECRET: 'b' };
  expect(at(own)).toEqual([
    'https://api.xero.com',
    'https://login.xero.com',
    'https://identity.xero.com',
    'authorization_code',
  ]);
  const local = 'http://localhost:4100';
  expect(at({}, local)).toEqual([local, local, local, 'client_credentials']);
  expect(at({ XERO_API_URL: local })).toEqual([local, local, local, 'client_credentials']);
});

test('no secret of ours is made up for Xero itself', () => {
  const environment = { XERO_CLIENT_ID: 'a' };
  const { app } = siteOf(readConfig(environment), readSecrets(environment));
  expect('clientSecret' in app).toBe(false);
});
