import { describe, expect, test } from 'vitest';
import { at, listAt, testApp, type Reply, type TestApp } from './emulator-fixture.ts';

async function seeded(): Promise<TestApp> {
  const app = await testApp();
  const LineItems = [{ Description: 'Advice', UnitAmount: 100, AccountCode: '200' }];
  const invoice = (n: number, change: object = {}): object => ({
    InvoiceNumber: `S-${n}`,
    Contact: { Name: n % 2 === 0 ? 'Even Pty' : 'Odd Pty' },
    Date: `2026-10-0${n}`,
    DueDate: '2026-11-01',
    UpdatedDateUTC: `2026-11-0${n}T00:00:00`,
    LineItems,
    ...change,
  });
  const { json } = await app.control('POST', '/seed', {
    invoices: [
      invoice(3),
      invoice(1, { Reference: 'Job 1' }),
      invoice(2, { Status: 'PAID' }),
      invoice(4, { Status: 'DRAFT' }),
      invoice(5, { Status: 'VOIDED', Type: 'ACCPAY' }),
    ],
  });
  expect(json['counts']).toEqual({ invoices: 5 });
  return app;
}

async function numbers(app: TestApp, query: string, headers = {}): Promise<unknown[]> {
  const { json, status, text } = await app.call('GET', `Invoices?${query}`, undefined, headers);
  expect(status, text).toBe(200);
  return listAt(json, 'Invoices').map((invoice) => invoice['InvoiceNumber']);
}

const where = (text: string): string => `where=${encodeURIComponent(text)}`;

describe('forms', () => {
  test('an unpaged list has no lines and no pagination, a page has both', async () => {
    const app = await seeded();
    const unpaged = await app.call('GET', 'Invoices');
    expect(unpaged.json).not.toHaveProperty('pagination');
    expect(listAt(unpaged.json, 'Invoices').map((i) => i['LineItems'])).toEqual([
      [],
      [],
      [],
      [],
      [],
    ]);
    const paged = await app.call('GET', 'Invoices?page=2&pageSize=2');
    expect(paged.json['pagination']).toEqual({ page: 2, pageSize: 2, pageCount: 3, itemCount: 5 });
    expect(listAt(paged.json, 'Invoices', 0, 'LineItems')).toHaveLength(1);
    expect(listAt(paged.json, 'Invoices').map((i) => i['InvoiceNumber'])).toEqual(['S-3', 'S-4']);
  });

  test('the page size is kept between 1 and 1000; Statuses and summaryOnly make a list paged', async () => {
    const app = await seeded();
    const size = async (query: string): Promise<unknown> =>
      (await app.call('GET', `Invoices?${query}`)).json['pagination'];
    expect(await size('page=1&pageSize=5000')).toMatchObject({ pageSize: 1000 });
    expect(await size('page=1&pageSize=0')).toMatchObject({ pageSize: 1 });
    expect(await size('page=9')).toMatchObject({ page: 9, pageSize: 100 });
    expect(await size('Statuses=PAID,DRAFT')).toMatchObject({ itemCount: 2 });
    const summary = await app.call('GET', 'Invoices?summaryOnly=true');
    expect(summary.json['pagination']).toMatchObject({ itemCount: 5 });
    const [first] = listAt(summary.json, 'Invoices');
    for (const key of ['LineItems', 'Payments', 'HasAttachments', 'CISDeduction']) {
      expect(first).not.toHaveProperty(key);
    }
  });

  test('a contact in a list is slim, alone it is whole', async () => {
    const app = await seeded();
    const list = await app.call('GET', 'Invoices?page=1');
    expect(listAt(list.json, 'Invoices')[0]?.['Contact']).not.toHaveProperty('ContactStatus');
    const single = await app.call('GET', 'Invoices/S-1');
    expect(listAt(single.json, 'Invoices')[0]?.['Contact']).toHaveProperty('ContactStatus');
  });
});

describe('filters', () => {
  test('by default the order is that of the last update', async () => {
    const app = await seeded();
    expect(await numbers(app, '')).toEqual(['S-1', 'S-2', 'S-3', 'S-4', 'S-5']);
    expect(await numbers(app, 'order=InvoiceNumber%20DESC')).toEqual([
      'S-5',
      'S-4',
      'S-3',
      'S-2',
      'S-1',
    ]);
    expect(await numbers(app, 'order=AmountDue,Date DESC')).toEqual([
      'S-2',
      'S-5',
      'S-4',
      'S-3',
      'S-1',
    ]);
  });

  test('If-Modified-Since is read in ISO form and as RFC 1123', async () => {
    const app = await seeded();
    const iso = { 'if-modified-since': '2026-11-03T00:00:00' };
    expect(await numbers(app, '', iso)).toEqual(['S-3', 'S-4', 'S-5']);
    const rfc = { 'if-modified-since': 'Wed, 04 Nov 2026 00:00:00 GMT' };
    expect(await numbers(app, '', rfc)).toEqual(['S-4', 'S-5']);
  });

  test('IDs, InvoiceNumbers, ContactIDs, Statuses and searchTerm narrow the list together', async () => {
    const app = await seeded();
    const list = listAt((await app.call('GET', 'Invoices')).json, 'Invoices');
    const ids = list.slice(0, 2).map((invoice) => invoice['InvoiceID']);
    expect(await numbers(app, `IDs=${ids.join(',')}`)).toEqual(['S-1', 'S-2']);
    expect(await numbers(app, `IDs=${ids.join(',')}&Statuses=PAID`)).toEqual(['S-2']);
    expect(await numbers(app, 'InvoiceNumbers=S-3,S-1,S-99')).toEqual(['S-1', 'S-3']);
    expect(await numbers(app, 'searchTerm=job')).toEqual(['S-1']);
    const contact = list[0]?.['Contact'] as { ContactID: string };
    expect(await numbers(app, `ContactIDs=${contact.ContactID}`)).toEqual(['S-1', 'S-3', 'S-5']);
  });

  test('createdByMyApp lists what the app made', async () => {
    const app = await seeded();
    await app.call('PUT', 'Invoices', {
      Type: 'ACCREC',
      InvoiceNumber: 'Mine',
      Contact: { Name: 'Odd Pty' },
    });
    expect(await numbers(app, 'createdByMyApp=true')).toEqual(['Mine']);
  });
});

describe('where', () => {
  test.each([
    ['Type=="ACCREC" AND Status=="AUTHORISED"', ['S-1', 'S-3']],
    ['Type=="accrec" && (Status=="PAID" || Status=="DRAFT")', ['S-2', 'S-4']],
    ['AmountDue>0 AND Date>=DateTime(2026,10,03)', ['S-3', 'S-4', 'S-5']],
    ['Date>DateTime(2026, 10, 01) AND Date<DateTime(2026,10,03)', ['S-2']],
    ['Reference!=null AND Reference.Contains("job")', ['S-1']],
    ['Reference=null AND InvoiceNumber.StartsWith("S-3")', ['S-3']],
    ['Contact.Name.ToLower()=="even pty"', ['S-2', 'S-4']],
    ['!(Status=="VOIDED") AND AmountPaid<>0', ['S-2']],
    ['AmountDue = 110.00 and DueDate <= DateTime(2026,11,01) and Status = "VOIDED"', ['S-5']],
    ['SentToContact==true', []],
  ])('%s', async (text, expected) => {
    const app = await seeded();
    expect(await numbers(app, where(text))).toEqual(expected);
  });

  test('ids are compared with guid("…")', async () => {
    const app = await seeded();
    const [first] = listAt((await app.call('GET', 'Invoices')).json, 'Invoices');
    const id = String(first?.['InvoiceID']).toUpperCase();
    expect(await numbers(app, where(`InvoiceID==guid("${id}")`))).toEqual(['S-1']);
    const contact = String(at(first, 'Contact')['ContactID']);
    const mine = `Contact.ContactID=Guid("${contact}") AND Status="AUTHORISED"`;
    expect(await numbers(app, where(mine))).toEqual(['S-1', 'S-3']);
  });

  test.each([
    ['Status=="PAID', 'Unterminated string literal'],
    ['Colour=="red"', "No property or field 'Colour' exists in type 'Invoice'"],
    ['Status==', 'Expression expected'],
    ['(Status=="PAID"', "')' or operator expected"],
    ['Status=="PAID" Date', 'Syntax error'],
    ['InvoiceID==guid("1")', 'Guid should contain 32 digits with 4 dashes'],
  ])('%s is refused with number 16', async (text, message) => {
    const app = await seeded();
    const answer = await app.call('GET', `Invoices?${where(text)}`);
    expect(answer.status).toBe(400);
    expect(answer.json).toEqual({
      ErrorNumber: 16,
      Type: 'QueryParseException',
      Message: message,
    });
  });

  test('an order that can’t be read is refused likewise', async () => {
    const app = await seeded();
    const answer: Reply = await app.call('GET', 'Invoices?order=Date%20UPWARDS');
    expect(answer.json).toMatchObject({ ErrorNumber: 16, Message: 'OrderBy not supported' });
  });
});
