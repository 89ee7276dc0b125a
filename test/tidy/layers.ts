/**
 * Which folder may know which: the architecture as one table. A folder imports only what its row
 * names; `types` means `import type` alone. When a rule is wrong, change the table in the same
 * commit and say why: its history is the history of the architecture. docs/ARCHITECTURE.md explains.
 */
import { posix } from 'node:path';
import { importsOf, isTest, lineAt, scan, type Complaint, type SourceFile } from './source.ts';

type Row = Readonly<Record<string, 'all' | 'types'>>;

export const mayImport: Readonly<Record<string, Row>> = {
  base: {},
  accounting: { base: 'all' },
  book: { base: 'all', accounting: 'all' },
  sync: { base: 'all', accounting: 'all' },
  xero: { base: 'all', accounting: 'all', sync: 'all' },
  // Of book only the shape of what a reader yields: the store takes imported invoices in.
  store: { base: 'all', accounting: 'all', book: 'types', sync: 'all' },
  engine: { base: 'all', accounting: 'all', book: 'all', sync: 'all', xero: 'all', store: 'all' },
  api: { base: 'all', accounting: 'all', sync: 'types' },
  server: { base: 'all', accounting: 'all', sync: 'all', store: 'all', engine: 'all', api: 'all' },
  // What it prints: tie-outs, progress, and the report of an import.
  cli: { base: 'all', accounting: 'all', book: 'types', sync: 'types', engine: 'types' },
  web: { base: 'all', accounting: 'all', sync: 'types', api: 'all' },
  // Shares nothing with what it is to test: a wrong mapping on both sides would cancel out.
  emulator: { base: 'all' },
  app: {
    base: 'all',
    accounting: 'all',
    book: 'all',
    sync: 'all',
    xero: 'all',
    store: 'all',
    engine: 'all',
    api: 'all',
    server: 'all',
    cli: 'all',
    emulator: 'all',
  },
};

/** Values in, values out: no clock, chance, network, disk or package. */
export const pureFolders: readonly string[] = ['accounting', 'sync'];

/**
 * Who may use what is not ours. A package or built-in module that has no row may be used nowhere in
 * src; tests may use any.
 */
export const mayUse: Readonly<Record<string, readonly string[]>> = {
  'node:buffer': ['book'],
  'node:child_process': ['app'],
  'node:crypto': ['base', 'xero', 'emulator', 'app', 'server'],
  'node:events': ['app', 'emulator'],
  'node:fs': ['app', 'emulator', 'server'],
  'node:fs/promises': ['app', 'book', 'emulator', 'server', 'store'],
  'node:http': ['app', 'emulator'],
  'node:module': ['app'],
  'node:net': ['app'],
  'node:os': ['app'],
  'node:perf_hooks': ['app'],
  'node:path': ['app', 'book', 'emulator', 'engine', 'server'],
  'node:readline': ['app', 'emulator'],
  'node:stream': ['app', 'emulator', 'server'],
  'node:stream/promises': ['app', 'emulator'],
  'node:url': ['app', 'server'],
  'node:util': ['app', 'cli'],
  '@hono/node-server': ['app', 'server'],
  '@hono/zod-openapi': ['api', 'server'],
  '@tanstack/react-query': ['web'],
  '@tanstack/react-router': ['web'],
  '@tanstack/react-table': ['web'],
  '@tanstack/react-virtual': ['web'],
  '@tailwindcss/vite': ['web'],
  '@vitejs/plugin-react': ['web'],
  commander: ['app', 'cli'],
  'csv-parse': ['book'],
  'csv-stringify': ['book'],
  hono: ['emulator', 'server'],
  kysely: ['store'],
  'lucide-react': ['web'],
  oauth4webapi: ['xero'],
  pg: ['store', 'app'],
  'pg-boss': ['app'],
  pino: ['app'],
  'radix-ui': ['web'],
  react: ['web'],
  'react-dom': ['web'],
  tailwindcss: ['web'],
  vite: ['web'],
  zod: ['api', 'server'],
};

/** The folder of src that a path is in. */
export function folderOf(path: string): string | undefined {
  return /^src\/([^/]+)\//.exec(path)?.[1];
}

function packageOf(specifier: string): string {
  if (specifier.startsWith('node:')) return specifier;
  const [first = '', second = ''] = specifier.split('/');
  return first.startsWith('@') ? `${first}/${second}` : first;
}

/** Breaches of the two tables in one file of src. */
export function checkImports(file: SourceFile): Complaint[] {
  const folder = folderOf(file.path);
  if (folder === undefined) return [];
  return importsOf(file).flatMap(({ specifier, isTypeOnly, line }) => {
    const complaint = specifier.startsWith('.')
      ? checkOurs(file.path, { folder, specifier, isTypeOnly })
      : checkTheirs(file.path, folder, specifier);
    return complaint ? [{ path: file.path, line, ...complaint }] : [];
  });
}

type Told = Pick<Complaint, 'what' | 'instead'> | undefined;

function checkOurs(
  path: string,
  given: { folder: string; specifier: string; isTypeOnly: boolean },
): Told {
  const { folder, specifier, isTypeOnly } = given;
  const target = posix.join(posix.dirname(path), specifier);
  if (isTest(target) && !isTest(path)) {
    return { what: `${path} imports what is only for tests`, instead: 'move it out of the test' };
  }
  const other = folderOf(target);
  if (other === folder) return undefined;
  if (other === undefined) {
    if (isTest(path)) return undefined;
    return { what: `${folder} imports ${target}`, instead: 'src knows nothing outside of src' };
  }
  const allowed = mayImport[folder]?.[other];
  if (allowed === 'all' || (allowed === 'types' && (isTypeOnly || isTest(path)))) return undefined;
  if (allowed === 'types') {
    return { what: `${folder} imports values from ${other}`, instead: 'import type, or move it' };
  }
  const row = Object.keys(mayImport[folder] ?? {}).join(', ') || 'nothing';
  return { what: `${folder} may not import ${other}`, instead: `it may import ${row}` };
}

function checkTheirs(path: string, folder: string, specifier: string): Told {
  if (isTest(path)) return undefined;
  const name = packageOf(specifier);
  if (pureFolders.includes(folder)) {
    return { what: `${folder} is pure, but imports ${name}`, instead: 'take a value or a port' };
  }
  const users = mayUse[name];
  if (users?.includes(folder)) return undefined;
  const instead = users ? `only ${users.join(', ')} may` : 'list it in test/tidy/layers.ts first';
  return { what: `${folder} uses ${name}`, instead };
}

const impure =
  /\b(async|await|Promise|Date|fetch|setTimeout|setInterval|process|performance)\b|Math\.random/g;

/** A pure folder has no effects and asks for none. */
export function checkPurity(file: SourceFile): Complaint[] {
  const folder = folderOf(file.path);
  if (folder === undefined || !pureFolders.includes(folder) || isTest(file.path)) return [];
  const { code } = scan(file.text);
  return [...code.matchAll(impure)].map((match) => ({
    path: file.path,
    line: lineAt(code, match.index),
    what: `${folder} is pure, but says ${match[0]}`,
    instead: 'decide on values that the caller passes',
  }));
}
