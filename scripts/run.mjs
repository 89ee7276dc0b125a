/**
 * Runs one of the project's TypeScript programs: `node scripts/run.mjs FILE.ts [ARGUMENT…]`.
 *
 * Plain JavaScript for Node 20 and later with nothing installed, because it is what installs: it
 * brings node_modules up to date, picks a Node that runs TypeScript, and hands over. The parts are
 * in scripts/bootstrap; this file owns only their order.
 */
import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureInstalled } from './bootstrap/install.mjs';
import { pickNode } from './bootstrap/node-runtime.mjs';
import { Refusal } from './bootstrap/refusal.mjs';
import { runProgram } from './bootstrap/run-program.mjs';

async function main() {
  const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
  const [file, ...args] = process.argv.slice(2);
  if (file === undefined) throw new Refusal('usage: node scripts/run.mjs FILE.ts [ARGUMENT…]', 64);
  const program = resolve(root, file);
  if (!existsSync(program)) throw new Refusal(`There is no program ${program}`);
  await ensureInstalled(root);
  return runProgram({ node: pickNode(root), program, args, root });
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof Refusal)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = error.exitCode;
}
