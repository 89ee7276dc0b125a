import { describe, expect, test } from 'vitest';
import { decimal } from '../base/decimal.ts';
import {
  codesOf,
  columns98BI,
  feeRow,
  fileOf98BI,
  invoiceOf,
  refusalOf,
  settings,
  type LedesRow,
} from './example-files.ts';

/** One fee row of 100.00 with its tax, in an invoice of `net` + `tax`. */
function taxed(
  figures: { number: string; rate: string; tax: string; cost?: string },
  invoice: LedesRow,
): LedesRow {
  const cost = figures.cost ?? '100';
  const row = feeRow({ number: figures.number, units: '1', cost });
  const total = decimal(cost).plus(decimal(figures.tax === '' ? '0' : figures.tax));
  return {
    ...row,
    LINE_ITEM_TAX_RATE: figures.rate,
    LINE_ITEM_TAX_TOTAL: figures.tax,
    LINE_ITEM_TAX_TYPE: 'GST',
    LINE_ITEM_TOTAL: total.toFixed(2),
    INVOICE_CURRENCY: 'AUD',
    ...invoice,
  };
}

const sums = { INVOICE_NET_TOTAL: '100', INVOICE_TAX_TOTAL: '10', INVOICE_TOTAL: '110' };
const one = taxed({ number: '1', rate: '0.1', tax: '10.00' }, sums);

test('tax, currency, names and addresses are read', async () => {
  const row = {
    ...one,
    INVOICE_CURRENCY: 'nzd',
    CLIENT_NAME: 'Kererū Foods Limited',
    CLIENT_TAX_ID: '123-456-789',
    CLIENT_ADDRESS_1: 'Level 4, 10 Example Quay',
    CLIENT_CITY: 'Wellington',
    CLIENT_STATEorREGION: 'Wellington',
    CLIENT_POSTCODE: '6011',
    CLIENT_COUNTRY: 'NZ',
    MATTER_NAME: 'Trade mark KERERŪ',
    PO_NUMBER: 'PO-77',
  };
  const invoice = await invoiceOf(fileOf98BI([row]));
  expect(invoice.client).toEqual({
    number: 'C1',
    name: 'Kererū Foods Limited',
    taxNumber: '123-456-789',
    address: {
      type: 'billing',
      lines: ['Level 4, 10 Example Quay'],
      city: 'Wellington',
      region: 'Wellington',
      postalCode: '6011',
      country: 'NZ',
    },
  });
  expect(invoice).toMatchObject({
    currency: 'NZD',
    reference: 'PO-77',
    matters: [{ number: 'M1', name: 'Trade mark KERERŪ' }],
    amountsAre: 'exclusive',
  });
  expect([invoice.net, invoice.tax, invoice.total].map((sum) => sum.toFixed(2))).toEqual([
    '100.00',
    '10.00',
    '110.00',
  ]);
});

test.each(['0.2', '.20', '20', '20.00', '20%', '20 %'])(
  'the rate may be written %s',
  async (rate) => {
    const row = taxed(
      { number: '1', rate, tax: '20.00' },
      { INVOICE_NET_TOTAL: '100', INVOICE_TAX_TOTAL: '20', INVOICE_TOTAL: '120' },
    );
    const [line] = (await invoiceOf(fileOf98BI([row]))).lines;
    expect(line?.taxRate.toString()).toBe('20');
    expect(line?.taxCode).toBe('standard');
    expect(line?.isTaxStated).toBe(false);
  },
);

test('a rate below one that gives its tax only as a per cent is a per cent', async () => {
  const row = taxed(
    { number: '1', rate: '0.5', tax: '0.50' },
    { INVOICE_NET_TOTAL: '100', INVOICE_TAX_TOTAL: '.5', INVOICE_TOTAL: '100.5' },
  );
  expect((await invoiceOf(fileOf98BI([row]))).lines[0]?.taxRate.toString()).toBe('0.5');
});

test('[IMP5] a tax that does not follow from its rate is taken when the totals add up, and said so', async () => {
  const row = taxed(
    { number: '1', rate: '10', tax: '9.87' },
    { INVOICE_NET_TOTAL: '100', INVOICE_TAX_TOTAL: '9.87', INVOICE_TOTAL: '109.87' },
  );
  const invoice = await invoiceOf(fileOf98BI([row]));
  expect(invoice.lines[0]?.isTaxStated).toBe(true);
  expect(invoice.lines[0]?.tax.toFixed(2)).toBe('9.87');
  expect(invoice.notices.map((notice) => `${notice.line} ${notice.code}`)).toEqual([
    '3 tax_not_from_rate',
  ]);
});

test('a tax without a rate has it worked out, and said so', async () => {
  const invoice = await invoiceOf(fileOf98BI([{ ...one, LINE_ITEM_TAX_RATE: '' }]));
  expect(invoice.lines[0]?.taxRate.toString()).toBe('10');
  expect(invoice.notices.map((notice) => notice.code)).toEqual(['tax_rate_inferred']);
});

test('rows without tax are free when a tax is named, and untaxed when none is', async () => {
  const totals = { INVOICE_NET_TOTAL: '200', INVOICE_TAX_TOTAL: '0', INVOICE_TOTAL: '200' };
  const free = taxed({ number: '1', rate: '0', tax: '0' }, totals);
  const none = { ...taxed({ number: '2', rate: '', tax: '' }, totals), LINE_ITEM_TAX_TYPE: '' };
  const invoice = await invoiceOf(fileOf98BI([free, none]));
  expect(invoice.lines.map((line) => line.taxCode)).toEqual(['free', 'none']);
});

test('systems that leave the tax out of the row totals are understood, and it is said so', async () => {
  const invoice = await invoiceOf(fileOf98BI([{ ...one, LINE_ITEM_TOTAL: '100.00' }]));
  expect(invoice.total.toFixed(2)).toBe('110.00');
  expect(invoice.notices.map((notice) => notice.code)).toEqual(['line_totals_without_tax']);
});

test('an adjustment of the invoice carries its own tax', async () => {
  const totals = { INVOICE_NET_TOTAL: '80', INVOICE_TAX_TOTAL: '8', INVOICE_TOTAL: '88' };
  const adjustment = {
    ...taxed({ number: '2', rate: '10', tax: '-2.00', cost: '0' }, totals),
    'EXP/FEE/INV_ADJ_TYPE': 'IF',
    LINE_ITEM_UNIT_COST: '',
    LINE_ITEM_NUMBER_OF_UNITS: '',
    LINE_ITEM_ADJUSTMENT_AMOUNT: '-20',
    LINE_ITEM_TOTAL: '-22.00',
  };
  const invoice = await invoiceOf(
    fileOf98BI([taxed({ number: '1', rate: '10', tax: '10' }, totals), adjustment]),
  );
  expect(invoice.lines[1]?.amount.toFixed(2)).toBe('-20.00');
  expect(invoice.total.toFixed(2)).toBe('88.00');
});

test('a tax reported beside the invoice that differs is said', async () => {
  const row = { ...one, INVOICE_TAX_CURRENCY: 'AUD', INVOICE_REPORTED_TAX_TOTAL: '11' };
  const invoice = await invoiceOf(fileOf98BI([row]));
  expect(invoice.notices.map((notice) => notice.code)).toEqual(['reported_tax_differs']);
});

test('[MON2] yen have no cents', async () => {
  const row = taxed(
    { number: '1', rate: '10', tax: '1234', cost: '12340' },
    { INVOICE_NET_TOTAL: '12340', INVOICE_TAX_TOTAL: '1234', INVOICE_TOTAL: '13574' },
  );
  const invoice = await invoiceOf(fileOf98BI([{ ...row, INVOICE_CURRENCY: 'JPY' }]));
  expect(invoice.total.toString()).toBe('13574');
});

describe('faults', () => {
  test.each([
    ['INVOICE_TAX_TOTAL', '10.01', 'tax_total_mismatch'],
    ['INVOICE_NET_TOTAL', '99.99', 'net_total_mismatch'],
    ['INVOICE_TOTAL', '111', 'invoice_total_mismatch'],
    ['INVOICE_CURRENCY', 'AUX', 'bad_currency'],
    ['LINE_ITEM_TAX_RATE', '120', 'number_too_large'],
    ['LINE_ITEM_TAX_RATE', '-10', 'bad_number'],
    ['LINE_ITEM_TAX_TOTAL', 'ten', 'bad_number'],
  ])('%s "%s" refuses the invoice with %s', async (field, text, code) => {
    const refusal = await refusalOf(fileOf98BI([{ ...one, [field]: text }]));
    expect(codesOf(refusal)).toEqual([`3:${field}:${code}`]);
  });

  test.each(['INVOICE_CURRENCY', 'CLIENT_NAME', 'CLIENT_TAX_ID', 'INVOICE_NET_TOTAL'])(
    'rows that disagree on %s refuse the invoice',
    async (field) => {
      const text = field === 'INVOICE_CURRENCY' ? 'NZD' : field === 'INVOICE_NET_TOTAL' ? '1' : 'X';
      const rows = [
        { ...one, CLIENT_NAME: 'A', CLIENT_TAX_ID: 'B' },
        { ...one, CLIENT_NAME: 'A', CLIENT_TAX_ID: 'B', LINE_ITEM_NUMBER: '2', [field]: text },
      ];
      expect(codesOf(await refusalOf(fileOf98BI(rows)))).toContain(`4:${field}:rows_contradict`);
    },
  );

  test('[IMP4] a blank currency comes from the settings, else it refuses the invoice', async () => {
    const row = { ...one, INVOICE_CURRENCY: '' };
    expect((await invoiceOf(fileOf98BI([row]))).currency).toBe('AUD');
    const given = { status: 'draft', paymentTermsDays: 14 } as const;
    const refusal = await refusalOf(fileOf98BI([row]), given);
    expect(codesOf(refusal)).toEqual(['3:INVOICE_CURRENCY:setting_missing']);
  });

  test('without payment terms the file is refused', async () => {
    const refusal = await refusalOf(fileOf98BI([one]), { status: 'draft' });
    expect(refusal.faults.map((fault) => fault.field)).toEqual(['paymentTermsDays']);
    expect(settings.paymentTermsDays).toBe(30);
  });

  test('a column that is needed and missing refuses the file', async () => {
    const text = fileOf98BI([one]).replace('|LINE_ITEM_TAX_TOTAL|', '|SOMETHING|');
    expect(codesOf(await refusalOf(text))).toEqual(['2:LINE_ITEM_TAX_TOTAL:missing_column']);
    expect(columns98BI).toHaveLength(52);
  });

  test('a column that stands twice refuses the file', async () => {
    const text = fileOf98BI([one]).replace('|PO_NUMBER|', '|CLIENT_ID|');
    expect(codesOf(await refusalOf(text))).toEqual(['2:CLIENT_ID:duplicate_column']);
  });
});
