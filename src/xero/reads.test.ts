import { expect, test } from 'vitest';
import type { XeroId } from '../base/id.ts';
import { instant } from '../base/time.ts';
import { deleteConnection, readConnections } from './connections.ts';
import { look, planLooks, readInvoicesByNumber } from './looks.ts';
import { readReferenceData } from './reference-reads.ts';
import { readByIds, readChanged, readPage } from './reads.ts';
import { access, json, scriptedTransport } from './scripted-ports.ts';

const at = '/Date(1789378203533+0000)/';
const envelopeAt = '/Date(1789378204000)/';

function idOf(n: number): XeroId {
  return `ab12cd34-0000-4000-8000-${String(n).padStart(12, '0')}` as XeroId;
}

function payment(n: number, more: object = {}): object {
  return {
    PaymentID: idOf(n),
    Date: '/Date(1789344000000+0000)/',
    Amount: 10.0,
    Status: 'AUTHORISED',
    Reference: `r${n}`,
    UpdatedDateUTC: at,
    ...more,
  };
}

function contact(n: number, more: object = {}): object {
  return {
    ContactID: idOf(n),
    Name: `N${n}`,
    ContactNumber: `C-${n}`,
    UpdatedDateUTC: at,
    ...more,
  };
}

function page(plural: string, records: readonly object[], pagination?: object) {
  return json({ DateTimeUTC: envelopeAt, pagination, [plural]: records });
}

test('a page asks for whole records, the oldest changes first', async () => {
  const transport = scriptedTransport(
    page('Payments', [payment(1), payment(2)], {
      page: 2,
      pageSize: 2,
      pageCount: 9,
      itemCount: 17,
    }),
  );
  const outcome = await readPage(transport, access, {
    resource: 'payments',
    page: 2,
    pageSize: 2,
    modifiedSince: instant(Date.parse('2026-11-22T01:02:03.999Z')),
  });
  expect(transport.asked[0]).toMatchObject({
    method: 'GET',
    url: 'https://api.xero.test/api.xro/2.0/Payments?page=2&pageSize=2&order=UpdatedDateUTC%20ASC',
    headers: { 'if-modified-since': '2026-11-22T01:02:03', 'xero-tenant-id': 'tenant-1' },
  });
  expect(outcome).toMatchObject({
    kind: 'answered',
    value: {
      records: [{ reference: 'r1' }, { reference: 'r2' }],
      unreadable: [],
      answeredAt: 1789378204000,
      pageCount: 9,
      itemCount: 17,
    },
  });
});

test('contacts are asked for with the archived ones, invoices with four decimals', async () => {
  const transport = scriptedTransport(page('Contacts', []), page('Invoices', []));
  await readPage(transport, access, { resource: 'contacts', page: 1 });
  await readPage(transport, access, { resource: 'invoices', page: 1 });
  const [contacts, invoices] = transport.asked;
  expect(contacts?.url).toContain('/Contacts?includeArchived=true&page=1&pageSize=1000');
  expect(contacts?.headers).not.toHaveProperty('if-modified-since');
  expect(invoices?.url).toContain('/Invoices?unitdp=4&page=1&pageSize=1000');
});

test('[CUR4] a record that can not be understood does not spoil the page', async () => {
  const records = [payment(1), payment(2, { Status: 'PONDERING' }), 'nonsense', payment(3)];
  const outcome = await readPage(scriptedTransport(page('Payments', records as object[])), access, {
    resource: 'payments',
    page: 1,
  });
  expect(outcome).toMatchObject({
    value: {
      records: [{ reference: 'r1' }, { reference: 'r3' }],
      unreadable: [
        { id: idOf(2), reason: 'Status is PONDERING' },
        { id: '', reason: 'not an object' },
      ],
    },
  });
});

test('where pages are not counted, a full page may have another after it', async () => {
  const transport = scriptedTransport(
    page('Payments', [payment(1), payment(2)]),
    page('Payments', [payment(1)]),
  );
  const query = { resource: 'payments', page: 1, pageSize: 2 } as const;
  expect(await readPage(transport, access, query)).toMatchObject({ value: { pageCount: 2 } });
  expect(await readPage(transport, access, query)).toMatchObject({ value: { pageCount: 1 } });
});

test.each([
  ['no records key', json({ DateTimeUTC: envelopeAt })],
  ['no time', json({ Payments: [] })],
  ['half JSON', json('{"Payments":[')],
  ['404', { status: 404, headers: { 'content-type': 'text/html' } }],
  ['500', { status: 500 }],
  ['503', { status: 503, body: 'The Organisation is offline' }],
  ['403 HTML', { status: 403, headers: { 'content-type': 'text/html' }, body: '<html>' }],
  ['400', json({ Type: 'QueryParseException', Message: 'OrderBy not supported' }, { status: 400 })],
  ['a lost answer', 'broken' as const],
  ['no connection', 'refused' as const],
])('a read with %s has failed and is not an empty one', async (_name, answer) => {
  const outcome = await readPage(scriptedTransport(answer), access, {
    resource: 'payments',
    page: 1,
  });
  expect(outcome.kind).toBe('failed');
});

test('a throttled read says when to come back and what is left', async () => {
  const headers = {
    'x-rate-limit-problem': 'minute',
    'retry-after': '26',
    'x-daylimit-remaining': '344',
  };
  const outcome = await readPage(scriptedTransport({ status: 429, headers }), access, {
    resource: 'payments',
    page: 1,
  });
  expect(outcome).toEqual({
    kind: 'throttled',
    problem: 'minute',
    retryAfterMs: 26_000,
    budget: { dayRemaining: 344 },
  });
});

test('changes alone come as ids and times, never as blank records', async () => {
  const transport = scriptedTransport(page('Contacts', [contact(1)]));
  const outcome = await readChanged(transport, access, { resource: 'contacts', page: 1 });
  expect(transport.asked[0]?.url).toContain('summaryOnly=true');
  expect(outcome).toMatchObject({
    value: { records: [{ xeroId: idOf(1), updatedAt: 1789378203533 }] },
  });
});

test('ids go as IDs= where Xero takes them, else into a where', async () => {
  const transport = scriptedTransport(page('Contacts', []), page('Payments', []));
  const ids = [idOf(1), idOf(2)];
  await readByIds(transport, access, { resource: 'contacts', ids });
  await readByIds(transport, access, { resource: 'payments', ids });
  expect(transport.asked[0]?.url).toContain(`&IDs=${idOf(1)},${idOf(2)}`);
  expect(new URL(transport.asked[1]?.url ?? '').searchParams.get('where')).toBe(
    `PaymentID==guid("${idOf(1)}") OR PaymentID==guid("${idOf(2)}")`,
  );
  const many = Array.from({ length: 51 }, (_, n) => idOf(n));
  await expect(readByIds(transport, access, { resource: 'contacts', ids: many })).rejects.toThrow(
    'too many',
  );
});

test('[PRO9] a look keeps what has exactly the mark and drops what only looks alike', async () => {
  const [search] = planLooks('contact', ['C-1', 'C-2']);
  const transport = scriptedTransport(
    page('Contacts', [
      contact(1),
      contact(2, { ContactNumber: 'c-1' }),
      contact(3, { ContactNumber: 'C-2', ContactStatus: 'ARCHIVED' }),
    ]),
  );
  const outcome = await look(
    transport,
    access,
    search ?? { kind: 'contact', marks: [], query: {} },
  );
  expect(new URL(transport.asked[0]?.url ?? '').searchParams.get('where')).toBe(
    'ContactNumber=="C-1" OR ContactNumber=="C-2"',
  );
  expect(outcome).toMatchObject({
    value: { records: [{ xeroId: idOf(1) }, { xeroId: idOf(3), status: 'archived' }] },
  });
});

test('a mark with a quotation mark is searched for by its longest plain piece', () => {
  const [search] = planLooks('payment', ['pay "Ridgeway Pty" [abcdefghj]']);
  expect(search?.query.where).toBe('(Reference!=null AND Reference.Contains("Ridgeway Pty"))');
});

test('invoice numbers with a comma go into a where', () => {
  expect(planLooks('invoice', ['INV-1', 'INV-2'])[0]?.query).toEqual({
    InvoiceNumbers: 'INV-1,INV-2',
  });
  expect(planLooks('invoice', ['INV-1', 'A,1'])[0]?.query).toEqual({
    where: 'InvoiceNumber=="INV-1" OR InvoiceNumber=="A,1"',
  });
});

test('looks are as few as fit into an address', () => {
  const long = Array.from({ length: 60 }, (_, n) => `${'x'.repeat(100)}${n}`);
  const looks = planLooks('payment', [...long, ...long]);
  expect(looks.flatMap((one) => one.marks)).toEqual(long);
  expect(looks.length).toBeGreaterThan(1);
  for (const one of looks) {
    expect(encodeURIComponent(one.query.where ?? '').length).toBeLessThanOrEqual(1700);
  }
  const short = Array.from({ length: 120 }, (_, n) => `INV-${n}`);
  expect(planLooks('invoice', short).map((one) => one.marks.length)).toEqual([50, 50, 20]);
});

test('a look that could not see everything has failed', async () => {
  const pagination = { page: 1, pageSize: 1000, pageCount: 2, itemCount: 1200 };
  const transport = scriptedTransport(page('Payments', [], pagination));
  const [search] = planLooks('payment', ['r1']);
  const outcome = await look(
    transport,
    access,
    search ?? { kind: 'payment', marks: [], query: {} },
  );
  expect(outcome.kind).toBe('failed');
});

test('a bill with the number of an invoice is not that invoice', async () => {
  const document = (Type: string, n: number) => ({
    Type,
    InvoiceID: idOf(n),
    InvoiceNumber: 'INV-1',
    Contact: { ContactID: idOf(9) },
    Date: '/Date(1789344000000+0000)/',
    Status: 'VOIDED',
    CurrencyCode: 'AUD',
    Total: 1.0,
    UpdatedDateUTC: at,
  });
  const transport = scriptedTransport(
    page('Invoices', [document('ACCPAY', 1), document('ACCREC', 2)]),
  );
  const outcome = await readInvoicesByNumber(transport, access, ['INV-1']);
  expect(outcome).toMatchObject({ value: { records: [{ xeroId: idOf(2), status: 'voided' }] } });
});

const organisation = {
  Name: 'Demo',
  BaseCurrency: 'AUD',
  Timezone: 'AUSEASTERNSTANDARDTIME',
};

test('reference data takes four calls and leaves odd rows out by name', async () => {
  const transport = scriptedTransport(
    json({ Organisations: [organisation] }),
    json({ Accounts: [{ AccountID: idOf(1), Name: 'Sales', Code: '200' }, { Name: 'Odd' }] }),
    json({ TaxRates: [{ TaxType: 'OUTPUT', EffectiveRate: 10.0 }] }),
    json({ Currencies: [{ Code: 'AUD' }, { Code: 'USD' }] }),
  );
  const outcome = await readReferenceData(transport, access);
  expect(transport.asked.map((request) => request.url.split('/').at(-1))).toEqual([
    'Organisation',
    'Accounts',
    'TaxRates',
    'Currencies',
  ]);
  expect(outcome).toMatchObject({
    kind: 'answered',
    value: {
      organisation: { timeZone: 'Australia/Sydney', tenantId: 'tenant-1' },
      accounts: [{ code: '200' }],
      taxRates: [{ taxType: 'OUTPUT' }],
      currencies: ['AUD', 'USD'],
      unreadable: [{ id: 'Accounts Odd', reason: 'AccountID is missing' }],
    },
  });
});

test('an organisation that is not understood stops the reading of reference data', async () => {
  const transport = scriptedTransport(
    json({ Organisations: [{ ...organisation, Timezone: 'MOONTIME' }] }),
  );
  expect(await readReferenceData(transport, access)).toMatchObject({
    kind: 'failed',
    reason: expect.stringContaining('MOONTIME') as string,
  });
});

test('connections are listed without naming an organisation', async () => {
  const item = {
    id: 'conn-1',
    authEventId: 'event-1',
    tenantId: 'tenant-1',
    tenantType: 'ORGANISATION',
    tenantName: 'Demo',
    createdDateUtc: '2019-12-07T18:46:19.5165400',
  };
  const transport = scriptedTransport(json([item, { ...item, tenantType: 'PRACTICE' }, {}]));
  const outcome = await readConnections(transport, access);
  expect(transport.asked[0]?.url).toBe('https://api.xero.test/connections');
  expect(transport.asked[0]?.headers).not.toHaveProperty('xero-tenant-id');
  expect(outcome).toMatchObject({
    value: [
      { connectionId: 'conn-1', tenantId: 'tenant-1', tenantName: 'Demo', isOrganisation: true },
      { isOrganisation: false },
    ],
  });
});

test('a connection that is gone already counts as taken away', async () => {
  const transport = scriptedTransport({ status: 204 }, { status: 404 }, { status: 500 });
  const kinds = [];
  for (let n = 0; n < 3; n += 1) {
    kinds.push((await deleteConnection(transport, access, 'conn-1')).kind);
  }
  expect(kinds).toEqual(['answered', 'answered', 'failed']);
  expect(transport.asked[0]).toMatchObject({
    method: 'DELETE',
    url: 'https://api.xero.test/connections/conn-1',
  });
});
