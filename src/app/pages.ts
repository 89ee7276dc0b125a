/**
 * The pages, built from src/web when they are not there or older than their source: once, into the
 * data folder, so that a checkout may be read-only. What `npm run build:web` made is taken as it is
 * when it fits the source.
 */
import { spawn } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sha256 } from '../base/hash.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
/** What the pages are made of: themselves, and the pure folders that they read. */
const sources = ['web', 'api', 'sync', 'accounting', 'base'];
const stampName = '.built-from';

async function sourceHash(): Promise<string> {
  const parts: string[] = [];
  for (const folder of sources) {
    const from = join(root, 'src', folder);
    const names = await readdir(from, { recursive: true, withFileTypes: true });
    const files = names
      .filter((one) => one.isFile() && !one.name.endsWith('.test.ts'))
      .map((one) => join(one.parentPath, one.name))
      .sort();
    for (const file of files)
      parts.push(`${file.slice(root.length)}\n${await readFile(file, 'utf8')}`);
  }
  return sha256(parts.join('\n'));
}

async function isBuiltFrom(folder: string, hash: string): Promise<boolean> {
  try {
    return (await readFile(join(folder, stampName), 'utf8')).trim() === hash;
  } catch {
    return false;
  }
}

/** The folder of the built pages. Throws with the builder's words when they can't be built. */
export async function ensurePages(dataDir: string, onBuild: () => void): Promise<string> {
  const hash = await sourceHash();
  const folder = join(dataDir, 'web');
  if (await isBuiltFrom(folder, hash)) return folder;
  onBuild();
  await build(folder);
  await writeFile(join(folder, stampName), `${hash}\n`);
  return folder;
}

function build(outDir: string): Promise<void> {
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const args = [
    vite,
    'build',
    join(root, 'src', 'web'),
    '--outDir',
    outDir,
    '--emptyOutDir',
    '--logLevel',
    'error',
  ];
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    const listen = (chunk: Buffer): void => {
      said += chunk.toString('utf8');
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    child.on('error', reject);
    child.on('exit', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`The pages could not be built:\n${said.trim()}`));
    });
  });
}
