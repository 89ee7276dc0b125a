/**
 * Brings node_modules up to date before a program runs: decides whether to, lets one process at a
 * time do it, and shows what is happening. All of it goes to standard error, so that a program's
 * own output stays clean.
 */
import { accessSync, constants, existsSync } from 'node:fs';
import { join } from 'node:path';
import { takeInstallLock } from './install-lock.mjs';
import { installState, removeStamp, writeStamp } from './installed.mjs';
import { npmCi } from './npm-ci.mjs';
import { linkPostgresLibraries } from './postgres-links.mjs';
import { Refusal } from './refusal.mjs';

/**
 * Returns once everything the lock file names is installed.
 * @param {string} root the project's folder
 */
export async function ensureInstalled(root) {
  if (installState(root) !== 'incomplete') return settle(root);
  refuseUnwritable(root);
  const release = await takeInstallLock(root, (pid) => {
    say(`Waiting for another install in this folder to end (process ${pid})…`);
  });
  try {
    if (installState(root) !== 'incomplete') return settle(root);
    removeStamp(root);
    await withProgress('Installing what is missing (about a minute)…', () => npmCi(root));
    settle(root);
  } finally {
    release();
  }
}

/** The last steps, which are cheap to repeat: the stamp comes last of all. */
function settle(root) {
  linkPostgresLibraries(root);
  if (installState(root) !== 'stamped') writeStamp(root);
}

function refuseUnwritable(root) {
  const modules = join(root, 'node_modules');
  for (const folder of [root, ...(existsSync(modules) ? [modules] : [])]) {
    try {
      accessSync(folder, constants.W_OK);
    } catch (error) {
      throw new Refusal(
        `Something is missing in node_modules, and ${folder} can't be written (${error.code}). ` +
          `Run "npm ci" once as a user who may write there, then run this again.`,
      );
    }
  }
}

function say(line) {
  process.stderr.write(`${line}\n`);
}

/** Shows that work goes on: seconds counting up in a terminal, a line each half minute elsewhere. */
async function withProgress(title, work) {
  const started = Date.now();
  const seconds = () => Math.round((Date.now() - started) / 1000);
  const live = process.stderr.isTTY === true;
  // Begun before it is announced: from here on an interrupt is passed to it and cleaned up after.
  const working = work();
  say(title);
  const show = live
    ? () =>
        process.stderr.write(
          `\r  ${'⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏'[Math.floor(Date.now() / 125) % 10]} ${seconds()} s `,
        )
    : () => say(`  still installing, ${seconds()} s`);
  const ticking = setInterval(show, live ? 125 : 30_000);
  try {
    await working;
  } finally {
    clearInterval(ticking);
    if (live) process.stderr.write('\r\u001b[K');
  }
  say(`Installed in ${seconds()} s.`);
}
