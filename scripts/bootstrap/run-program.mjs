/**
 * Runs a program as if it had been started in our place: our input and output, our signals, and
 * its exit code as ours. It stays in our process group, so that whoever ends the group ends it too.
 */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { delimiter, dirname, join, sep } from 'node:path';
import { Refusal } from './refusal.mjs';
import { watchStarter } from './starter.mjs';

/**
 * Room for young objects, in megabytes: Node's own default lets a long import grow by a hundred more
 * for nothing (docs/BENCH.md).
 */
const nodeOptions = ['--disable-warning=ExperimentalWarning', '--max-semi-space-size=8'];

/**
 * One Ctrl-C reaches us twice under npm: the terminal sends it to the whole group, and npm passes
 * it on. The copies arrive together, so what comes this soon after one is the same one.
 */
const sameSignalMs = 200;

const forwarded = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR2'];

/**
 * Runs the program to its end and gives the exit code to leave with (128 + n if signal n ended it).
 * @param {{node: string, program: string, args: string[], root: string}} what
 * @returns {Promise<number>}
 */
export function runProgram({ node, program, args, root }) {
  const modules = join(root, 'node_modules');
  // Several platforms' packages bring a command "node"; npm 10 then links none of them.
  const packaged = node.startsWith(modules + sep) ? [dirname(node)] : [];
  const path = [join(modules, '.bin'), ...packaged, process.env.PATH ?? ''];
  return new Promise((resolve, reject) => {
    const child = spawn(node, [...nodeOptions, program, ...args], {
      stdio: 'inherit',
      env: { ...process.env, PATH: path.join(delimiter), NODE: node },
    });
    const lastAt = new Map();
    const forward = (signal) => {
      const now = Date.now();
      if (now - (lastAt.get(signal) ?? -Infinity) < sameSignalMs) return;
      lastAt.set(signal, now);
      child.kill(signal);
    };
    for (const signal of forwarded) process.on(signal, forward);
    const stopWatching = watchStarter(() => forward('SIGTERM'));
    const finish = () => {
      stopWatching();
      for (const signal of forwarded) process.off(signal, forward);
    };
    child.on('error', (error) => {
      finish();
      reject(
        new Refusal(
          `Node at ${node} does not run here (${error.message}). Install Node 24 or later from https://nodejs.org, then run this again.`,
        ),
      );
    });
    child.on('exit', (code, signal) => {
      finish();
      resolve(code ?? 128 + constants.signals[signal]);
    });
  });
}
