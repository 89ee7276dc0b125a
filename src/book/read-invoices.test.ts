import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lineAmount, totalsOf } from '../accounting/invoice.ts';
import { decimal, Decimal } from '../base/decimal.ts';
import {
  allOf,
  bytesOf,
  codesOf,
  columns1998B,
  columns98BI,
  feeRow,
  fileOf1998B,
  fileOf98BI,
  itemsOf,
  refusalOf,
  settings,
  type LedesRow,
} from './example-files.ts';
import { importCodes, importCodeText } from './import-codes.ts';
import type { ImportedInvoice, ImportItem, ImportProgress } from './imported-invoice.ts';
import { readInvoices } from './read-invoices.ts';

const oneFee = fileOf1998B([
  feeRow({ number: '1', units: '1', cost: '100' }, { INVOICE_TOTAL: '100' }),
]);

describe('files that are refused whole', () => {
  test.each<[string, string, string | Uint8Array]>([
    ['an empty file', 'empty_file', ''],
    ['a file of blank lines', 'empty_file', '\r\n \r\n'],
    ['a file with a byte-order mark and nothing else', 'empty_file', '\u{feff}'],
    ['a first line and nothing more', 'empty_file', 'LEDES1998B[]\n'],
    ['a header without rows', 'empty_file', `LEDES1998B[]\n${columns1998B.join('|')}[]\n`],
    ['a PDF', 'binary_file', '%PDF-1.7\n'],
    ['a workbook', 'binary_file', Buffer.from('PK\u0003\u0004rest of it', 'latin1')],
    ['bytes', 'binary_file', Buffer.from('LEDES1998B[]\n and then \u0000 a nought', 'latin1')],
    ['UTF-16 with a mark', 'utf16_file', Buffer.from(`\u{feff}${oneFee}`, 'utf16le')],
    ['UTF-16 without a mark', 'utf16_file', Buffer.from(oneFee, 'utf16le')],
    ['LEDES 2000', 'unsupported_format', 'LEDES2000[]\n@FIRM|X[]\n'],
    ['XML', 'unsupported_format', '<?xml version="1.0"?>\n<invoice/>\n'],
    ['a text of another kind', 'unknown_format', 'Dear Sir or Madam,\nplease find attached\n'],
    ['a file without a column that is needed', 'missing_column', oneFee.replace('CLIENT_ID', 'X')],
    ['a row without end', 'row_too_long', `${oneFee}${'x'.repeat(1_100_000)}`],
    ['rows of more than two mebibytes', 'row_too_long', `${oneFee}${'x'.repeat(2_200_000)}\n`],
  ])('[IMP1] %s: %s', async (_name, code, content) => {
    const refusal = await refusalOf(content);
    expect(refusal.invoiceNumber).toBeUndefined();
    expect(refusal.file).toBe('invoices.txt');
    expect(refusal.faults.map((fault) => fault.code)).toEqual([code]);
  });
});

test('every code has its texts, and a strange code has none', () => {
  for (const [code, text] of Object.entries(importCodes)) {
    expect(importCodeText(code)).toBe(text);
    expect(Object.values(text).every((sentence) => sentence.endsWith('.'))).toBe(true);
  }
  expect(importCodeText('toString')).toBeUndefined();
});

test('progress rises to the whole file and counts invoices and lines', async () => {
  const told: ImportProgress[] = [];
  const rows = ['A', 'B'].map((number) =>
    feeRow({ number: '1', units: '1', cost: '9' }, { INVOICE_NUMBER: number, INVOICE_TOTAL: '9' }),
  );
  const items = await itemsOf(fileOf1998B(rows), settings, (progress) => told.push(progress));
  expect(items).toHaveLength(2);
  const shares = told.map((progress) => progress.bytesRead);
  expect(shares).toEqual(shares.toSorted((a, b) => a - b));
  expect(told.at(-1)).toEqual({
    bytesRead: told[0]?.bytesTotal,
    bytesTotal: told[0]?.bytesTotal,
    invoices: 2,
    lines: 2,
  });
});

test('a row that crosses the bounds of what is read at once is read whole', async () => {
  const long = 'y'.repeat(700_000);
  const rows = [1, 2, 3, 4, 5, 6].map((number) =>
    feeRow(
      { number: String(number), units: '1', cost: '10' },
      { INVOICE_TOTAL: '60', LINE_ITEM_DESCRIPTION: `${number}${long}` },
    ),
  );
  const [item] = await itemsOf(fileOf1998B(rows));
  if (item?.kind !== 'invoice') throw new Error('it comes in');
  expect(item.invoice.lines.map((line) => line.description.length)).toEqual(
    rows.map(() => long.length + 1),
  );
});

test.each([
  ['becomes shorter while it is read', { read: 'short' }],
  ['is written to while it is read', { read: 'whole' }],
])('a file that %s says so, behind what was read', async (_name, { read }) => {
  const file = bytesOf(oneFee);
  let reads = 0;
  const changed = {
    ...file,
    isUnchanged: () => Promise.resolve(false),
    read: async (position: number, length: number) => {
      reads += 1;
      // The head, its encoding and the first pass are read before the rows themselves.
      const bytes = await file.read(position, length);
      return read === 'short' && reads > 3 ? bytes.subarray(0, 5) : bytes;
    },
  };
  const items = await allOf(readInvoices(changed, { name: 'x', settings }));
  const last = items.at(-1);
  expect(last?.kind === 'refused' && codesOf(last.refusal)).toEqual(['1::file_changed']);
  expect(items).toHaveLength(read === 'short' ? 1 : 2);
});

test('[IMP3] twenty thousand rows of four hundred scattered invoices are read in one go', async () => {
  const rows = Array.from({ length: 20_000 }, (_, at) =>
    feeRow(
      { number: String(at), units: '0.1', cost: '487.50' },
      { INVOICE_NUMBER: `N${at % 400}`, INVOICE_TOTAL: '2437.50' },
    ),
  ).map((row) => ({ ...row, LINE_ITEM_TOTAL: '48.75' }));
  const items = await itemsOf(fileOf1998B(rows));
  expect(items.every((item) => item.kind === 'invoice' && item.invoice.lines.length === 50)).toBe(
    true,
  );
  expect(items).toHaveLength(400);
});

// What a test writes out and expects back, in whole cents and tenths.
const lineFigures = fc.record({
  tenths: fc.integer({ min: 1, max: 400 }),
  cents: fc.integer({ min: 1, max: 120_000 }),
  off: fc.integer({ min: 0, max: 3 }),
  isExpense: fc.boolean(),
  matter: fc.integer({ min: 1, max: 3 }),
  ratePercent: fc.constantFrom(0, 5, 10, 15, 20),
});
const invoices = fc.array(fc.array(lineFigures, { minLength: 1, maxLength: 6 }), {
  minLength: 1,
  maxLength: 5,
});

type Figures = typeof lineFigures extends fc.Arbitrary<infer T> ? T : never;

function rowsOf(lines: readonly Figures[], number: string): LedesRow[] {
  const figured = lines.map((line, at) => {
    const units = Decimal.ofUnits(BigInt(line.tenths), 1);
    const cost = Decimal.ofUnits(BigInt(line.cents), 2);
    const adjustment = units
      .times(cost)
      .times(decimal(`-0.${line.off}`))
      .round(2);
    const net = units.times(cost).plus(adjustment).round(2);
    const tax = net.times(decimal(String(line.ratePercent))).dividedBy(decimal('100'), 2);
    return { line, at, units, cost, adjustment, net, tax };
  });
  const net = Decimal.sum(figured.map((line) => line.net));
  const tax = Decimal.sum(figured.map((line) => line.tax));
  return figured.map(({ line, at, units, cost, adjustment, ...sums }) => ({
    INVOICE_DATE: '20260131',
    INVOICE_NUMBER: number,
    CLIENT_ID: `C${number}`,
    LAW_FIRM_MATTER_ID: `M${line.matter}`,
    INVOICE_TOTAL: net.plus(tax).toFixed(2),
    INVOICE_NET_TOTAL: net.toFixed(2),
    INVOICE_TAX_TOTAL: tax.toFixed(2),
    INVOICE_CURRENCY: 'GBP',
    LINE_ITEM_NUMBER: String(at + 1),
    'EXP/FEE/INV_ADJ_TYPE': line.isExpense ? 'E' : 'F',
    LINE_ITEM_NUMBER_OF_UNITS: units.toString(),
    LINE_ITEM_UNIT_COST: cost.toString(),
    LINE_ITEM_ADJUSTMENT_AMOUNT: adjustment.toString(),
    LINE_ITEM_TOTAL: sums.net.plus(sums.tax).toFixed(2),
    LINE_ITEM_TAX_TOTAL: sums.tax.toFixed(2),
    LINE_ITEM_TAX_RATE: `${line.ratePercent}%`,
    LINE_ITEM_DESCRIPTION: `Line ${at + 1}`,
    TIMEKEEPER_ID: 'RAB',
  }));
}

/** Rows of all invoices in an order that `seeds` choose. */
function scattered(rows: readonly LedesRow[], seeds: readonly number[]): LedesRow[] {
  return rows
    .map((row, at) => ({ row, key: seeds[at % seeds.length] ?? 0 }))
    .toSorted((a, b) => a.key - b.key)
    .map(({ row }) => row);
}

function addsUp(invoice: ImportedInvoice): boolean {
  const totals = totalsOf(invoice.lines, invoice.amountsAre, 2);
  return (
    totals.total.equals(invoice.total) &&
    totals.net.equals(invoice.net) &&
    totals.tax.equals(invoice.tax) &&
    invoice.lines.every((line) => lineAmount(line, 2).equals(line.amount))
  );
}

const seeds = fc.array(fc.nat(100), { minLength: 1, maxLength: 20 });

test('[IMP3] invoices written as LEDES 98BI are read back equal, however their rows are scattered', async () => {
  await fc.assert(
    fc.asyncProperty(invoices, seeds, async (written, order) => {
      const rows = written.flatMap((lines, at) => rowsOf(lines, `N${at}`));
      const items = await itemsOf(fileOf98BI(scattered(rows, order)));
      expect(items).toHaveLength(written.length);
      for (const item of items) {
        if (item.kind !== 'invoice') throw new Error(JSON.stringify(item));
        const { invoice } = item;
        const own = rows.filter((row) => row['INVOICE_NUMBER'] === invoice.number);
        expect(invoice.total.toFixed(2)).toBe(own[0]?.['INVOICE_TOTAL']);
        expect(addsUp(invoice)).toBe(true);
        expect(invoice.lines.map(describedLine).toSorted()).toEqual(
          own.map(describedRow).toSorted(),
        );
        expect(invoice.notices).toEqual([]);
      }
    }),
    { numRuns: 60 },
  );
});

function describedLine(line: ImportedInvoice['lines'][number]): string {
  const { description, matterNumber, quantity, unitPrice, discount, tax } = line;
  const figures = [quantity, unitPrice, discount, tax].map((value) =>
    value.normalised().toString(),
  );
  return [description, matterNumber, ...figures].join(' ');
}

function describedRow(row: LedesRow): string {
  const figure = (field: string) => decimal(row[field] ?? '').normalised();
  const figures = [
    figure('LINE_ITEM_NUMBER_OF_UNITS'),
    figure('LINE_ITEM_UNIT_COST'),
    figure('LINE_ITEM_ADJUSTMENT_AMOUNT').negated(),
    figure('LINE_ITEM_TAX_TOTAL'),
  ];
  const texts = figures.map((value) => value.toString());
  return [row['LINE_ITEM_DESCRIPTION'], row['LAW_FIRM_MATTER_ID'], ...texts].join(' ');
}

const corruption = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc.constantFrom(
    '',
    '-',
    '.',
    '0',
    '1',
    '-1',
    '1e9',
    '|',
    '[]',
    '\n',
    '"',
    '100',
    'IF',
    'N0',
    'N1',
  ),
  fc.integer({ min: -100_000, max: 100_000 }).map((cents) => (cents / 100).toFixed(2)),
);

test('[IMP8] one corrupted field never throws and never lets in an invoice that does not add up', async () => {
  await fc.assert(
    fc.asyncProperty(
      invoices,
      fc.nat(),
      fc.constantFrom(...columns98BI),
      corruption,
      async (written, which, field, text) => {
        const rows = written.flatMap((lines, at) => rowsOf(lines, `N${at}`));
        const victim = which % rows.length;
        const corrupted = rows.map((row, at) => (at === victim ? { ...row, [field]: text } : row));
        const items: ImportItem[] = await itemsOf(fileOf98BI(corrupted));
        for (const item of items) {
          if (item.kind === 'refused') {
            expect(item.refusal.faults.length).toBeGreaterThan(0);
            continue;
          }
          expect(addsUp(item.invoice)).toBe(true);
          // A corrupted number makes another invoice of the row, which must then add up by itself.
          const isOwn = (row: LedesRow) =>
            field === 'INVOICE_NUMBER' || row['INVOICE_NUMBER'] === item.invoice.number;
          const totals = rows.filter(isOwn).map((row) => row['INVOICE_TOTAL']);
          // Only a corrupted total itself could agree with corrupted rows.
          if (field !== 'INVOICE_TOTAL') expect(totals).toContain(item.invoice.total.toFixed(2));
        }
      },
    ),
    { numRuns: 300 },
  );
});

test('[IMP8] bytes of any kind behind a header never throw', async () => {
  const header = `LEDES1998B[]\n${columns1998B.join('|')}[]\n`;
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (bytes) => {
      const items = await itemsOf(Buffer.concat([Buffer.from(header), bytes]));
      expect(items.every((item) => item.kind === 'refused')).toBe(true);
    }),
    { numRuns: 100 },
  );
});
