import { describe, expect, test } from 'vitest';
import { approved, created, draft, errorsOf, line, messages, pay } from './document-fixture.ts';
import { at, listAt, testApp } from './emulator-fixture.ts';

import { demoTenantId } from './demo-company.ts';
describe('states', () => {
  const refusedBy = 'Invoice not of valid status for modification';

  test.each([
    ['DRAFT', 'SUBMITTED', 'SUBMITTED'],
    ['DRAFT', 'AUTHORISED', 'AUTHORISED'],
    ['DRAFT', 'DELETED', 'DELETED'],
    ['DRAFT', 'VOIDED', refusedBy],
    ['DRAFT', 'PAID', refusedBy],
    ['SUBMITTED', 'DRAFT', 'DRAFT'],
    ['AUTHORISED', 'VOIDED', 'VOIDED'],
    ['AUTHORISED', 'DELETED', refusedBy],
    ['AUTHORISED', 'DRAFT', refusedBy],
  ])('%s to %s: %s', async (from, to, outcome) => {
    const app = await testApp();
    const invoice = await created(app, { ...draft, Status: from });
    const { json } = await app.call('POST', 'Invoices?summarizeErrors=false', {
      InvoiceID: invoice['InvoiceID'],
      Status: to,
    });
    const element = at(json, 'Invoices', 0);
    if (outcome === refusedBy) expect(messages(element)).toEqual([refusedBy]);
    else expect(element).toMatchObject({ Status: outcome, StatusAttributeString: 'OK' });
  });

  test('a voided invoice is final, keeps its amount due and its number', async () => {
    const app = await testApp();
    const invoice = await created(app, { ...approved, InvoiceNumber: 'V-1' });
    const path = `Invoices/${String(invoice['InvoiceID'])}`;
    const voided = await app.call('POST', path, { Status: 'VOIDED' });
    expect(at(voided.json, 'Invoices', 0)).toMatchObject({ Status: 'VOIDED', AmountDue: 495 });
    expect(await errorsOf(app, `POST ${path}`, { Reference: 'x' })).toEqual([refusedBy]);
    const again = { ...approved, InvoiceNumber: 'V-1' };
    expect(await errorsOf(app, 'PUT Invoices', again)).toEqual(['Invoice # must be unique.']);
    expect(await errorsOf(app, 'POST Invoices', again)).toEqual([refusedBy]);
  });

  test('whether a deleted number is free again is a switch', async () => {
    const app = await testApp();
    const invoice = await created(app, { ...draft, InvoiceNumber: 'D-1' });
    await app.call('POST', `Invoices/${String(invoice['InvoiceID'])}`, { Status: 'DELETED' });
    const again = { ...draft, InvoiceNumber: 'D-1' };
    expect(await errorsOf(app, 'PUT Invoices', again)).toEqual(['Invoice # must be unique.']);
    await app.control('PUT', '/settings', { deletedNumberReusable: true });
    expect(await created(app, again)).toMatchObject({ InvoiceNumber: 'D-1', Status: 'DRAFT' });
  });

  test('an invoice with a payment can’t be voided', async () => {
    const app = await testApp();
    const invoice = await created(app, approved);
    await pay(app, invoice, 100);
    const path = `Invoices/${String(invoice['InvoiceID'])}`;
    expect(await errorsOf(app, `POST ${path}`, { Status: 'VOIDED' })).toEqual([
      'The status VOIDED cannot be applied to the invoice because it has payments or credit notes allocated to it.',
    ]);
  });
});

describe('editing', () => {
  test('POST with a used number overwrites that invoice', async () => {
    const app = await testApp();
    const first = await created(app, { ...draft, InvoiceNumber: 'A-1' });
    const { json } = await app.call('POST', 'Invoices', {
      ...draft,
      InvoiceNumber: 'A-1',
      Reference: 'second',
    });
    expect(at(json, 'Invoices', 0)).toMatchObject({
      InvoiceID: first['InvoiceID'],
      Reference: 'second',
    });
  });

  test('lines are replaced by LineItemID: known kept, unnamed new, unmentioned gone', async () => {
    const app = await testApp();
    const invoice = await created(app, {
      ...draft,
      LineItems: [line, { ...line, Description: 'Second' }],
    });
    const [first, second] = listAt(invoice, 'LineItems');
    const { json } = await app.call('POST', `Invoices/${String(invoice['InvoiceID'])}`, {
      LineItems: [
        { LineItemID: second?.['LineItemID'], UnitAmount: 100 },
        { ...line, Description: 'Third' },
      ],
    });
    const lines = listAt(json, 'Invoices', 0, 'LineItems');
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatchObject({
      LineItemID: second?.['LineItemID'],
      Description: 'Second',
      LineAmount: 150,
    });
    expect(lines.map((l) => l['LineItemID'])).not.toContain(first?.['LineItemID']);
  });

  test('a paid invoice takes a new reference, and ignores new amounts without a word', async () => {
    const app = await testApp();
    const invoice = await created(app, approved);
    await pay(app, invoice, 495);
    const path = `Invoices/${String(invoice['InvoiceID'])}`;
    const LineItemID = at(invoice, 'LineItems', 0)['LineItemID'];
    const { json, status } = await app.call('POST', path, {
      Reference: 'new',
      LineItems: [{ ...line, LineItemID, UnitAmount: 999, Description: 'Renamed' }],
    });
    expect(status).toBe(200);
    const edited = at(json, 'Invoices', 0);
    expect(edited).toMatchObject({
      Status: 'PAID',
      Reference: 'new',
      Total: 495,
      HasErrors: false,
    });
    expect(at(edited, 'LineItems', 0)).toMatchObject({ Description: 'Renamed', UnitAmount: 300 });
    expect(await errorsOf(app, `POST ${path}`, { LineItems: [line] })).toEqual([
      'To update fields on a paid invoice line item, you must supply a LineItemID',
    ]);
    expect(await errorsOf(app, `POST ${path}`, { Date: '2026-11-02' })).toEqual([
      'Date cannot be changed on an invoice that has payment or credit notes allocated to it.',
    ]);
    expect(await errorsOf(app, `POST ${path}`, { CurrencyCode: 'USD' })).toEqual([
      'This document cannot be edited as it has a payment or credit note allocated to it.',
    ]);
  });

  test('a due date moved on a part-paid invoice leaves UpdatedDateUTC where it was', async () => {
    const app = await testApp();
    const invoice = await created(app, approved);
    await pay(app, invoice, 100);
    const path = `Invoices/${String(invoice['InvoiceID'])}`;
    const before = at((await app.call('GET', path)).json, 'Invoices', 0);
    await app.clock.advance(5000);
    await app.call('POST', path, { DueDate: '2027-01-15' });
    const after = at((await app.call('GET', path)).json, 'Invoices', 0);
    expect(after['DueDateString']).toBe('2027-01-15T00:00:00');
    expect(after['UpdatedDateUTC']).toEqual(before['UpdatedDateUTC']);
  });

  test('an unknown InvoiceID is 404 for the whole request, an empty page', async () => {
    const app = await testApp();
    const InvoiceID = '11111111-1111-4111-8111-111111111111';
    const answer = await app.call('POST', 'Invoices', {
      Invoices: [
        { ...draft, InvoiceNumber: 'N-1' },
        { InvoiceID, Reference: 'x' },
      ],
    });
    expect(answer).toMatchObject({ status: 404, text: '' });
    expect(answer.headers['content-type']).toBe('text/html');
    expect(app.emulator.committedWrites()).toHaveLength(0);
  });

  test('new lines on a foreign invoice put its rate back, unless it is sent again', async () => {
    const app = await testApp();
    const foreign = { ...approved, CurrencyCode: 'USD', CurrencyRate: 0.7 };
    const invoice = await created(app, foreign);
    const path = `Invoices/${String(invoice['InvoiceID'])}`;
    const kept = await app.call('POST', path, { Reference: 'r' });
    expect(at(kept.json, 'Invoices', 0)).toMatchObject({ CurrencyRate: 0.7 });
    const reset = await app.call('POST', path, { LineItems: [line] });
    expect(at(reset.json, 'Invoices', 0)['CurrencyRate']).not.toBe(0.7);
  });
});

describe('lock dates', () => {
  test('nothing dated on or before the lock is approved, edited or voided; drafts are', async () => {
    const app = await testApp();
    const old = await created(app, { ...approved, Date: '2026-06-30' });
    await app.control('POST', `/tenants/${demoTenantId}`, { endOfYearLockDate: '2026-06-30' });
    expect(await errorsOf(app, 'PUT Invoices', { ...approved, Date: '2026-06-30' })).toEqual([
      'The document date cannot be before the end of year lock date, currently set at 30 June 2026',
    ]);
    const edited =
      'The document cannot be edited as it is currently dated before the end of year lock date';
    const path = `Invoices/${String(old['InvoiceID'])}`;
    expect(await errorsOf(app, `POST ${path}`, { Reference: 'x' })).toEqual([edited]);
    expect(await errorsOf(app, `POST ${path}`, { Status: 'VOIDED' })).toEqual([edited]);
    await created(app, { ...draft, Date: '2026-06-30' });
  });
});

describe('batches', () => {
  const bad = { ...approved, InvoiceNumber: 'B-2', Contact: {} };
  const batch = { Invoices: [{ ...approved, InvoiceNumber: 'B-1' }, bad] };

  test('without summarizeErrors one bad element makes a 400, and the good one is saved', async () => {
    const app = await testApp();
    const { status, json } = await app.call('PUT', 'Invoices', batch);
    expect(status).toBe(400);
    const elements = listAt(json, 'Elements');
    expect(elements.map((element) => messages(element).length)).toEqual([0, 1]);
    expect(elements[1]).toMatchObject({ InvoiceID: '00000000-0000-0000-0000-000000000000' });
    expect((await app.call('GET', 'Invoices/B-1')).status).toBe(200);
    expect((await app.call('GET', 'Invoices/B-2')).status).toBe(404);
  });

  test('with summarizeErrors=false each element carries its own outcome', async () => {
    const app = await testApp();
    const { status, json } = await app.call('PUT', 'Invoices?summarizeErrors=false', batch);
    expect(status).toBe(200);
    const elements = listAt(json, 'Invoices');
    expect(elements.map((element) => element['StatusAttributeString'])).toEqual(['OK', 'ERROR']);
    expect(elements[1]).toMatchObject({ HasErrors: true, InvoiceNumber: 'B-2' });
  });

  test('a refused update repeats what was asked for, on the stored lines and totals', async () => {
    const app = await testApp();
    const invoice = await created(app, approved);
    const { json } = await app.call('POST', 'Invoices?summarizeErrors=false', {
      InvoiceID: invoice['InvoiceID'],
      Status: 'DELETED',
    });
    expect(at(json, 'Invoices', 0)).toMatchObject({
      InvoiceID: invoice['InvoiceID'],
      Status: 'DELETED',
      Total: 495,
      LineItems: [{ Description: 'Advice' }],
    });
    const stored = await app.call('GET', `Invoices/${String(invoice['InvoiceID'])}`);
    expect(at(stored.json, 'Invoices', 0)).toMatchObject({ Status: 'AUTHORISED' });
  });
});
