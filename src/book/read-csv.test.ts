import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { codesOf, invoiceOf, itemsOf, refusalOf, settings } from './example-files.ts';
import type { ImportSettings } from './imported-invoice.ts';
import { decimal } from '../base/decimal.ts';
import { splitCsvRow } from './split-row.ts';

const header =
  'Invoice number,Invoice date,Due date,Client number,Client name,E-mail,Matter number,Matter name,' +
  'Kind,Description,Quantity,Unit price,Discount,Tax code,Tax rate,Tax,Currency,Amounts are,' +
  'Reference,Total,Status';

const twoLines = `${header}
INV-1,2026-01-31,2026-02-28,C1,Acme Pty Ltd,accounts@acme.example,M1,Lease,time,"Drafting, settling and
engrossing the ""lease""",2.5,487.50,18.75,standard,10,,AUD,exclusive,Lease,1520.00,issued
INV-1,,,,,,M1,,expense,Searches,1,200,,free,,,,,,,
`;

const ours: ImportSettings = { status: 'draft' };

test('[IMP1] our own layout is read, values of the invoice from its first row alone', async () => {
  const invoice = await invoiceOf(twoLines, ours);
  expect(invoice).toMatchObject({
    number: 'INV-1',
    date: '2026-01-31',
    dueDate: '2026-02-28',
    currency: 'AUD',
    amountsAre: 'exclusive',
    reference: 'Lease',
    status: 'issued',
    client: { number: 'C1', name: 'Acme Pty Ltd', email: 'accounts@acme.example' },
    matters: [{ number: 'M1', name: 'Lease' }],
  });
  expect(invoice.lines.map((line) => [line.kind, line.taxCode, line.amount.toFixed(2)])).toEqual([
    ['time', 'standard', '1200.00'],
    ['expense', 'free', '200.00'],
  ]);
  expect(invoice.lines[0]?.description).toBe('Drafting, settling and\nengrossing the "lease"');
  expect(invoice.total.toFixed(2)).toBe('1520.00');
});

test.each([
  ['semicolons', ';'],
  ['tabs', '\t'],
])('fields may be separated by %s', async (_name, delimiter) => {
  const rows = stringify(
    [
      ['invoice_no', 'DATE', 'Client ID', 'narrative', 'Qty', 'Rate', 'tax-code'],
      ['7', '20260131', 'C1', `with ${delimiter} and "marks"`, '1', '1,250.50', 'none'],
    ],
    { delimiter },
  );
  const invoice = await invoiceOf(rows, settings);
  expect(invoice.total.toFixed(2)).toBe('1250.50');
  expect(invoice.lines[0]?.description).toContain('"marks"');
});

test('a first line of Excel that names the separator is passed over', async () => {
  const text = `sep=,\r\nNumber,Date,Client,Description,Amount,Tax code\r\n1,2026-01-31,C,Fee,10,none\r\n`;
  expect((await invoiceOf(text, settings)).total.toFixed(2)).toBe('10.00');
});

describe('taxes', () => {
  const row = (more: string) =>
    `Number,Date,Client,Description,Amount,Tax code,Tax rate,Tax,Amounts are\n1,2026-01-31,C,Fee,110,${more}\n`;

  test('amounts may hold their tax', async () => {
    const invoice = await invoiceOf(row('standard,10%,,inclusive'), settings);
    expect([invoice.net, invoice.tax].map((sum) => sum.toFixed(2))).toEqual(['100.00', '10.00']);
  });

  test('[IMP4] without a word on that, a taxed invoice is refused', async () => {
    const refusal = await refusalOf(row('standard,10,,'), settings);
    expect(codesOf(refusal)).toEqual(['2:Amounts are:setting_missing']);
  });

  test('a tax code without a rate takes the rate of the settings, else it is refused', async () => {
    const refusal = await refusalOf(row('standard,,,exclusive'), ours);
    expect(codesOf(refusal)).toContain('2:Tax rate:unknown_tax');
    const given = { ...settings, taxCode: 'standard', taxRate: decimal('15') };
    expect((await invoiceOf(row('standard,,,exclusive'), given)).tax.toFixed(2)).toBe('16.50');
  });

  test('an invoice without tax may not have any', async () => {
    expect(codesOf(await refusalOf(row('none,,5,no tax'), settings))).toEqual(['2:Tax:bad_value']);
    const invoice = await invoiceOf(row('standard,10,,no tax'), settings);
    expect(invoice.total.toFixed(2)).toBe('110.00');
    expect(invoice.lines[0]?.taxCode).toBe('none');
  });

  test('a row that says nothing of tax takes the code of the settings, else it is refused', async () => {
    expect((await invoiceOf(row(',,,'), settings)).lines[0]?.taxCode).toBe('none');
    const given = { status: 'draft', currency: 'AUD', paymentTermsDays: 7 } as const;
    expect(codesOf(await refusalOf(row(',,,'), given))).toEqual(['2:Tax code:setting_missing']);
  });
});

const xeroHeader =
  '*ContactName,EmailAddress,POAddressLine1,POAddressLine2,POAddressLine3,POAddressLine4,POCity,' +
  'PORegion,POPostalCode,POCountry,*InvoiceNumber,Reference,*InvoiceDate,*DueDate,' +
  'InventoryItemCode,*Description,*Quantity,*UnitAmount,Discount,*AccountCode,*TaxType,' +
  'TrackingName1,TrackingOption1,TrackingName2,TrackingOption2,Currency,BrandingTheme';

describe("Xero's sales-invoice layout", () => {
  const line = (more: { discount?: string; tax?: string; date?: string }) =>
    `Acme Pty Ltd,a@acme.example,1 Example St,,,,Sydney,NSW,2000,Australia,INV-9,Ref 9,` +
    `${more.date ?? '31/01/2026'},28/02/2026,,Advice,3,333.33,${more.discount ?? ''},200,` +
    `${more.tax ?? 'GST on Income'},,,,,AUD,`;
  const given: ImportSettings = { status: 'draft', amountsAre: 'exclusive' };

  test('[IMP1] is read with its tax names, and the client is known by name', async () => {
    const invoice = await invoiceOf(`${xeroHeader}\n${line({})}\n`, given);
    expect(invoice.client).toMatchObject({
      number: 'ACME PTY LTD',
      isNumberMade: true,
      name: 'Acme Pty Ltd',
    });
    expect(invoice.date).toBe('2026-01-31');
    expect([invoice.net, invoice.tax].map((sum) => sum.toFixed(2))).toEqual(['999.99', '100.00']);
  });

  test('takes its discount as a per cent of the line', async () => {
    const invoice = await invoiceOf(`${xeroHeader}\n${line({ discount: '12.5' })}\n`, given);
    expect(invoice.net.toFixed(2)).toBe('874.99');
  });

  test('refuses a tax name whose rate nobody knows', async () => {
    const refusal = await refusalOf(`${xeroHeader}\n${line({ tax: 'Luxury tax' })}\n`, given);
    expect(codesOf(refusal)).toEqual(['2:*TaxType:unknown_tax']);
  });

  test('reads names that say their rate, and names without tax', async () => {
    const rates = [
      ['15% GST on Income', 'standard', '15'],
      ['20% (VAT on Income)', 'standard', '20'],
      ['GST Free Income', 'free', '0'],
      ['Zero Rated Income', 'free', '0'],
      ['BAS Excluded', 'none', '0'],
      ['No VAT', 'none', '0'],
    ] as const;
    for (const [tax, code, rate] of rates) {
      const [read] = (await invoiceOf(`${xeroHeader}\n${line({ tax })}\n`, given)).lines;
      expect([read?.taxCode, read?.taxRate.toString()]).toEqual([code, rate]);
    }
  });

  test('takes month first when told so', async () => {
    const text = `${xeroHeader}\n${line({ date: '02/01/2026' }).replace('28/02', '02/28')}\n`;
    expect((await invoiceOf(text, { ...given, dateOrder: 'mdy' })).date).toBe('2026-02-01');
    expect(codesOf(await refusalOf(text, given))).toEqual(['2:*DueDate:bad_date']);
  });
});

describe('faults', () => {
  test('a date that can be read in two ways is refused until the order is given', async () => {
    const text = twoLines.replace('2026-01-31', '03/02/2026');
    expect(codesOf(await refusalOf(text, ours))).toEqual(['2:Invoice date:ambiguous_date']);
    expect((await invoiceOf(text, { ...ours, dateOrder: 'mdy' })).date).toBe('2026-03-02');
    const clear = twoLines.replace('2026-01-31', '31/01/2026');
    expect((await invoiceOf(clear, ours)).date).toBe('2026-01-31');
  });

  test.each([
    ['time,"Drafting', 'tyme,"Drafting', '2:Kind:bad_value'],
    ['issued', 'posted', '2:Status:bad_value'],
    ['exclusive', 'sometimes', '2:Amounts are:bad_value'],
    ['1520.00', '1520.01', '2:Total:invoice_total_mismatch'],
    [',2.5,', ',2.5h,', '2:Quantity:bad_number'],
    ['free,,,,,,,', 'free,,,,,,,,x', '4::wrong_field_count'],
    ['INV-1,,,,', 'INV-1,2026-02-01,,,', '4:Invoice date:rows_contradict'],
    ['Searches', '', '4:Description:missing_value'],
    ['2026-01-31', '', '2:Invoice date:missing_value'],
    [',C1,', ',,', '2:Client number:missing_value'],
    ['2026-02-28', '', '2:Due date:setting_missing'],
    ['AUD', '', '2:Currency:setting_missing'],
  ])('%s as "%s" gives %s', async (from, to, code) => {
    expect(codesOf(await refusalOf(twoLines.replace(from, to), ours))).toContain(code);
  });

  test('a line number that stands twice in a matter refuses the invoice', async () => {
    const text = 'Number,Date,Client,Line no,Description,Amount\n1,2026-01-31,C,1,a,1\n1,,,1,b,2\n';
    expect(codesOf(await refusalOf(text, settings))).toEqual(['3:Line no:duplicate_line_number']);
  });

  test('columns that are needed are named', async () => {
    const refusal = await refusalOf('Number,Date,Colour\n1,2,3\n', settings);
    expect(refusal.faults.map((fault) => fault.field)).toEqual([
      'Client number',
      'Description',
      'Unit price',
    ]);
  });

  test('a quotation mark that is never closed is found', async () => {
    const text = `${twoLines}INV-2,2026-01-31,,C1,,,,,,"open${',x'.repeat(600_000)}`;
    const items = await itemsOf(text, settings);
    expect(items.map((item) => item.kind === 'refused' && codesOf(item.refusal))).toEqual([
      ['5::row_too_long'],
    ]);
  });
});

test('rows that csv-stringify writes are split as they were', () => {
  const field = fc
    .string({ unit: fc.constantFrom('a', 'b', ',', ';', '"', '\n', ' ', 'é') })
    .map((text) => text.trim());
  fc.assert(
    fc.property(fc.array(field, { minLength: 1, maxLength: 6 }), (fields) => {
      const text = stringify([fields], { quoted: true, eof: false });
      expect(splitCsvRow(text, ',')).toEqual(fields);
    }),
  );
});
