import { describe, expect, test } from 'vitest';
import { seededRandom } from '../base/random.ts';
import { demoTenantId } from './demo-company.ts';
import { approved, created, pay } from './document-fixture.ts';
import { createEmulator } from './emulator.ts';
import { at, HandClock, listAt, testApp } from './emulator-fixture.ts';

test('the handshake tells that this is the emulator', async () => {
  const app = await testApp();
  expect((await app.control('GET', '')).json).toEqual({ emulator: 'tieout', version: '1' });
  expect((await app.control('GET', '/nonsense')).status).toBe(404);
});

describe('counters', () => {
  test('calls are counted by endpoint with their ids taken out; tokens beside, control not', async () => {
    const app = await testApp();
    await app.control('DELETE', '/counters');
    const invoice = await created(app, approved);
    await app.call('GET', `Invoices/${String(invoice['InvoiceID'])}`);
    await app.call('GET', 'Invoices/INV-0001');
    await app.call('GET', '/connections');
    await app.form('/connect/token', {
      grant_type: 'client_credentials',
      client_id: 'a',
      client_secret: 'b',
    });
    const { json } = await app.control('GET', '/counters');
    expect(json['total']).toBe(4);
    expect(json['byEndpoint']).toEqual({
      'PUT /api.xro/2.0/Invoices': 1,
      'GET /api.xro/2.0/Invoices/{id}': 2,
      'GET /connections': 1,
      'POST /connect/token': 1,
    });
    expect(json['bytesOut']).toBeGreaterThan(2000);
    const tenant = await app.control('GET', `/counters?tenantId=${demoTenantId}`);
    expect(tenant.json['total']).toBe(4);
    expect((await app.control('DELETE', '/counters')).json['total']).toBe(0);
  });
});

describe('the clock', () => {
  test('is set and advanced, and the books follow it', async () => {
    const app = await testApp();
    expect((await app.control('GET', '/clock')).json['now']).toBe('2026-11-22T01:00:00.000Z');
    await app.control('PUT', '/clock', { now: '2026-12-24T14:00:00Z' });
    const fresh = await app.form('/connect/token', {
      grant_type: 'client_credentials',
      client_id: 'app-1',
      client_secret: 's',
    });
    app.token = String(fresh.json['access_token']);
    const invoice = await created(app, { Type: 'ACCREC', Contact: { Name: 'Acme' } });
    expect(invoice['DateString']).toBe('2026-12-25T00:00:00');
    const advanced = await app.control('PUT', '/clock', { advanceMs: 1000 });
    expect(advanced.json['now']).toBe('2026-12-24T14:00:01.000Z');
    expect((await app.control('PUT', '/clock', {})).status).toBe(400);
  });
});

describe('tenants', () => {
  test('limits, being offline and being disconnected are set for one organisation', async () => {
    const app = await testApp();
    const path = `/tenants/${demoTenantId}`;
    await app.control('POST', path, { offline: true });
    const offline = await app.call('GET', 'Organisation');
    expect(offline).toMatchObject({ status: 503, text: 'The Organisation is offline' });
    await app.control('POST', path, { offline: false, limits: { minute: 3 } });
    expect((await app.call('GET', 'Organisation')).headers['x-minlimit-remaining']).toBe('1');
    await app.control('POST', path, { disconnect: true });
    expect((await app.call('GET', 'Organisation')).status).toBe(403);
    const token = await app.form('/connect/token', {
      grant_type: 'client_credentials',
      client_id: 'app-1',
      client_secret: 's',
    });
    app.token = String(token.json['access_token']);
    expect((await app.call('GET', 'Organisation')).status).toBe(403);
    await app.control('POST', path, { disconnect: false });
    expect((await app.call('GET', 'Organisation')).status).toBe(200);
  });
});

describe('the log of writes', () => {
  test('tells each committed write in order: by whom, what, and under which key', async () => {
    const app = await testApp();
    const key = { 'idempotency-key': 'k-9' };
    await app.call('PUT', 'Invoices', { ...approved, InvoiceNumber: 'W-1', Reference: 'r' }, key);
    await app.call('PUT', 'Invoices', { ...approved, InvoiceNumber: 'W-1' });
    const person = { method: 'POST', path: 'Invoices/W-1', body: { Status: 'VOIDED' } };
    await app.control('POST', '/act', person);
    const { json } = await app.control('GET', '/writes');
    expect(listAt(json, 'writes')).toMatchObject([
      { sequence: 1, resource: 'Contacts', kind: 'create', by: 'app', reference: 'Acme' },
      {
        sequence: 2,
        resource: 'Invoices',
        kind: 'create',
        number: 'W-1',
        reference: 'r',
        idempotencyKey: 'k-9',
        tenantId: demoTenantId,
      },
      { sequence: 3, resource: 'Invoices', kind: 'void', by: 'user' },
    ]);
    const later = await app.control('GET', '/writes?after=2');
    expect(listAt(later.json, 'writes')).toHaveLength(1);
    expect(app.emulator.committedWrites()).toHaveLength(3);
  });
});

describe('seeding', () => {
  test('takes Xero’s own field names, works out amounts, and answers with counts and ids', async () => {
    const app = await testApp();
    const ContactID = '33333333-3333-4333-8333-333333333333';
    const { json, status, text } = await app.control('POST', '/seed', {
      contacts: [{ ContactID, Name: 'Acme', ContactNumber: 'C-1' }],
      invoices: [
        {
          InvoiceNumber: 'S-1',
          Contact: { ContactID },
          Date: '2026-10-01',
          DueDate: '2026-10-15',
          LineItems: [{ Description: 'x', UnitAmount: '100.00', AccountCode: '200' }],
        },
        { InvoiceNumber: 'S-2', Contact: { Name: 'Other' }, Status: 'DRAFT', Type: 'ACCREC' },
      ],
      payments: [{ Invoice: { InvoiceNumber: 'S-1' }, Amount: 110, IsReconciled: true }],
    });
    expect(status, text).toBe(200);
    expect(json['counts']).toEqual({ contacts: 1, invoices: 2, payments: 1 });
    const read = await app.call('GET', 'Invoices/S-1');
    expect(at(read.json, 'Invoices', 0)).toMatchObject({
      Status: 'PAID',
      Total: 110,
      AmountDue: 0,
    });
    const contact = await app.call('GET', 'Contacts/C-1');
    expect(at(contact.json, 'Contacts', 0)).toMatchObject({ ContactID, IsCustomer: true });
  });

  test('a paid invoice gets a payment, unless the seed brings one', async () => {
    const app = await testApp();
    const LineItems = [{ Description: 'x', UnitAmount: 100, AccountCode: '200' }];
    const paid = { Contact: { Name: 'Acme' }, Status: 'PAID', LineItems };
    await app.control('POST', '/seed', {
      invoices: [
        { ...paid, InvoiceNumber: 'S-1' },
        { ...paid, InvoiceNumber: 'S-2' },
      ],
      payments: [{ Invoice: { InvoiceNumber: 'S-2' }, Amount: 110, Reference: 'own' }],
    });
    const { json } = await app.call('GET', 'Payments');
    expect(listAt(json, 'Payments').map((p) => [p['Amount'], p['Reference']])).toEqual(
      expect.arrayContaining([
        [110, undefined],
        [110, 'own'],
      ]),
    );
    expect(listAt(json, 'Payments')).toHaveLength(2);
  });

  test('an element that can’t be taken is named by its place', async () => {
    const app = await testApp();
    const bad = await app.control('POST', '/seed', {
      payments: [{ Invoice: { InvoiceNumber: 'none' } }],
    });
    expect(bad).toMatchObject({
      status: 400,
      json: { error: 'payments[0]: Invoice none is not known' },
    });
  });

  test.each([
    ['NZ', 'NZD', 'OUTPUT2', 115],
    ['UK', 'GBP', 'OUTPUT2', 120],
    ['US', 'USD', 'OUTPUT', 100],
  ])('an organisation of %s has its own currency and taxes', async (country, code, type, total) => {
    const app = await testApp();
    const tenantId = '22222222-2222-4222-8222-222222222222';
    await app.control('POST', '/seed', {
      tenantId,
      organisation: { Name: 'Elsewhere', CountryCode: country },
    });
    const invoice = await app.control('POST', '/act', {
      tenantId,
      method: 'PUT',
      path: 'Invoices',
      body: { ...approved, LineItems: [{ Description: 'x', UnitAmount: 100, AccountCode: '200' }] },
    });
    expect(at(invoice.json, 'Invoices', 0)).toMatchObject({ CurrencyCode: code, Total: total });
    expect(at(invoice.json, 'Invoices', 0, 'LineItems', 0)['TaxType']).toBe(type);
  });
});

describe('snapshots', () => {
  test('a snapshot put into another emulator gives the same answers', async () => {
    const app = await testApp();
    const invoice = await created(app, approved);
    await pay(app, invoice, 100);
    const { text } = await app.control('GET', '/snapshot');
    const other = await createEmulator({
      clock: new HandClock('2026-11-22T01:00:00Z'),
      random: seededRandom(99),
      baseUrl: 'http://emulator.test',
    });
    await other.handle({ method: 'PUT', url: '/_control/snapshot', headers: {}, body: text });
    expect(other.committedWrites()).toEqual(app.emulator.committedWrites());
    const read = await other.handle({
      method: 'GET',
      url: '/api.xro/2.0/Invoices/INV-0001',
      headers: { 'user-agent': 'test', authorization: `Bearer ${app.token}` },
      body: '',
    });
    const mine = await app.call('GET', 'Invoices/INV-0001');
    const theirs = JSON.parse(read.kind === 'answer' ? read.body : '{}') as Record<string, unknown>;
    expect(theirs['Invoices']).toEqual(mine.json['Invoices']);
  });
});
