/**
 * A large LEDES 1998B file made from a seed: whole invoices of some twenty lines, their rows one
 * after another or scattered over the whole file. Written as a stream; the same seed, the same file.
 */
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { integerBetween, pick, seededRandom, type Random } from '../../src/base/random.ts';

export interface BulkFile {
  readonly path: string;
  readonly lines: number;
  readonly isScattered: boolean;
  readonly seed: number;
}

const header =
  'INVOICE_DATE|INVOICE_NUMBER|CLIENT_ID|LAW_FIRM_MATTER_ID|INVOICE_TOTAL|BILLING_START_DATE|' +
  'BILLING_END_DATE|INVOICE_DESCRIPTION|LINE_ITEM_NUMBER|EXP/FEE/INV_ADJ_TYPE|' +
  'LINE_ITEM_NUMBER_OF_UNITS|LINE_ITEM_ADJUSTMENT_AMOUNT|LINE_ITEM_TOTAL|LINE_ITEM_DATE|' +
  'LINE_ITEM_TASK_CODE|LINE_ITEM_EXPENSE_CODE|LINE_ITEM_ACTIVITY_CODE|TIMEKEEPER_ID|' +
  'LINE_ITEM_DESCRIPTION|LAW_FIRM_ID|LINE_ITEM_UNIT_COST|TIMEKEEPER_NAME|' +
  'TIMEKEEPER_CLASSIFICATION|CLIENT_MATTER_ID[]';

const works = [
  'Review and revise the draft specification and the claims; consider the prior art cited',
  'Telephone conference with the client about the response to the examination report',
  'Prepare for and attend the case management hearing; report to the client on its outcome',
  'Draft correspondence to the other side concerning discovery and the timetable',
];

const linesPerInvoice = 20;

function money(cents: number): string {
  return `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;
}

/** The rows of one invoice; amounts in whole cents, so that they add up exactly. */
function invoiceRows(random: Random, number: number, count: number): string[] {
  const client = number % 250;
  const items = Array.from({ length: count }, () => {
    const tenths = integerBetween(random, 1, 40);
    const dollars = integerBetween(random, 150, 900);
    return { tenths, dollars, cents: tenths * dollars * 10, work: pick(random, works) };
  });
  const total = items.reduce((sum, { cents }) => sum + cents, 0);
  return items.map(({ tenths, dollars, cents, work }, index) => {
    const fields = [
      '20261031',
      `B${String(number).padStart(6, '0')}`,
      `C${String(client).padStart(4, '0')}`,
      `M${String(client).padStart(4, '0')}-${number % 3}`,
      money(total),
      '20261001',
      '20261031',
      'Professional services for October 2026',
      String(index + 1),
      'F',
      `${Math.floor(tenths / 10)}.${tenths % 10}`,
      '0',
      money(cents),
      `202610${String(1 + (index % 28)).padStart(2, '0')}`,
      'L210',
      '',
      'A103',
      `TK${number % 40}`,
      work,
      '12-3456789',
      money(dollars * 100),
      'Person, A',
      'PT',
      '',
    ];
    return `${fields.join('|')}[]`;
  });
}

function shuffle(random: Random, rows: string[]): void {
  for (let last = rows.length - 1; last > 0; last -= 1) {
    const other = integerBetween(random, 0, last);
    const row = rows[last] ?? '';
    rows[last] = rows[other] ?? '';
    rows[other] = row;
  }
}

/** Answers how many invoices the file has. */
export async function writeBulkFile(file: BulkFile): Promise<number> {
  const random = seededRandom(file.seed);
  const rows: string[] = [];
  let invoices = 0;
  while (rows.length < file.lines) {
    const count = Math.min(linesPerInvoice, file.lines - rows.length);
    rows.push(...invoiceRows(random, invoices, count));
    invoices += 1;
  }
  if (file.isScattered) shuffle(random, rows);
  const output = createWriteStream(file.path);
  output.write(`LEDES1998B[]\n${header}\n`);
  const atOnce = 2000;
  for (let i = 0; i < rows.length; i += atOnce) {
    const text = `${rows.slice(i, i + atOnce).join('\n')}\n`;
    if (!output.write(text)) await once(output, 'drain');
  }
  output.end();
  await finished(output);
  return invoices;
}
