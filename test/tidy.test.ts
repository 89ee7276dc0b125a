/**
 * The architecture, the bans and the parity of documents and code, as one ordinary test. Complaints
 * read like a compiler's: file:line: what; what to do instead. The rules are in test/tidy.
 */
import { describe, expect, test } from 'vitest';
import {
  checkBans,
  checkHeader,
  checkMachinePaths,
  checkMigration,
  checkName,
} from './tidy/bans.ts';
import {
  checkCitations,
  checkCodePages,
  checkEnvironment,
  checkFolders,
  checkLimits,
  checkLinks,
  checkLock,
  checkMigrationNumbers,
} from './tidy/documents.ts';
import { checkImports, checkPurity } from './tidy/layers.ts';
import { checkFileLength, checkTestLengths } from './tidy/lengths.ts';
import {
  complaintLine,
  isTest,
  projectPaths,
  readFiles,
  readProjectFile,
  type Complaint,
  type SourceFile,
} from './tidy/source.ts';

const typescript = readFiles(/^(?:src|test|scripts)\/.*(?<!\.d)\.(?:tsx?|mjs)$/);
const migrations = readFiles(/^src\/store\/migrations\/.*\.sql$/);

function document(path: string): SourceFile {
  return { path, text: readProjectFile(path) };
}

function expectNone(complaints: readonly Complaint[]): void {
  expect(complaints.map(complaintLine)).toEqual([]);
}

describe('layers', () => {
  test('[HSE1] each folder imports only from the folders below it', () => {
    expect(typescript.length).toBeGreaterThan(100);
    expectNone(typescript.flatMap(checkImports));
  });

  test('[HSE2] what decides has no clock, chance, network, disk or package', () => {
    expectNone(typescript.flatMap(checkPurity));
  });

  test('every folder of src is explained in the architecture, and no other', () => {
    expectNone(checkFolders(document('docs/ARCHITECTURE.md'), projectPaths));
  });
});

describe('code', () => {
  test('[HSE3] nothing stands where it may not', () => {
    expectNone(typescript.flatMap(checkBans));
    expectNone(migrations.flatMap(checkMigration));
  });

  test('files are named for what they hold', () => {
    const named = projectPaths.filter((path) =>
      /^(?:src|test|scripts)\/.*\.(?:ts|tsx|mjs)$/.test(path),
    );
    expectNone(named.flatMap(checkName));
  });

  test('every file of code says what it is', () => {
    expectNone(typescript.filter(({ path }) => !/\.test\.tsx?$/.test(path)).flatMap(checkHeader));
    expectNone(migrations.flatMap(checkHeader));
  });

  test('files and tests are short enough to be read', () => {
    expectNone(typescript.flatMap(checkFileLength));
    expectNone(typescript.filter(({ path }) => isTest(path)).flatMap(checkTestLengths));
  });

  test('the project speaks of no machine but the one that runs it', () => {
    const texts = readFiles(/\.(?:tsx?|mjs|sql|md|json|css|html)$/);
    expectNone(texts.flatMap(checkMachinePaths));
  });

  test('migrations are numbered without gaps', () => {
    expect(migrations.length).toBeGreaterThan(0);
    expectNone(checkMigrationNumbers(projectPaths));
  });
});

describe('documents', () => {
  test('[LIM1] every limit is listed in the specification with its value', () => {
    expectNone(checkLimits(document('docs/SPEC.md')));
  });

  test('[TIE7] [IMP9] every code of a finding and of an import is explained as it is in the code', () => {
    expectNone(checkCodePages(readProjectFile));
  });

  test('every fact about Xero that code cites is there', () => {
    const ours = typescript.filter(({ path }) => path.startsWith('src/'));
    expectNone(checkCitations(document('docs/XERO.md'), ours));
  });

  test('links between documents lead somewhere', () => {
    const documents = readFiles(/^[^/]+\.md$|^docs\/.*\.md$/);
    expectNone(documents.flatMap((one) => checkLinks(one, projectPaths)));
  });

  test.each(['README.md', 'docs/OPERATING.md'])(
    '%s names each variable of the environment',
    (path) => {
      expectNone(checkEnvironment(document(path), document('src/app/config.ts')));
    },
  );

  test('[RUN2] every package is locked by its checksum, without an address, for each platform', () => {
    expectNone(checkLock(document('package-lock.json')));
  });
});
