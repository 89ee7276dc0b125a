import { describe, expect, test } from 'vitest';
import { demoTenantId } from './demo-company.ts';
import { approved, created, draft, errorsOf, pay } from './document-fixture.ts';
import { at, listAt, testApp, type Loose, type TestApp } from './emulator-fixture.ts';

async function invoiceNow(app: TestApp, invoice: Loose): Promise<Loose> {
  const { json } = await app.call('GET', `Invoices/${String(invoice['InvoiceID'])}`);
  return at(json, 'Invoices', 0);
}

const against = (invoice: Loose, change: object = {}): object => ({
  Invoice: { InvoiceID: invoice['InvoiceID'] },
  Account: { Code: '090' },
  Date: '2026-11-20',
  Amount: 100,
  ...change,
});

describe('paying', () => {
  test('payments lower what is due, the last one pays the invoice, deleting opens it again', async () => {
    const app = await testApp();
    const invoice = await created(app, approved);
    const first = await pay(app, invoice, 95);
    expect(first).toMatchObject({
      Status: 'AUTHORISED',
      PaymentType: 'ACCRECPAYMENT',
      BankAmount: 95,
      HasAccount: true,
      IsReconciled: false,
      Account: { Code: '090', Name: 'Business Bank Account' },
      Invoice: { AmountDue: 400, AmountPaid: 95 },
    });
    await pay(app, invoice, 400);
    const paid = await invoiceNow(app, invoice);
    expect(paid).toMatchObject({
      Status: 'PAID',
      AmountDue: 0,
      AmountPaid: 495,
      FullyPaidOnDate: '/Date(1795132800000+0000)/',
    });
    expect(listAt(paid, 'Payments')).toHaveLength(2);
    expect(at(paid, 'Payments', 0)).toMatchObject({ HasAccount: false, Amount: 95 });
    expect(at(paid, 'Payments', 0)).not.toHaveProperty('Status');

    const path = `Payments/${String(first['PaymentID'])}`;
    const gone = await app.call('POST', path, { Status: 'DELETED' });
    expect(at(gone.json, 'Payments', 0)).toMatchObject({ Status: 'DELETED' });
    expect(await invoiceNow(app, invoice)).toMatchObject({ Status: 'AUTHORISED', AmountDue: 95 });
    const again = await app.call('GET', path);
    expect(at(again.json, 'Payments', 0)).toMatchObject({ Status: 'DELETED' });
    expect(listAt((await app.call('GET', 'Payments')).json, 'Payments')).toHaveLength(2);
  });

  test.each([
    [{ Amount: 495.01 }, 'Payment amount exceeds the amount outstanding on this document'],
    [{ Account: {} }, 'Account code or ID must be specified'],
    [{ Account: { Code: '999' } }, 'Account could not be found'],
    [{ Account: { Code: '200' } }, 'Account type is invalid for making a payment to (or from)'],
    [{ Date: undefined }, 'The Date field must be specified.'],
  ])('%j is refused in Xero’s words', async (change, message) => {
    const app = await testApp();
    const invoice = await created(app, approved);
    expect(await errorsOf(app, 'PUT Payments', against(invoice, change))).toEqual([message]);
    expect(await invoiceNow(app, invoice)).toMatchObject({ AmountDue: 495 });
  });

  test('only approved documents take payments, and an unknown invoice is told so', async () => {
    const app = await testApp();
    const invoice = await created(app, draft);
    expect(await errorsOf(app, 'PUT Payments', against(invoice))).toEqual([
      'Payments can only be made against Authorised documents',
    ]);
    const nobody = { InvoiceID: '11111111-1111-4111-8111-111111111111' };
    expect(await errorsOf(app, 'PUT Payments', against(nobody))).toContain(
      'An existing invoice with the specified ID could not be found',
    );
  });

  test('an account open to payments takes them, an archived bank account does not', async () => {
    const app = await testApp();
    await app.control('POST', '/seed', {
      accounts: [{ Code: '095', Name: 'Old Bank', Type: 'BANK', Status: 'ARCHIVED' }],
    });
    const invoice = await created(app, approved);
    const archived = against(invoice, { Account: { Code: '095' } });
    expect(await errorsOf(app, 'PUT Payments', archived)).toEqual([
      'Old Bank bank account is archived and cannot be used',
    ]);
    const drawings = against(invoice, { Account: { Code: '880' } });
    expect((await app.call('PUT', 'Payments', drawings)).status).toBe(200);
  });

  test('a foreign invoice paid into another currency needs a rate or the bank’s amount', async () => {
    const app = await testApp();
    const invoice = await created(app, { ...approved, CurrencyCode: 'USD', CurrencyRate: 0.5 });
    expect(await errorsOf(app, 'PUT Payments', against(invoice))).toEqual([
      'A currency rate must be specified',
    ]);
    const rated = await app.call('PUT', 'Payments', against(invoice, { CurrencyRate: 0.5 }));
    expect(at(rated.json, 'Payments', 0)).toMatchObject({ BankAmount: 200, CurrencyRate: 0.5 });
    const banked = await app.call('PUT', 'Payments', against(invoice, { BankAmount: 160 }));
    expect(at(banked.json, 'Payments', 0)).toMatchObject({ BankAmount: 160, CurrencyRate: 0.625 });
  });
});

describe('deleting', () => {
  test('a reconciled payment stays, until a person takes the reconciliation away', async () => {
    const app = await testApp();
    const invoice = await created(app, approved);
    const payment = await pay(app, invoice, 100);
    const path = `Payments/${String(payment['PaymentID'])}`;
    const reconcile = (IsReconciled: boolean): ReturnType<TestApp['control']> =>
      app.control('POST', '/act', {
        method: 'POST',
        path: `${path}/Reconcile`,
        body: { IsReconciled },
      });
    await reconcile(true);
    expect(await errorsOf(app, `POST ${path}`, { Status: 'DELETED' })).toEqual([
      'This payment cannot be edited as it has been reconciled with a Bank Statement',
    ]);
    await reconcile(false);
    expect((await app.call('POST', path, { Status: 'DELETED' })).status).toBe(200);
  });

  test('a payment can’t be changed, and not be deleted in a closed period', async () => {
    const app = await testApp();
    const invoice = await created(app, approved);
    const payment = await pay(app, invoice, 100);
    const path = `Payments/${String(payment['PaymentID'])}`;
    expect(await errorsOf(app, `POST ${path}`, { Amount: 50 })).toHaveLength(1);
    await app.control('POST', `/tenants/${demoTenantId}`, { periodLockDate: '2026-11-20' });
    expect(await errorsOf(app, `POST ${path}`, { Status: 'DELETED' })).toEqual([
      'The document cannot be edited as it is currently dated before the period lock date',
    ]);
    expect(await errorsOf(app, 'PUT Payments', against(invoice))).toEqual([
      'The document date cannot be before the period lock date, currently set at 20 November 2026',
    ]);
  });
});

describe('credit notes', () => {
  const note = { ...approved, Type: 'ACCRECCREDIT', CreditNoteNumber: 'CN-9' };

  test('an allocation lowers what is due, is limited by both sides, and can be removed', async () => {
    const app = await testApp();
    const invoice = await created(app, approved);
    const made = await app.call('PUT', 'CreditNotes', note);
    const credit = at(made.json, 'CreditNotes', 0);
    expect(credit).toMatchObject({ RemainingCredit: 495, ID: credit['CreditNoteID'] });
    const path = `CreditNotes/${String(credit['CreditNoteID'])}/Allocations`;
    const allocation = { Invoice: { InvoiceID: invoice['InvoiceID'] }, Amount: 95 };
    const done = await app.call('PUT', path, { Allocations: [allocation] });
    expect(done.status).toBe(200);
    expect(await invoiceNow(app, invoice)).toMatchObject({
      AmountDue: 400,
      AmountCredited: 95,
      CreditNotes: [{ CreditNoteNumber: 'CN-9', AppliedAmount: 95 }],
    });
    const tooMuch = { Allocations: [{ ...allocation, Amount: 400.01 }] };
    expect(await errorsOf(app, `PUT ${path}`, tooMuch)).toEqual([
      'Credit Note cannot be allocated as amount is greater than amount outstanding',
    ]);
    const id = String(at(done.json, 'Allocations', 0)['AllocationID']);
    const removed = await app.call('DELETE', `${path}/${id}`);
    expect(removed.json).toMatchObject({ AllocationId: id, IsDeleted: true });
    expect(await invoiceNow(app, invoice)).toMatchObject({ AmountDue: 495, AmountCredited: 0 });
  });

  test('a refund of a credit note uses it up', async () => {
    const app = await testApp();
    const made = await app.call('PUT', 'CreditNotes', note);
    const CreditNoteID = at(made.json, 'CreditNotes', 0)['CreditNoteID'];
    const refund = {
      CreditNote: { CreditNoteID },
      Account: { Code: '090' },
      Date: '2026-11-20',
      Amount: 495,
    };
    const { json } = await app.call('PUT', 'Payments', refund);
    expect(at(json, 'Payments', 0)).toMatchObject({ PaymentType: 'ARCREDITPAYMENT' });
    const read = await app.call('GET', `CreditNotes/${String(CreditNoteID)}`);
    expect(at(read.json, 'CreditNotes', 0)).toMatchObject({ Status: 'PAID', RemainingCredit: 0 });
  });
});
