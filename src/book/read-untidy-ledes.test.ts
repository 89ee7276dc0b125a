import { describe, expect, test } from 'vitest';
import { decimal } from '../base/decimal.ts';
import { columns1998B, feeRow, fileOf1998B, invoiceOf, itemsOf } from './example-files.ts';

const fee = feeRow({ number: '1', units: '2.5', cost: '400.00' }, { INVOICE_TOTAL: '1000.00' });
const pair = [
  feeRow({ number: '1', units: '1', cost: '100' }, { INVOICE_TOTAL: '350.00' }),
  feeRow({ number: '2', units: '1', cost: '250' }, { INVOICE_TOTAL: '350.00' }),
];

describe('untidy files', () => {
  test.each([
    ['line feeds', '\n'],
    ['carriage return and line feed', '\r\n'],
    ['carriage returns alone', '\r'],
    ['blank lines between rows', '\n\n'],
    ['blanks behind the row end', '  \n'],
  ])('rows may end in %s', async (_name, lineEnd) => {
    const invoice = await invoiceOf(fileOf1998B(pair, lineEnd));
    expect(invoice.lines).toHaveLength(2);
  });

  test('a byte-order mark is passed over', async () => {
    expect((await invoiceOf(`\u{feff}${fileOf1998B([fee])}`)).number).toBe('7001');
  });

  test('the last row may lack its line end', async () => {
    expect((await invoiceOf(fileOf1998B(pair).trimEnd())).lines).toHaveLength(2);
  });

  test('the closing brackets may be missing', async () => {
    expect((await invoiceOf(fileOf1998B(pair).replaceAll('[]', ''))).lines).toHaveLength(2);
  });

  test('the closing brackets may have blanks before and behind them', async () => {
    expect((await invoiceOf(fileOf1998B(pair).replaceAll('[]', ' [ ] '))).lines).toHaveLength(2);
  });

  test('blank fields behind the last column are passed over', async () => {
    expect((await invoiceOf(fileOf1998B(pair).replaceAll('[]', '|||[]'))).lines).toHaveLength(2);
    expect((await invoiceOf(fileOf1998B(pair).replaceAll('[]', '[],,,'))).lines).toHaveLength(2);
  });

  test('[IMP1] the line that names the format may be missing', async () => {
    const [, ...rest] = fileOf1998B(pair).split('\n');
    expect((await invoiceOf(rest.join('\n'))).lines).toHaveLength(2);
  });

  test('columns may stand in another order', async () => {
    const columns = columns1998B.toReversed();
    const row = columns.map((column) => fee[column] ?? '').join('|');
    const invoice = await invoiceOf(`LEDES1998B[]\n${columns.join('|')}[]\n${row}[]\n`);
    expect(invoice.total.toFixed(2)).toBe('1000.00');
  });

  test('a file that is not UTF-8 is read as Windows-1252', async () => {
    const text = fileOf1998B([{ ...fee, LINE_ITEM_DESCRIPTION: 'Café à \u{80}5 – naïve' }]);
    const bytes = Buffer.from(text.replace('\u{80}', '\u{80}').replace('–', '\u{96}'), 'latin1');
    const invoice = await invoiceOf(bytes);
    expect(invoice.lines[0]?.description).toBe('Café à €5 – naïve');
  });

  test('numbers may end in a point, begin with one, or carry a sign', async () => {
    const row = feeRow(
      { number: '1', units: '+.5', cost: '+1250.' },
      { INVOICE_TOTAL: '+625.', LINE_ITEM_TOTAL: '625.0000' },
    );
    const invoice = await invoiceOf(fileOf1998B([row]));
    expect(invoice.total.toFixed(2)).toBe('625.00');
    expect(invoice.lines[0]?.quantity.equals(decimal('0.5'))).toBe(true);
  });

  test('optional fields may be blank', async () => {
    const bare = { ...fee };
    for (const field of [
      'BILLING_START_DATE',
      'BILLING_END_DATE',
      'INVOICE_DESCRIPTION',
      'LINE_ITEM_NUMBER',
      'LINE_ITEM_ADJUSTMENT_AMOUNT',
      'LINE_ITEM_DATE',
      'LAW_FIRM_MATTER_ID',
      'TIMEKEEPER_ID',
      'CLIENT_MATTER_ID',
      'LINE_ITEM_DESCRIPTION',
    ]) {
      bare[field] = '';
    }
    const invoice = await invoiceOf(fileOf1998B([bare]));
    expect(invoice.matters).toEqual([]);
    expect(invoice.lines[0]).toMatchObject({
      kind: 'fixed_fee',
      description: 'Professional services',
    });
  });

  test('commas in names are text', async () => {
    const row = { ...fee, TIMEKEEPER_ID: '', TIMEKEEPER_NAME: 'Arnsley, Robert' };
    expect((await invoiceOf(fileOf1998B([row]))).lines[0]?.timekeeper).toBe('Arnsley, Robert');
  });

  test('control characters become blanks', async () => {
    const row = { ...fee, LINE_ITEM_DESCRIPTION: 'Drafting\u{b}the\tdeed' };
    expect((await invoiceOf(fileOf1998B([row]))).lines[0]?.description).toBe('Drafting the deed');
  });

  test('[IMP3] rows of one invoice are gathered from wherever they stand', async () => {
    const total = { INVOICE_TOTAL: '300.00' };
    const rows = [1, 2, 3].flatMap((number) =>
      ['A', 'B', 'C'].map((invoice) =>
        feeRow(
          { number: String(number), units: '1', cost: '100' },
          { ...total, INVOICE_NUMBER: invoice },
        ),
      ),
    );
    const items = await itemsOf(fileOf1998B(rows));
    expect(items.map((item) => item.kind === 'invoice' && item.invoice.number)).toEqual([
      'A',
      'B',
      'C',
    ]);
  });
});
