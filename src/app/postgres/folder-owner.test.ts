/** Who owns a data folder, where process numbers say so and where only watching does. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isOwned, runningPostgres, takeFolder } from './folder-owner.ts';
import { processSpace, startOf } from './process-identity.ts';

const quick = { touchEveryMs: 40, watchForMs: 200 };
let folder = '';
const path = (): string => join(folder, 'owner.json');

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tieout-owner-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function write(owner: object): void {
  writeFileSync(path(), JSON.stringify(owner));
}

test('a free folder is taken, told of, and given back', async () => {
  expect(isOwned(folder)).toBe(false);
  const owned = await takeFolder(folder);
  expect(isOwned(folder)).toBe(true);
  expect(runningPostgres(folder)).toBeUndefined();
  owned.publish('postgres://somewhere');
  expect(runningPostgres(folder)).toBe('postgres://somewhere');
  owned.release();
  expect(isOwned(folder)).toBe(false);
  expect(runningPostgres(folder)).toBeUndefined();
});

test('a living owner keeps it, and is named', async () => {
  const owned = await takeFolder(folder);
  await expect(takeFolder(folder)).rejects.toThrow(
    `The data folder ${folder} is in use by process ${process.pid} (on `,
  );
  owned.release();
});

test('a dead owner loses it, and so does one whose number another process bears now', async () => {
  const gone = spawnSync('true').pid;
  for (const owner of [
    { pid: gone, started: '1', space: processSpace() },
    { pid: process.pid, started: 'another time', space: processSpace() },
  ]) {
    write(owner);
    expect(isOwned(folder)).toBe(false);
    const owned = await takeFolder(folder);
    owned.release();
  }
});

test('an owner elsewhere that touches its file keeps it', async () => {
  write({ pid: 1, started: startOf(process.pid), space: 'another-host' });
  expect(isOwned(folder)).toBeUndefined();
  let touches = 0;
  const touching = setInterval(() => utimesSync(path(), new Date(), touches++), quick.touchEveryMs);
  try {
    await expect(takeFolder(folder, () => {}, quick)).rejects.toThrow(
      'process 1 (on another-host)',
    );
  } finally {
    clearInterval(touching);
  }
});

test('an owner elsewhere that is silent loses it, after it was watched', async () => {
  write({ pid: 1, started: '1', space: 'another-host' });
  let watched = 0;
  const owned = await takeFolder(folder, () => (watched += 1), quick);
  expect(watched).toBe(1);
  owned.release();
});

test('a file that was never finished is watched, then taken over', async () => {
  writeFileSync(path(), '');
  const owned = await takeFolder(folder, () => {}, quick);
  expect(JSON.parse(readFileSync(path(), 'utf8'))).toMatchObject({ pid: process.pid });
  owned.release();
});
