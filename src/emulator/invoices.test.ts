import { describe, expect, test } from 'vitest';
import { approved, created, draft, errorsOf, line } from './document-fixture.ts';
import { at, testApp } from './emulator-fixture.ts';

describe('creating', () => {
  test('an approved invoice comes back with its arithmetic, number and full contact', async () => {
    const app = await testApp();
    const { text, status } = await app.call('PUT', 'Invoices', approved);
    expect(status).toBe(200);
    expect(text).toContain('"SubTotal":450.0,"TotalTax":45.0,"Total":495.0');
    const invoice = at(JSON.parse(text), 'Invoices', 0);
    expect(invoice).toMatchObject({
      InvoiceNumber: 'INV-0001',
      Status: 'AUTHORISED',
      AmountDue: 495,
      AmountPaid: 0,
      DateString: '2026-11-01T00:00:00',
      Date: '/Date(1793491200000+0000)/',
      CurrencyCode: 'AUD',
      HasErrors: false,
      Contact: { Name: 'Acme', ContactStatus: 'ACTIVE', IsCustomer: true },
    });
    expect(invoice).not.toHaveProperty('AmountCredited');
    expect(invoice).not.toHaveProperty('StatusAttributeString');
    expect(at(invoice, 'LineItems', 0)).toMatchObject({ TaxType: 'OUTPUT', TaxAmount: 45 });
  });

  test('a draft needs no more than type and contact', async () => {
    const app = await testApp();
    const invoice = await created(app, { Type: 'ACCREC', Contact: { Name: 'Acme' } });
    expect(invoice).toMatchObject({ Status: 'DRAFT', Total: 0, DateString: '2026-11-22T00:00:00' });
  });

  test('approval asks for lines, due date, account and tax', async () => {
    const app = await testApp();
    const base = { Type: 'ACCREC', Contact: { Name: 'Acme' }, Status: 'AUTHORISED' };
    expect(await errorsOf(app, 'PUT Invoices', base)).toEqual([
      'One or more line items must be specified',
      'The document DueDate field must be specified.',
    ]);
    const bare = { ...approved, LineItems: [{ Description: 'Advice', UnitAmount: 1 }] };
    expect(await errorsOf(app, 'PUT Invoices', bare)).toEqual(['Account code must be specified']);
  });

  test.each([
    [{ Type: 'SALE' }, 'Invoice not of valid type for creation'],
    [{ Status: 'PAID' }, 'Invoice not of valid status for creation'],
    [{ Contact: undefined }, 'A Contact must be specified for this type of transaction'],
    [
      { Contact: {} },
      'The Contact must contain at least 1 of the following elements to identify the contact: Name, ContactID, ContactNumber',
    ],
    [{ CurrencyCode: 'JPY' }, 'Organisation is not subscribed to currency JPY'],
    [{ Url: 'somewhere' }, 'Url must be a valid absolute url'],
    [{ Total: 1 }, 'The invoice total does not equal the sum of the lines.'],
    [
      { LineItems: [{ ...line, LineAmount: 449.99 }] },
      'The line total 449.99 does not match the expected line total 450.00',
    ],
    [
      { LineItems: [{ ...line, DiscountRate: 127.83 }] },
      "The discount rate '127.83' is invalid. Discount must not be greater than the line total.",
    ],
    [
      { LineItems: [{ ...line, AccountCode: '090' }] },
      "Account code '090' is not a valid code for this document.",
    ],
    [
      { LineItems: [{ ...line, TaxType: 'TAX099' }] },
      'The TaxType code TAX099 does not exist or cannot be used for this type of transaction.',
    ],
    [
      { LineItems: [{ ...line, TaxType: 'INPUT' }] },
      "The TaxType code 'INPUT' cannot be used with account code '200'.",
    ],
  ])('%j is refused in Xero’s words', async (change, message) => {
    const app = await testApp();
    expect(await errorsOf(app, 'PUT Invoices', { ...approved, ...change })).toEqual([message]);
  });

  test('a sales number is taken once, a bill number as often as wanted', async () => {
    const app = await testApp();
    await created(app, { ...draft, InvoiceNumber: 'A-1' });
    const again = { ...draft, InvoiceNumber: 'a-1' };
    expect(await errorsOf(app, 'PUT Invoices', again)).toEqual(['Invoice # must be unique.']);
    await created(app, { ...again, Type: 'ACCPAY' });
    await created(app, { ...again, Type: 'ACCPAY' });
  });

  test('a draft with an unknown account is saved without it, under a warning', async () => {
    const app = await testApp();
    const { json } = await app.call('PUT', 'Invoices?summarizeErrors=false', {
      ...draft,
      LineItems: [{ ...line, AccountCode: '476' }],
    });
    const invoice = at(json, 'Invoices', 0);
    expect(invoice).toMatchObject({
      StatusAttributeString: 'WARNING',
      Warnings: [
        {
          Message: "Account code '476' has been removed as it does not match a recognised account.",
        },
      ],
    });
    expect(at(invoice, 'LineItems', 0)).not.toHaveProperty('AccountCode');
  });

  test('text that is no amount, date or known word refuses the whole request with number 14', async () => {
    const app = await testApp();
    const date = await app.call('PUT', 'Invoices', { ...draft, Date: '20100510' });
    expect(date.json).toMatchObject({
      ErrorNumber: 14,
      Type: 'PostDataInvalidException',
      Message: "The string '20100510' is not a valid AllXsd value.",
    });
    const types = await app.call('PUT', 'Invoices', { ...draft, LineAmountTypes: 'NO_TAX' });
    expect(types.json['Message']).toBe(
      `Error converting value "NO_TAX" to type 'Xero.API.Library..LineAmountType'. Path 'LineAmountTypes'.`,
    );
    expect((await app.call('PUT', 'Invoices', '')).json['ErrorNumber']).toBe(17);
    expect((await app.call('PUT', 'Invoices', '<Invoices/>')).status).toBe(415);
  });
});

describe('amounts', () => {
  test('tax is rounded half up on each line, then summed', async () => {
    const app = await testApp();
    await app.control('POST', '/seed', {
      taxRates: [{ TaxType: 'TAX015', Name: 'Fifteen', EffectiveRate: 15 }],
    });
    const lines = [25.06, 25.61, 25.63].map((UnitAmount) => ({
      ...line,
      Quantity: 1,
      UnitAmount,
      TaxType: 'TAX015',
    }));
    expect(await created(app, { ...approved, LineItems: lines })).toMatchObject({
      SubTotal: 76.3,
      TotalTax: 11.44,
      Total: 87.74,
    });
  });

  test('inclusive tax is taken out of the line, and NoTax has none', async () => {
    const app = await testApp();
    const LineItems = [{ ...line, Quantity: 1, UnitAmount: 541.25 }];
    const inclusive = await created(app, { ...approved, LineAmountTypes: 'Inclusive', LineItems });
    expect(inclusive).toMatchObject({ SubTotal: 492.05, TotalTax: 49.2, Total: 541.25 });
    const none = await created(app, { ...approved, LineAmountTypes: 'NoTax', LineItems });
    expect(none).toMatchObject({ SubTotal: 541.25, TotalTax: 0, Total: 541.25 });
  });

  test('a unit amount keeps two decimals, or four with unitdp=4', async () => {
    const app = await testApp();
    const LineItems = [{ ...line, Quantity: 100, UnitAmount: 1.2345 }];
    expect(await created(app, { ...approved, LineItems })).toMatchObject({ SubTotal: 123 });
    const { json } = await app.call('PUT', 'Invoices?unitdp=4', { ...approved, LineItems });
    expect(at(json, 'Invoices', 0)).toMatchObject({ SubTotal: 123.45 });
  });

  test('a TaxAmount that is sent stands, and stays while its line’s figures do', async () => {
    const app = await testApp();
    const invoice = await created(app, {
      ...approved,
      LineItems: [{ ...line, TaxAmount: 45.01 }],
    });
    expect(invoice).toMatchObject({ TotalTax: 45.01, Total: 495.01 });
    const { json } = await app.call('POST', `Invoices/${String(invoice['InvoiceID'])}`, {
      LineItems: [{ LineItemID: at(invoice, 'LineItems', 0)['LineItemID'], Description: 'More' }],
    });
    expect(at(json, 'Invoices', 0)).toMatchObject({ Total: 495.01 });
  });

  test('discounts are taken off before tax and summed up', async () => {
    const app = await testApp();
    const byRate = { ...line, DiscountRate: 10 };
    const byAmount = { ...line, DiscountAmount: 50 };
    expect(await created(app, { ...approved, LineItems: [byRate, byAmount] })).toMatchObject({
      SubTotal: 805,
      TotalDiscount: 95,
      IsDiscounted: true,
    });
  });

  test('an approved invoice of nothing is paid at once', async () => {
    const app = await testApp();
    const LineItems = [{ ...line, UnitAmount: 0 }];
    expect(await created(app, { ...approved, LineItems })).toMatchObject({ Status: 'PAID' });
  });
});
