import { expect, test } from 'vitest';
import { approved, created, errorsOf, pay } from './document-fixture.ts';
import { at, listAt, testApp } from './emulator-fixture.ts';

test('accounts are listed by code, filtered, and created one at a time', async () => {
  const app = await testApp();
  const all = listAt((await app.call('GET', 'Accounts?page=1&pageSize=1')).json, 'Accounts');
  expect(all.length).toBeGreaterThan(30);
  expect(all.slice(0, 3).map((account) => account['Code'])).toEqual(['090', '091', '200']);
  const where = encodeURIComponent('SystemAccount=="ROUNDING"');
  const rounding = await app.call('GET', `Accounts?where=${where}`);
  expect(listAt(rounding.json, 'Accounts').map((account) => account['Code'])).toEqual(['860']);

  const made = await app.call('PUT', 'Accounts', { Code: '205', Name: 'Fees', Type: 'SALES' });
  const account = at(made.json, 'Accounts', 0);
  expect(account).toMatchObject({ Class: 'REVENUE', Status: 'ACTIVE' });
  const read = await app.call('GET', `Accounts/${String(account['AccountID'])}`);
  expect(at(read.json, 'Accounts', 0)['Name']).toBe('Fees');
  const again = { Code: '206', Name: 'fees', Type: 'SALES' };
  expect(await errorsOf(app, 'PUT Accounts', again)).toEqual(['Please enter a unique Name.']);
});

test('a new tax rate gets the next TAX number and can be used on a line', async () => {
  const app = await testApp();
  const { json } = await app.call('PUT', 'TaxRates', {
    Name: 'State and city',
    TaxComponents: [
      { Name: 'State', Rate: 7.5 },
      { Name: 'City', Rate: '2.25' },
    ],
  });
  expect(at(json, 'TaxRates', 0)).toMatchObject({
    TaxType: 'TAX001',
    EffectiveRate: 9.75,
    DisplayTaxRate: 9.75,
  });
  const invoice = await created(app, {
    ...approved,
    LineItems: [{ Description: 'x', UnitAmount: 100, AccountCode: '200', TaxType: 'TAX001' }],
  });
  expect(invoice['TotalTax']).toBe(9.75);
  const one = await app.call('GET', 'TaxRates?TaxType=OUTPUT');
  expect(listAt(one.json, 'TaxRates').map((rate) => rate['Name'])).toEqual(['GST on Income']);
});

test('a currency is added once and then invoices may be in it', async () => {
  const app = await testApp();
  const yen = { ...approved, CurrencyCode: 'JPY' };
  expect((await app.call('PUT', 'Invoices', yen)).status).toBe(400);
  await app.call('PUT', 'Currencies', { Code: 'JPY', Description: 'Japanese Yen' });
  await app.call('PUT', 'Currencies', { Code: 'JPY' });
  const { json } = await app.call('GET', 'Currencies');
  expect(listAt(json, 'Currencies').filter((currency) => currency['Code'] === 'JPY')).toEqual([
    { Code: 'JPY', Description: 'Japanese Yen' },
  ]);
  expect(await created(app, yen)).toMatchObject({ CurrencyCode: 'JPY' });
});

test('a line’s tracking is found by name, and echoed with its ids', async () => {
  const app = await testApp();
  const Tracking = [{ Name: 'office', Option: 'sydney' }];
  const LineItems = [{ Description: 'x', UnitAmount: 1, AccountCode: '200', Tracking }];
  const invoice = await created(app, { ...approved, LineItems });
  const categories = await app.call('GET', 'TrackingCategories');
  const office = at(categories.json, 'TrackingCategories', 0);
  expect(at(invoice, 'LineItems', 0, 'Tracking', 0)).toEqual({
    Name: 'Office',
    Option: 'Sydney',
    TrackingCategoryID: office['TrackingCategoryID'],
    TrackingOptionID: at(office, 'Options', 0)['TrackingOptionID'],
  });
});

test('payments are found by their reference and by their invoice', async () => {
  const app = await testApp();
  const first = await created(app, approved);
  const second = await created(app, approved);
  await pay(app, first, 10);
  await pay(app, second, 20);
  const where = `Invoice.InvoiceId==guid("${String(second['InvoiceID'])}") AND Status=="AUTHORISED"`;
  const { json } = await app.call('GET', `Payments?where=${encodeURIComponent(where)}`);
  expect(listAt(json, 'Payments').map((payment) => payment['Amount'])).toEqual([20]);
});
