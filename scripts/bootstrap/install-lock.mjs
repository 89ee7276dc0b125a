/**
 * One install at a time in a checkout. The lock is a file beside node_modules (npm empties that
 * folder), made with its content in one step, and names its owner: process, start time and host.
 * An owner that is gone loses it; one on another host (a shared folder) when it stops touching it.
 */
import {
  linkSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';

const touchEveryMs = 2_000;
const silentForMs = 60_000;
const lookEveryMs = 250;

export const lockPath = (root) => join(root, '.install-lock');

/**
 * Waits until the lock is ours.
 * @param {string} root the project's folder
 * @param {(ownerPid: number) => void} onWait called once if another process holds it
 * @returns {Promise<() => void>} gives the lock back
 */
export async function takeInstallLock(root, onWait) {
  const path = lockPath(root);
  const mine = JSON.stringify({
    pid: process.pid,
    started: startOf(process.pid) ?? null,
    host: hostname(),
  });
  let told = false;
  while (!create(path, mine)) {
    const held = read(path);
    if (held === undefined) continue;
    if (isStale(held, path)) {
      takeAway(path, held);
      continue;
    }
    if (!told) onWait(parse(held)?.pid ?? 0);
    told = true;
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
  const touch = setInterval(() => {
    const now = new Date();
    try {
      utimesSync(path, now, now);
    } catch {
      // The file may be gone; whoever removed it answers for that.
    }
  }, touchEveryMs);
  touch.unref();
  const release = () => {
    clearInterval(touch);
    process.off('exit', release);
    if (read(path) === mine) rmSync(path, { force: true });
  };
  process.on('exit', release);
  return release;
}

/** Makes the file with its content, or says that it is there already. A link is one step. */
function create(path, content) {
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, content);
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    return false;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Moves a dead owner's lock aside; puts it back if it became another's in the meantime. */
function takeAway(path, expected) {
  const aside = `${path}.${process.pid}.stale`;
  try {
    renameSync(path, aside);
    if (readFileSync(aside, 'utf8') !== expected) linkSync(aside, path);
  } catch (error) {
    if (error.code !== 'ENOENT' && error.code !== 'EEXIST') throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

function isStale(content, path) {
  const owner = parse(content);
  if (owner === undefined || owner.host !== hostname()) return silence(path) > silentForMs;
  return !isAlive(owner.pid) || (startOf(owner.pid) ?? null) !== owner.started;
}

function silence(path) {
  try {
    return Date.now() - statSync(path).mtimeMs;
  } catch {
    return 0;
  }
}

function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function parse(content) {
  try {
    return JSON.parse(content);
  } catch {
    return undefined;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** When a process started, in the kernel's ticks, so that a reused number is not taken for it. */
function startOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}
