import { describe, expect, test } from 'vitest';
import {
  codesOf,
  columns1998B,
  feeRow,
  fileOf1998B,
  invoiceOf,
  itemsOf,
  refusalOf,
  settings,
} from './example-files.ts';
import { decimal } from '../base/decimal.ts';

/** The published sample of the LEDES committee, with its defect. */
const published = `LEDES1998B[]
${columns1998B.join('|')}[]
19990225|96542|00711|0528|1684.45|19990101|19990131|For services rendered|1|F|2.00|-70|630|19990115|L510||A102|22547|Research Attorney's fees, Set off claim|24-6437381|350|Arnsley, Robert|PARTNR|423-987[]
19990225|96542|00711|0528|1684.45|19990101|19990131|For services rendered|2|F|2.00|0|700|19990115|L510||A102|22547|Research attorney's fees, Trial pleading|24-6437381|350|Arnsley, Robert|PARTNR|423-987[]
19990225|96542|00711|0528|1684.45|19990101|19990131|For services rendered|3|F|0.200|0|40|19990116|L510||A107|45875|Telephone conference with John Doe|24-6437381|200|Beaster, John|ASSOC|423-987[]
19990225|96542|00711|0528|1684.45|19990101|19990131|For services rendered|4|E|1|0|24.95|19990117||E111|||Meals|24-6437381|24.95|||423-987[]
19990225|96542|00711|0528|1684.45|19990101|19990131|For services rendered|5|E|1|0|289.5|19990117||E110|||Out-of_town travel|24-6437381|289.5|||423-987[]
19990225|96543|00711|1326|1250|19990101|19990131|Monthly Retainer|6|IF|1|1250.|1250|19990131|||||Monthly Retainer Fee|24-6437381||||425-936[]
19990225|96543|500|500.900|1250|19990101|19990131|Monthly Retainer|6|IF|1|1250.|1250|19990131|||||Monthly Retainer Fee|24-6437381||||425-936[]
`;

const fee = feeRow({ number: '1', units: '2.5', cost: '400.00' }, { INVOICE_TOTAL: '1000.00' });
const pair = [
  feeRow({ number: '1', units: '1', cost: '100' }, { INVOICE_TOTAL: '350.00' }),
  feeRow({ number: '2', units: '1', cost: '250' }, { INVOICE_TOTAL: '350.00' }),
];

test('[IMP2] the published sample gives its sound invoice and refuses the one that contradicts itself', async () => {
  const [sound, defective, ...others] = await itemsOf(published);
  expect(others).toEqual([]);
  expect(sound).toMatchObject({
    kind: 'invoice',
    invoice: {
      number: '96542',
      client: { number: '00711' },
      date: '1999-02-25',
      dueDate: '1999-03-27',
      matters: [{ number: '0528' }],
    },
  });
  if (sound?.kind !== 'invoice') throw new Error('96542 comes in');
  expect(sound.invoice.total.toFixed(2)).toBe('1684.45');
  expect(sound.invoice.lines.map((line) => line.kind)).toEqual([
    'time',
    'time',
    'time',
    'expense',
    'expense',
  ]);
  const [discounted] = sound.invoice.lines;
  expect(discounted?.discount.toFixed(2)).toBe('70.00');
  if (defective?.kind !== 'refused') throw new Error('96543 does not');
  expect(defective.refusal.invoiceNumber).toBe('96543');
  expect(codesOf(defective.refusal)).toEqual([
    '8:INVOICE_TOTAL:invoice_total_mismatch',
    '9:CLIENT_ID:rows_contradict',
  ]);
  expect(defective.refusal.faults.map((fault) => fault.message)).toEqual([
    'The rows add up to 2500.00, but INVOICE_TOTAL says 1250.00: a difference of 1250.00.',
    'CLIENT_ID is "500" on line 9 but "00711" on line 8, and both rows belong to the same invoice.',
  ]);
});

describe('lines', () => {
  test('one invoice may bill several matters, with the same line numbers in each', async () => {
    const total = { INVOICE_TOTAL: '300' };
    const invoice = await invoiceOf(
      fileOf1998B([
        feeRow({ number: '1', units: '1', cost: '100' }, total),
        feeRow({ number: '1', units: '1', cost: '200' }, { ...total, LAW_FIRM_MATTER_ID: 'M2' }),
      ]),
    );
    expect(invoice.matters).toEqual([{ number: 'M1' }, { number: 'M2' }]);
    expect(invoice.lines.map((line) => line.matterNumber)).toEqual(['M1', 'M2']);
  });

  test('[IMP6] adjustments of the whole invoice are lines of their own, their price blank', async () => {
    const total = { INVOICE_TOTAL: '870.00' };
    const adjustment = (type: string, amount: string) => ({
      ...feeRow({ number: `9${type}`, units: '1', cost: '0' }, total),
      'EXP/FEE/INV_ADJ_TYPE': type,
      LINE_ITEM_NUMBER_OF_UNITS: '',
      LINE_ITEM_UNIT_COST: '',
      LINE_ITEM_ADJUSTMENT_AMOUNT: amount,
      LINE_ITEM_TOTAL: amount,
    });
    const invoice = await invoiceOf(
      fileOf1998B([
        feeRow({ number: '1', units: '2.5', cost: '400' }, total),
        adjustment('IF', '-150'),
        adjustment('IE', '20.'),
      ]),
    );
    expect(invoice.lines.map((line) => [line.kind, line.amount.toFixed(2)])).toEqual([
      ['time', '1000.00'],
      ['discount', '-150.00'],
      ['expense', '20.00'],
    ]);
  });

  test('an adjustment of the invoice may state nought as its price', async () => {
    const total = { INVOICE_TOTAL: '50' };
    const rows = [
      feeRow({ number: '1', units: '1', cost: '100' }, total),
      {
        ...feeRow({ number: '2', units: '1', cost: '0', adjustment: '-50' }, total),
        'EXP/FEE/INV_ADJ_TYPE': 'IF',
      },
    ];
    const [, line] = (await invoiceOf(fileOf1998B(rows))).lines;
    expect([line?.kind, line?.description, line?.unitPrice.toFixed(2)]).toEqual([
      'discount',
      'Advising',
      '-50.00',
    ]);
  });

  test('a flat fee as an adjustment may state its amount as units and cost', async () => {
    const row = feeRow({ number: '1', units: '1', cost: '1250' }, { INVOICE_TOTAL: '1250' });
    const invoice = await invoiceOf(fileOf1998B([{ ...row, 'EXP/FEE/INV_ADJ_TYPE': 'if' }]));
    expect(invoice.lines[0]?.kind).toBe('fixed_fee');
  });

  test('an amount in the adjustment column of a line is its discount', async () => {
    const row = feeRow(
      { number: '1', units: '2', cost: '350', adjustment: '-70' },
      { INVOICE_TOTAL: '630' },
    );
    const [line] = (await invoiceOf(fileOf1998B([row]))).lines;
    expect(line?.discount.toFixed(2)).toBe('70.00');
    expect(line?.unitPrice.toFixed(2)).toBe('350.00');
  });

  test('a line written down to nothing is a no-charge line that keeps its hours', async () => {
    const rows = [
      feeRow(
        { number: '1', units: '0.3', cost: '350', adjustment: '-105' },
        { INVOICE_TOTAL: '100' },
      ),
      feeRow({ number: '2', units: '1', cost: '100' }, { INVOICE_TOTAL: '100' }),
    ];
    const [line] = (await invoiceOf(fileOf1998B(rows))).lines;
    expect(line?.kind).toBe('no_charge');
    expect(line?.quantity.toString()).toBe('0.3');
  });

  test('negative lines are taken', async () => {
    const total = { INVOICE_TOTAL: '65' };
    const rows = [
      feeRow({ number: '1', units: '1', cost: '100' }, total),
      feeRow({ number: '2', units: '-1', cost: '35' }, total),
    ];
    const invoice = await invoiceOf(fileOf1998B(rows));
    expect(invoice.lines[1]?.quantity.toString()).toBe('1');
    expect(invoice.lines[1]?.unitPrice.toFixed(2)).toBe('-35.00');
  });

  test('a row that is one cent off is taken as stated, and said so', async () => {
    const row = feeRow(
      { number: '1', units: '0.3333', cost: '350' },
      { LINE_ITEM_TOTAL: '116.65', INVOICE_TOTAL: '116.65' },
    );
    const invoice = await invoiceOf(fileOf1998B([row]));
    expect(invoice.lines[0]).toMatchObject({ description: 'Advising (0.3333 × 350)' });
    expect(invoice.notices.map((notice) => notice.code)).toEqual(['amount_as_stated']);
  });

  test('more decimals than Xero holds become a flat amount that names them', async () => {
    const row = feeRow(
      { number: '1', units: '0.16667', cost: '350' },
      { LINE_ITEM_TOTAL: '58.33', INVOICE_TOTAL: '58.33' },
    );
    const [line] = (await invoiceOf(fileOf1998B([row]))).lines;
    expect(line?.quantity.toString()).toBe('1');
    expect(line?.description).toBe('Advising (0.16667 × 350)');
  });

  test('amounts with fractions of a cent are rounded when the rounded ones add up', async () => {
    const row = { ...fee, LINE_ITEM_TOTAL: '1000.0004' };
    const invoice = await invoiceOf(fileOf1998B([row]));
    expect(invoice.notices.map((notice) => notice.code)).toEqual(['amount_rounded']);
  });
});

describe('faults', () => {
  test.each([
    ['bad_date', 'INVOICE_DATE', '20260230'],
    ['bad_date', 'INVOICE_DATE', '00010101'],
    ['bad_date', 'LINE_ITEM_DATE', '31/01/2026'],
    ['missing_value', 'INVOICE_DATE', ''],
    ['missing_value', 'CLIENT_ID', ''],
    ['missing_value', 'INVOICE_TOTAL', ''],
    ['missing_value', 'LINE_ITEM_TOTAL', ''],
    ['value_too_long', 'CLIENT_ID', 'x'.repeat(51)],
    ['bad_number', 'LINE_ITEM_UNIT_COST', '$400'],
    ['bad_number', 'LINE_ITEM_NUMBER_OF_UNITS', '2,5'],
    ['bad_number', 'LINE_ITEM_ADJUSTMENT_AMOUNT', '(10)'],
    ['bad_number', 'LINE_ITEM_ADJUSTMENT_AMOUNT', '1e3'],
    ['number_too_large', 'LINE_ITEM_TOTAL', '10000000000'],
    ['bad_line_type', 'EXP/FEE/INV_ADJ_TYPE', 'X'],
    ['bad_line_type', 'EXP/FEE/INV_ADJ_TYPE', ''],
    ['line_total_mismatch', 'LINE_ITEM_UNIT_COST', '401'],
    ['invoice_total_mismatch', 'INVOICE_TOTAL', '1000.01'],
  ])('%s: %s "%s" refuses the invoice, naming the line', async (code, field, text) => {
    const refusal = await refusalOf(fileOf1998B([{ ...fee, [field]: text }]));
    const named = code === 'line_total_mismatch' ? 'LINE_ITEM_TOTAL' : field;
    expect(codesOf(refusal)).toEqual([`3:${named}:${code}`]);
    expect(refusal.invoiceNumber).toBe('7001');
  });

  test('thousands separators are refused naming the field', async () => {
    const refusal = await refusalOf(fileOf1998B([{ ...fee, INVOICE_TOTAL: '1,000.00' }]));
    expect(refusal.faults[0]?.message).toBe(
      'INVOICE_TOTAL "1,000.00" is no plain number: write it without thousands separators.',
    );
  });

  test('[IMP2] all faults of an invoice are named, and other invoices come in', async () => {
    const items = await itemsOf(
      fileOf1998B([
        { ...fee, INVOICE_NUMBER: 'bad', INVOICE_DATE: 'x', LINE_ITEM_DATE: 'y', CLIENT_ID: '' },
        { ...fee, INVOICE_NUMBER: 'good' },
      ]),
    );
    expect(items.map((item) => item.kind)).toEqual(['refused', 'invoice']);
    if (items[0]?.kind !== 'refused') throw new Error('refused');
    expect(codesOf(items[0].refusal).toSorted()).toEqual([
      '3:CLIENT_ID:missing_value',
      '3:INVOICE_DATE:bad_date',
      '3:LINE_ITEM_DATE:bad_date',
    ]);
  });

  test.each([
    ['INVOICE_DATE', '20260201'],
    ['INVOICE_TOTAL', '351'],
    ['CLIENT_ID', 'C2'],
    ['BILLING_START_DATE', '20260102'],
    ['BILLING_END_DATE', '20260130'],
    ['INVOICE_DESCRIPTION', 'Something else'],
  ])('rows that disagree on %s refuse the invoice', async (field, text) => {
    const [first = {}, second = {}] = pair;
    const refusal = await refusalOf(fileOf1998B([first, { ...second, [field]: text }]));
    expect(codesOf(refusal)).toContain(`4:${field}:rows_contradict`);
  });

  test('a line number that stands twice in a matter refuses the invoice', async () => {
    const [first = {}, second = {}] = pair;
    const refusal = await refusalOf(fileOf1998B([first, { ...second, LINE_ITEM_NUMBER: '1' }]));
    expect(codesOf(refusal)).toEqual(['4:LINE_ITEM_NUMBER:duplicate_line_number']);
  });

  test('a pipe in a text is a fault of its row', async () => {
    const [first = {}, second = {}] = pair;
    const rows = [first, { ...second, LINE_ITEM_DESCRIPTION: 'either|or' }];
    const refusal = await refusalOf(fileOf1998B(rows));
    expect(codesOf(refusal)).toEqual(['4::wrong_field_count']);
    expect(refusal.invoiceNumber).toBe('7001');
  });

  test('a row broken in two refuses its invoice, and its second half belongs to none', async () => {
    const rows = [{ ...fee, LINE_ITEM_DESCRIPTION: 'one\ntwo' }];
    const items = await itemsOf(fileOf1998B(rows));
    expect(
      items.map(
        (item) => item.kind === 'refused' && [item.refusal.invoiceNumber, ...codesOf(item.refusal)],
      ),
    ).toEqual([
      ['7001', '3::wrong_field_count'],
      [undefined, '4::wrong_field_count'],
    ]);
  });

  test('a row without an invoice number is refused by itself', async () => {
    const items = await itemsOf(fileOf1998B([{ ...fee, INVOICE_NUMBER: '' }, fee]));
    expect(items.map((item) => item.kind)).toEqual(['refused', 'invoice']);
    if (items[0]?.kind !== 'refused') throw new Error('refused');
    expect(codesOf(items[0].refusal)).toEqual(['3:INVOICE_NUMBER:row_without_number']);
  });

  test('[IMP10] an invoice below nothing is a credit note', async () => {
    const row = feeRow({ number: '1', units: '1', cost: '-5' }, { INVOICE_TOTAL: '-5' });
    expect(codesOf(await refusalOf(fileOf1998B([row])))).toEqual([
      '3:INVOICE_TOTAL:negative_total',
    ]);
  });
});

describe('what LEDES 1998B does not say', () => {
  test('[IMP4] comes from the settings, and without them the file is refused naming each', async () => {
    const refusal = await refusalOf(fileOf1998B([fee]), { status: 'draft' });
    expect(refusal.invoiceNumber).toBeUndefined();
    expect(refusal.faults.map((fault) => `${fault.code} ${fault.field}`)).toEqual([
      'setting_missing paymentTermsDays',
      'setting_missing currency',
      'setting_missing taxCode',
    ]);
  });

  test('[IMP4] a tax code that taxes needs its rate and whether amounts hold it', async () => {
    const given = { ...settings, taxCode: 'standard' };
    const refusal = await refusalOf(fileOf1998B([fee]), given);
    expect(refusal.faults.map((fault) => fault.field)).toEqual(['taxRate', 'amountsAre']);
    const taxed = { ...given, taxRate: decimal('10') };
    const onTop = await invoiceOf(fileOf1998B([fee]), { ...taxed, amountsAre: 'exclusive' });
    expect([onTop.net, onTop.tax, onTop.total].map((sum) => sum.toFixed(2))).toEqual([
      '1000.00',
      '100.00',
      '1100.00',
    ]);
    const within = await invoiceOf(fileOf1998B([fee]), { ...taxed, amountsAre: 'inclusive' });
    expect([within.net, within.tax, within.total].map((sum) => sum.toFixed(2))).toEqual([
      '909.09',
      '90.91',
      '1000.00',
    ]);
  });

  test('a currency that is none is refused', async () => {
    const refusal = await refusalOf(fileOf1998B([fee]), { ...settings, currency: 'AUX' });
    expect(refusal.faults.map((fault) => fault.code)).toEqual(['bad_currency']);
  });
});
