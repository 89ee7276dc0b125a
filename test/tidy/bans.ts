/**
 * What may not stand in the code at all, or only in one place: names that say nothing, leftovers,
 * the machine's clock and environment, SQL outside of the store, Xero's field names outside of what
 * speaks to Xero. Each rule takes a file and answers its complaints.
 */
import { posix } from 'node:path';
import { folderOf } from './layers.ts';
import { isTest, lineAt, scan, type Complaint, type Scanned, type SourceFile } from './source.ts';

interface Ban {
  /** Where in a file it is looked for. */
  readonly within: keyof Scanned;
  readonly pattern: RegExp;
  readonly instead: string;
  /** Whether the rule holds for this file. */
  readonly holdsIn: (path: string) => boolean;
}

const everywhere = (): boolean => true;
const inSource = (path: string): boolean => path.startsWith('src/') && !isTest(path);
/** Speak to Xero, or to the emulator's control interface in Xero's own words. */
const speaksXero = (path: string): boolean =>
  ['xero', 'emulator', 'book'].includes(folderOf(path) ?? '') || path === 'src/app/provision.ts';
const inSourceBut =
  (...folders: readonly string[]) =>
  (path: string): boolean =>
    inSource(path) && !folders.includes(folderOf(path) ?? '');

/** Xero's own names of fields and values; its CSV layout, which book reads, has some of them too. */
const wireNames = [
  'InvoiceID|ContactID|PaymentID|LineItemID|CreditNoteID|InvoiceNumber|ContactNumber|LineItems',
  'LineAmountTypes|LineAmount|UnitAmount|AmountDue|AmountPaid|AmountCredited|UpdatedDateUTC',
  'CurrencyCode|CurrencyRate|TaxAmount|TaxType|AccountCode|DueDate|SubTotal|TotalTax|IsReconciled',
  'ACCREC|ACCPAY|ACCRECPAYMENT|ContactStatus|EmailAddress|ValidationErrors|HasErrors',
].join('|');

const sqlPattern =
  /\b(select\s[^;]*?\sfrom\s|insert\s+into\s|update\s+\w+\s+set\s|delete\s+from\s|create\s+(?:table|index|unique index)\s|alter\s+table\s)/g;

export const bans: readonly Ban[] = [
  {
    within: 'code',
    pattern: /\bprocess\.env\b/g,
    instead: 'read it in src/app/config.ts and pass the value',
    holdsIn: (path) => inSource(path) && path !== 'src/app/config.ts',
  },
  {
    within: 'code',
    pattern: /\bnew Date\(\s*\)|\bDate\.now\b/g,
    instead: 'take a Clock (src/base/time.ts)',
    holdsIn: (path) => inSource(path) && path !== 'src/base/system.ts',
  },
  {
    within: 'texts',
    pattern: sqlPattern,
    instead: 'SQL lives in src/store',
    // The embedded server makes its one database before there is a store.
    holdsIn: (path) =>
      inSourceBut('store')(path) && path !== 'src/app/postgres/embedded-postgres.ts',
  },
  {
    within: 'texts',
    pattern: /\bnow\(\)|\brandom\(\)|\bgen_random_uuid\b|\bcurrent_timestamp\b|\bnextval\b/gi,
    instead: 'time, chance and ids are parameters of a statement',
    holdsIn: (path) => path.startsWith('src/store/') && !isTest(path),
  },
  {
    within: 'texts',
    pattern: /\bselect\s+(?:\w+\.)?\*/gi,
    instead: 'list the columns',
    holdsIn: (path) => path.startsWith('src/store/') && !isTest(path),
  },
  {
    within: 'code',
    pattern: new RegExp(`\\b(?:${wireNames})\\b`, 'g'),
    instead: "only xero and emulator know Xero's fields; use our words",
    holdsIn: (path) => inSource(path) && !speaksXero(path),
  },
  {
    within: 'texts',
    pattern: new RegExp(`\\b(?:${wireNames})\\b`, 'g'),
    instead: "only xero and emulator know Xero's fields; use our words",
    holdsIn: (path) => inSource(path) && !speaksXero(path),
  },
  {
    within: 'code',
    pattern: /\.(?:only|skip|todo|fails)\s*\(|\b(?:xit|xtest|fdescribe|xdescribe)\(/g,
    instead: 'every test runs',
    holdsIn: isTest,
  },
  {
    within: 'code',
    pattern: /\bvi\.(?:mock|doMock|hoisted|stubGlobal|useFakeTimers)\b/g,
    instead: 'pass another port, or use the emulator',
    holdsIn: everywhere,
  },
  {
    within: 'code',
    pattern: /\bas any\b|:\s*any\b|<any>/g,
    instead: 'say what it is, or unknown',
    holdsIn: everywhere,
  },
  {
    within: 'comments',
    pattern: /\b(?:FIXME|TODO|XXX|HACK)\b/g,
    instead: 'do it, or write it into an issue',
    holdsIn: everywhere,
  },
  {
    within: 'comments',
    pattern:
      /@ts-(?:ignore|nocheck|expect-error)\b|\beslint-disable\b|\boxlint-disable(?!-next-line [\w/-]+ -- \w)/g,
    instead: 'mend the cause, or say for one line and one rule why not (-- reason)',
    holdsIn: everywhere,
  },
];

/** Every ban that a TypeScript file breaks. */
export function checkBans(file: SourceFile): Complaint[] {
  // The rules themselves name what they forbid.
  if (file.path.startsWith('test/tidy/')) return [];
  const scanned = scan(file.text);
  return bans
    .filter((ban) => ban.holdsIn(file.path))
    .flatMap((ban) =>
      [...scanned[ban.within].matchAll(ban.pattern)].map((match) => ({
        path: file.path,
        line: lineAt(file.text, match.index),
        what: `“${match[0].trim().replace(/\s+/g, ' ').slice(0, 40)}” may not stand here`,
        instead: ban.instead,
      })),
    );
}

/** Statements in a migration: no ambient time, chance or sequence, no star. */
export function checkMigration(file: SourceFile): Complaint[] {
  const withoutComments = file.text.replace(/--.*$/gm, (comment) => ' '.repeat(comment.length));
  const pattern =
    /\bnow\(\)|\brandom\(\)|\bgen_random_uuid\b|\bcurrent_timestamp\b|\b(?:big)?serial\b|\bidentity\b|\bselect\s+\*/gi;
  return [...withoutComments.matchAll(pattern)].map((match) => ({
    path: file.path,
    line: lineAt(file.text, match.index),
    what: `“${match[0]}” may not stand here`,
    instead: 'time, chance and ids come from the program, columns are listed',
  }));
}

const emptyNames =
  /^(?:types?|constants?|index|shared)$|(?:^|-)(?:utils?|helpers?|common|misc|manager|service)$/;

/** A file is named for what it holds, in kebab-case. */
export function checkName(path: string): Complaint[] {
  const [name = ''] = posix.basename(path).split('.');
  if (emptyNames.test(name)) {
    return [{ path, line: 1, what: `“${name}” says nothing`, instead: 'name the thing it holds' }];
  }
  if (/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(name)) return [];
  return [{ path, line: 1, what: `“${name}” is not kebab-case`, instead: 'rename it' }];
}

/** Code begins with what it owns and what it leaves to others. */
export function checkHeader({ path, text }: SourceFile): Complaint[] {
  if (path.endsWith('.sql')) {
    if (text.startsWith('--')) return [];
  } else if (/^(?:#!.*\n)?\/\*\*[\s\S]*?\w[\s\S]*?\*\//.test(text)) return [];
  const instead = 'begin with a comment: what it owns, what it leaves to others';
  return [{ path, line: 1, what: 'the file does not say what it is', instead }];
}

const machinePaths = /(?<![\w.])\/(?:work|root|home\/\w+)\/|registry\.npmjs|\b\w+\.internal\b/g;

/** The project speaks of itself alone. */
export function checkMachinePaths(file: SourceFile): Complaint[] {
  if (file.path.startsWith('test/tidy/')) return [];
  return [...file.text.matchAll(machinePaths)].map((match) => ({
    path: file.path,
    line: lineAt(file.text, match.index),
    what: `“${match[0]}” is of one machine`,
    instead: 'leave it out',
  }));
}
