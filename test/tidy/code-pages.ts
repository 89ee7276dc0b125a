/**
 * docs/FINDINGS.md and docs/IMPORT-CODES.md, worked out from the tables of codes: what a person can
 * be told, why, and what to do. `node test/tidy/code-pages.ts` writes them; the tidy test compares.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { importCodes, type ImportCodeText } from '../../src/book/import-codes.ts';
import { findingCodes, type FindingClass, type FindingCode } from '../../src/sync/finding-codes.ts';
import { repositoryRoot } from './source.ts';

const meanings: Record<FindingClass, string> = {
  rejected: 'Xero was asked and refused.',
  conflict: 'Both sides hold something, and a person has to choose.',
  drift: 'Xero was changed in a field that the book owns.',
  blocked: 'Something has to be done first, here or in Xero.',
  held: 'It goes on by itself, or once writing is allowed.',
};

function madeFrom(source: string): string {
  return `<!-- Worked out from ${source} by \`node test/tidy/code-pages.ts\`: change it there. -->`;
}

/** docs/FINDINGS.md */
export function findingsPage(): string {
  const classes = Object.entries(meanings).map(([name, meaning]) => `| ${name} | ${meaning} |`);
  const codes = Object.keys(findingCodes) as FindingCode[];
  const entries = codes.map((code) => {
    const { class: kind, sentence, cause, remedy } = findingCodes[code];
    return `## ${code}\n\n*${kind}.* ${sentence}\n\n- Cause: ${cause}\n- Remedy: ${remedy}\n`;
  });
  return [
    '# Findings\n',
    `${madeFrom('src/sync/finding-codes.ts')}\n`,
    'A record that is not equal on both sides has a finding that says why and what to do. Findings stand on the overview, in',
    '`tieout findings`, in `tieout check` and under `/api/v1/findings`. They are worked out anew by each sync and close by',
    'themselves once their reason is gone. Words in braces are filled with the values of the record.\n',
    '| class | meaning |\n|---|---|',
    `${classes.join('\n')}\n`,
    entries.join('\n'),
  ].join('\n');
}

/** docs/IMPORT-CODES.md */
export function importCodesPage(): string {
  const entries = Object.entries<ImportCodeText>(importCodes).map(
    ([code, { sentence, cause, remedy }]) =>
      `## ${code}\n\n${sentence}\n\n- Cause: ${cause}\n- Remedy: ${remedy}\n`,
  );
  return [
    '# What can be said of a billing file\n',
    `${madeFrom('src/book/import-codes.ts')}\n`,
    'Each refusal and each notice names the file, the line, the field and the values besides. How files are read:',
    '[IMPORT.md](IMPORT.md).\n',
    entries.join('\n'),
  ].join('\n');
}

export const codePages: Readonly<Record<string, () => string>> = {
  'docs/FINDINGS.md': findingsPage,
  'docs/IMPORT-CODES.md': importCodesPage,
};

if (import.meta.main) {
  for (const [path, page] of Object.entries(codePages)) {
    writeFileSync(join(repositoryRoot, path), page());
  }
}
