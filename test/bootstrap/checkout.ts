/**
 * A checkout in miniature for the bootstrap's tests: the real scripts, a lock file with three
 * packages, and an npm of our own that writes what npm would, counts its calls, and can be slow or
 * fail. Nothing here touches the network or the project's own node_modules.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const repository = resolve(import.meta.dirname, '../..');
const platformPackage = `native-${process.platform}-${process.arch}`;

const lockedPackages = {
  '': { name: 'checkout' },
  'node_modules/plain': { version: '1.0.0', integrity: 'sha512-plain' },
  [`node_modules/${platformPackage}`]: {
    version: '2.0.0',
    integrity: 'sha512-native',
    optional: true,
    os: [process.platform],
    cpu: [process.arch],
  },
  'node_modules/native-elsewhere': {
    version: '2.0.0',
    integrity: 'sha512-elsewhere',
    optional: true,
    os: ['aix'],
    dependencies: { 'needed-elsewhere': '1.0.0' },
  },
  'node_modules/needed-elsewhere': { version: '1.0.0', integrity: 'sha512-e', optional: true },
};

/** Does what `npm ci` does to the folder; its behaviour is chosen by FAKE_NPM in the environment. */
const fakeNpm = `
const fs = require('node:fs');
fs.appendFileSync('npm-calls', JSON.stringify({
  args: process.argv.slice(2), execPath: process.execPath, node: process.versions.node,
}) + '\\n');
const mode = process.env.FAKE_NPM ?? '';
if (mode.startsWith('fail:')) {
  console.error(mode.slice(5));
  process.exit(1);
}
const { packages } = JSON.parse(fs.readFileSync('package-lock.json', 'utf8'));
fs.rmSync('node_modules', { recursive: true, force: true });
const record = {};
for (const [path, entry] of Object.entries(packages)) {
  if (path === '' || path.endsWith('elsewhere') || (entry.os && !entry.os.includes(process.platform))) continue;
  fs.mkdirSync(path, { recursive: true });
  fs.writeFileSync(path + '/package.json', '{}');
  record[path] = entry;
}
setTimeout(() => {
  fs.writeFileSync('node_modules/.package-lock.json', JSON.stringify({ packages: record }));
}, mode === 'slow' ? 1500 : 0);
`;

export interface Ran {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface NpmCall {
  readonly args: readonly string[];
}

export interface Checkout {
  readonly folder: string;
  /** Starts `scripts/run.mjs` with these arguments. */
  start(
    args: readonly string[],
    env?: NodeJS.ProcessEnv,
  ): { child: ChildProcess; done: Promise<Ran> };
  run(args: readonly string[], env?: NodeJS.ProcessEnv): Promise<Ran>;
  write(path: string, content: string): void;
  read(path: string): string;
  has(path: string): boolean;
  npmCalls(): readonly NpmCall[];
  [Symbol.dispose](): void;
}

/** Makes a checkout in a temporary folder, with no node_modules. */
export function makeCheckout(): Checkout {
  const folder = mkdtempSync(join(tmpdir(), 'tieout-checkout-'));
  const write = (path: string, content: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  };
  cpSync(join(repository, 'scripts/run.mjs'), join(folder, 'scripts/run.mjs'));
  cpSync(join(repository, 'scripts/bootstrap'), join(folder, 'scripts/bootstrap'), {
    recursive: true,
  });
  write('package.json', '{"name":"checkout","type":"module"}');
  write('package-lock.json', JSON.stringify({ packages: lockedPackages }));
  write('fake/npm-cli.cjs', fakeNpm);
  write(
    'hello.ts',
    'const words: string[] = process.argv.slice(2);\nconsole.log(["hello", ...words].join(" "));\n',
  );
  const start = (args: readonly string[], env: NodeJS.ProcessEnv = {}) => {
    const child = spawn(process.execPath, ['scripts/run.mjs', ...args], {
      cwd: folder,
      env: {
        ...process.env,
        npm_execpath: join(folder, 'fake/npm-cli.cjs'),
        npm_config_cache: join(folder, 'cache'),
        npm_node_execpath: process.execPath,
        npm_lifecycle_event: undefined,
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return { child, done: outcome(child) };
  };
  return {
    folder,
    start,
    run: (args, env) => start(args, env).done,
    write,
    read: (path) => readFileSync(join(folder, path), 'utf8'),
    has: (path) => existsSync(join(folder, path)),
    npmCalls: () => {
      const path = join(folder, 'npm-calls');
      if (!existsSync(path)) return [];
      const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
      return lines.map((line) => JSON.parse(line) as NpmCall);
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function outcome(child: ChildProcess): Promise<Ran> {
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  return new Promise((resolvePromise) => {
    child.on('close', (code, signal) => resolvePromise({ code, signal, stdout, stderr }));
  });
}

/** Resolves once the stream has said `text`. */
export function saying(child: ChildProcess, text: string): Promise<void> {
  let seen = '';
  return new Promise((resolvePromise, reject) => {
    const look = (chunk: Buffer): void => {
      seen += chunk.toString();
      if (seen.includes(text)) resolvePromise();
    };
    child.stdout?.on('data', look);
    child.stderr?.on('data', look);
    child.on('close', () => reject(new Error(`ended without saying ${text}; said ${seen}`)));
  });
}
