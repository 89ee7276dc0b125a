/** The invoice list and page over HTTP. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { InvoiceRow, InvoiceSummary, InvoiceView } from '../api/invoices.ts';
import type { Page } from '../api/scalars.ts';
import { date } from '../base/time.ts';
import { addPayments } from '../store/book-edits.ts';
import { noteHints } from '../store/hints.ts';
import { replaceFindings } from '../store/findings.ts';
import { templateDatabase } from '../../test/support/postgres.ts';
import type { TestDatabase } from '../../test/support/test-database.ts';
import { decimal } from '../base/decimal.ts';
import { seededRandom } from '../base/random.ts';
import {
  connectionId,
  fillPractice,
  invoiceId,
  paymentId,
  practiceId,
  serverOn,
  startsAt,
  xeroId,
  type TestServer,
} from './practice-for-tests.ts';

let database: TestDatabase;
let server: TestServer;
beforeAll(async () => {
  database = await templateDatabase(fillPractice, 'server').fresh();
  server = serverOn(database.url);
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await database.drop();
});

async function list(query = ''): Promise<Page<InvoiceRow>> {
  const answer = await server.ask(`/api/v1/invoices${query}`);
  expect(answer.status).toBe(200);
  return (await answer.json()) as Page<InvoiceRow>;
}
const numbers = (page: Page<InvoiceRow>): string[] => page.items.map((row) => row.number);

test('invoices come newest first, with what payments and the date make of their status', async () => {
  const page = await list();
  const shown = page.items.map(({ number, date, status, paid, due }) => [
    number,
    date,
    status,
    paid,
    due,
  ]);
  expect(shown).toEqual([
    ['INV-0001', '2026-11-02', 'issued', '0.00', '110.00'],
    // Due today is not overdue yet: it is noon of the 22nd in Sydney.
    ['INV-0003', '2026-10-05', 'part_paid', '40.00', '70.00'],
    ['INV-0002', '2026-10-05', 'overdue', '0.00', '110.00'],
    ['INV-0004', '2026-09-01', 'draft', '0.00', '0.00'],
    ['INV-0005', '2026-08-01', 'paid', '110.00', '0.00'],
  ]);
  expect(page.nextCursor).toBeNull();
});

test('[API5] pages follow each other without repeating or leaving out', async () => {
  const first = await list('?limit=2');
  const second = await list(`?limit=2&cursor=${first.nextCursor ?? ''}`);
  const third = await list(`?limit=2&cursor=${second.nextCursor ?? ''}`);
  expect([first, second, third].flatMap(numbers)).toEqual(numbers(await list()));
  expect(third.nextCursor).toBeNull();
});

test('filters narrow the list and its summary alike', async () => {
  expect(numbers(await list('?month=2026-10'))).toEqual(['INV-0003', 'INV-0002']);
  expect(numbers(await list('?status=overdue'))).toEqual(['INV-0002']);
  expect(numbers(await list('?status=part_paid'))).toEqual(['INV-0003']);
  expect(numbers(await list('?xero=in_agreement'))).toEqual(['INV-0001', 'INV-0003', 'INV-0002']);
  expect(numbers(await list('?xero=not_sent'))).toEqual(['INV-0004', 'INV-0005']);
  expect(numbers(await list('?q=0004'))).toEqual(['INV-0004']);
  expect(numbers(await list('?q=BLACKWOOD&status=issued'))).toEqual(['INV-0001']);
  const answer = await server.ask('/api/v1/invoices/summary?month=2026-10');
  expect((await answer.json()) as InvoiceSummary).toEqual({
    count: 2,
    currencies: [{ currency: 'AUD', total: '220.00', due: '180.00' }],
    months: [
      { month: '2026-11', count: 1 },
      { month: '2026-10', count: 2 },
      { month: '2026-09', count: 1 },
      { month: '2026-08', count: 1 },
    ],
  });
});

test('a search takes percent signs and underscores as letters', async () => {
  expect(numbers(await list('?q=100%25'))).toEqual(['INV-0004', 'INV-0005']);
  expect(numbers(await list('?q=10_%25'))).toEqual([]);
});

test('the mark tells apart what waits, what needs a person and what agrees', async () => {
  const random = seededRandom(3);
  await server.database.transaction(async (tx) => {
    const edit = { practiceId, at: startsAt, actor: 'test', why: 'paid' };
    const paid = { invoiceId: invoiceId(1), date: date('2026-11-20'), amount: decimal('10.00') };
    const entered = {
      currency: 'AUD',
      reference: '',
      bankAccount: 'office',
      enteredIn: 'book',
    } as const;
    await addPayments(tx, edit, [{ id: paymentId(9), ...paid, ...entered }]);
    // Only a hint: nothing of it has changed.
    await noteHints(tx, connectionId, { kind: 'payment', bookIds: [invoiceId(2)] });
    const facts = {
      number: 'INV-0003',
      amount: '40.00',
      messages: 'Payments can not be future dated.',
    };
    const findings = [{ code: 'payment.rejected', facts } as const];
    const records = [{ kind: 'payment', bookId: paymentId(1), findings } as const];
    await replaceFindings(tx, connectionId, { records, at: startsAt, random });
  });
  const states = Object.fromEntries(
    (await list()).items.map((row) => [row.number, row.xero.state]),
  );
  expect(states).toMatchObject({
    'INV-0001': 'waiting',
    'INV-0002': 'in_agreement',
    'INV-0003': 'finding',
  });
  const [found] = (await list('?xero=finding')).items;
  expect(found?.xero).toEqual({
    state: 'finding',
    sentAt: '2026-11-22T01:00:00.000Z',
    xeroUrl: `https://go.xero.com/app/!hM4rr/invoicing/view/${xeroId(3)}`,
    findings: [
      {
        id: expect.any(String) as string,
        code: 'payment.rejected',
        sentence:
          'Xero refused the payment of 40.00 on invoice INV-0003: Payments can not be future dated.',
        remedy: expect.stringContaining('Correct the payment') as string,
        canRetry: true,
      },
    ],
  });
});

test('one invoice shows its lines, its payments and the other side', async () => {
  const answer = await server.ask(`/api/v1/invoices/${invoiceId(3)}`);
  const invoice = (await answer.json()) as InvoiceView;
  expect(invoice.lines).toMatchObject([
    { kind: 'time', description: 'Advice', amount: '100.00', tax: '10.00' },
  ]);
  expect(invoice.payments).toMatchObject([
    { date: '2026-11-10', amount: '40.00', enteredIn: 'book' },
  ]);
  expect(invoice.xeroSide).toMatchObject({ status: 'authorised', total: '110.00', due: '110.00' });
});

test('[API6] what is not there is a problem that says so', async () => {
  const answer = await server.ask(`/api/v1/invoices/${invoiceId(99)}`);
  expect(answer.status).toBe(404);
  expect(await answer.json()).toMatchObject({ code: 'record.unknown', status: 404 });
  const garbled = await server.ask('/api/v1/invoices/not-an-id');
  expect(await garbled.json()).toMatchObject({
    code: 'request.invalid',
    errors: [{ field: 'id' }],
  });
  const cursor = await server.ask('/api/v1/invoices?cursor=nonsense');
  expect(await cursor.json()).toMatchObject({ code: 'cursor.invalid', status: 400 });
  const month = await server.ask('/api/v1/invoices?month=2026-13&limit=5000');
  expect(await month.json()).toMatchObject({ errors: [{ field: 'month' }, { field: 'limit' }] });
});

test('the link that Xero shows leads to the invoice’s page', async () => {
  const answer = await server.ask(`/go/inst1/invoices/${invoiceId(1)}`);
  expect([answer.status, answer.headers.get('location')]).toEqual([
    302,
    `/invoices/${invoiceId(1)}`,
  ]);
  expect((await server.ask(`/go/another/invoices/${invoiceId(1)}`)).status).toBe(404);
});
