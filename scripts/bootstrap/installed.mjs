/**
 * Whether node_modules holds what package-lock.json asks for, on this platform. The quick answer is
 * a stamp that is written after everything else of an install; without one (someone ran npm
 * themselves) npm's own record of what it installed is compared with the lock file, so that
 * `npm ci && npm test` installs once.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const stampPath = (root) => join(root, 'node_modules', '.tieout-installed');
/** npm's record of what is in node_modules, which it writes at the end of an install. */
const recordPath = (root) => join(root, 'node_modules', '.package-lock.json');

/** What the stamp says when node_modules fits: the lock file's hash and the platform. */
function expectedStamp(root) {
  const lock = readFileSync(join(root, 'package-lock.json'));
  const hash = createHash('sha256').update(lock).digest('hex');
  return `${hash} ${process.platform}-${process.arch}\n`;
}

/** Writes the stamp; a checkout that can't be written is compared anew each time instead. */
export function writeStamp(root) {
  try {
    writeFileSync(stampPath(root), expectedStamp(root));
  } catch (error) {
    if (!['EACCES', 'EPERM', 'EROFS'].includes(error.code)) throw error;
  }
}

export function removeStamp(root) {
  rmSync(stampPath(root), { force: true });
}

/**
 * `stamped`: nothing to do. `unstamped`: complete, though not by us. `incomplete`: install.
 * @param {string} root the project's folder
 * @returns {'stamped' | 'unstamped' | 'incomplete'}
 */
export function installState(root) {
  if (!existsSync(recordPath(root))) return 'incomplete';
  const stamp = readIfThere(stampPath(root));
  if (stamp === expectedStamp(root)) return 'stamped';
  return recordFits(root) ? 'unstamped' : 'incomplete';
}

function readIfThere(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

function recordFits(root) {
  const wanted = readPackages(join(root, 'package-lock.json'));
  const installed = readPackages(recordPath(root));
  if (wanted === undefined || installed === undefined) return false;
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '' || !isFor(entry, process.platform, process.arch)) return true;
    const found = installed[path];
    return (
      found !== undefined &&
      found.version === entry.version &&
      found.integrity === entry.integrity &&
      existsSync(join(root, path, 'package.json'))
    );
  });
}

function readPackages(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/**
 * Whether a locked package must be there on a platform. Of the optional ones only those that name
 * it: the others are needed by packages of other platforms, or depend on the machine's C library,
 * and which of them to install is npm's to find out.
 */
export function isFor(entry, platform, arch) {
  if (entry.optional === true) {
    if (entry.libc !== undefined) return false;
    if (entry.os === undefined && entry.cpu === undefined) return false;
  }
  return allows(entry.os, platform) && allows(entry.cpu, arch);
}

function allows(list, value) {
  if (list === undefined) return true;
  const names = [list].flat();
  if (names.includes(`!${value}`)) return false;
  const positive = names.filter((name) => !name.startsWith('!'));
  return positive.length === 0 || positive.includes(value) || positive.includes('any');
}
