/** Records sent by other systems under ids of their own. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ContactView } from '../api/contacts.ts';
import type { InvoiceView } from '../api/invoices.ts';
import type { PaymentView } from '../api/payments.ts';
import type { Problem } from '../api/problem.ts';
import { savePolicy } from '../store/connections.ts';
import { countHints } from '../store/hints.ts';
import { continuous } from '../sync/policy.ts';
import { templateDatabase } from '../../test/support/postgres.ts';
import type { TestDatabase } from '../../test/support/test-database.ts';
import {
  connectionId,
  fillPractice,
  invoiceId,
  serverOn,
  type TestServer,
} from './practice-for-tests.ts';

let database: TestDatabase;
let server: TestServer;
beforeEach(async () => {
  database = await templateDatabase(fillPractice, 'server').fresh();
  server = serverOn(database.url);
});
afterEach(async () => {
  await server[Symbol.asyncDispose]();
  await database.drop();
});

const put = (
  path: string,
  json: unknown,
  headers: Record<string, string> = {},
): Promise<Response> => server.ask(`/api/v1/${path}`, { method: 'PUT', as: 'key', json, headers });

async function taken<T>(path: string, json: unknown): Promise<T> {
  const answer = await put(path, json);
  const body: unknown = await answer.json();
  expect(body).not.toHaveProperty('code');
  expect(answer.status).toBe(200);
  return body as T;
}
async function refused(path: string, json: unknown): Promise<Problem> {
  const answer = await put(path, json);
  expect(answer.status).toBeGreaterThanOrEqual(400);
  return (await answer.json()) as Problem;
}

const contact = {
  number: 'C-77',
  kind: 'organisation',
  name: 'Aster Ltd',
  emails: ['ap@aster.example'],
};
const line = {
  kind: 'time',
  description: 'Advice',
  quantity: '1.3',
  unitPrice: '395',
  taxCode: 'standard',
  taxRate: '10',
};
const invoice = {
  number: 'X-1',
  contactExternalId: 'crm-1',
  status: 'issued',
  date: '2026-11-20',
  lines: [line],
};
const payment = { invoiceExternalId: 'bill-1', date: '2026-11-21', amount: '100.00' };

async function sendInvoice(): Promise<InvoiceView> {
  await taken<ContactView>('contacts/by-external-id/crm-1', contact);
  return taken<InvoiceView>('invoices/by-external-id/bill-1', invoice);
}

test('[API2] a contact is made once, and edited under the same id', async () => {
  const made = await taken<ContactView>('contacts/by-external-id/crm-1', contact);
  expect(made).toMatchObject({ externalId: 'crm-1', number: 'C-77', version: 1 });
  const again = await taken<ContactView>('contacts/by-external-id/crm-1', contact);
  expect(again).toMatchObject({ id: made.id, version: 1 });
  const edited = await taken<ContactView>('contacts/by-external-id/crm-1', {
    ...contact,
    name: 'Aster Group',
  });
  expect(edited).toMatchObject({ id: made.id, version: 2, name: 'Aster Group' });
  const hints = await server.database.transaction((tx) => countHints(tx, connectionId));
  expect(hints.contact).toBe(1);
});

test('a client number that another contact has is refused', async () => {
  const problem = await refused('contacts/by-external-id/crm-9', { ...contact, number: 'C-1' });
  expect(problem).toMatchObject({
    status: 409,
    code: 'number.taken',
    errors: [{ field: 'number' }],
  });
});

test('an invoice’s amounts are worked out from its lines, exactly', async () => {
  const made = await sendInvoice();
  expect(made).toMatchObject({
    net: '513.50',
    tax: '51.35',
    total: '564.85',
    currency: 'AUD',
    status: 'issued',
  });
  const again = await taken<InvoiceView>('invoices/by-external-id/bill-1', {
    ...invoice,
    total: '564.8500',
    lines: [{ ...line, quantity: '1.30', amount: '513.50' }],
  });
  expect(again).toMatchObject({ id: made.id, version: 1 });
});

test('[API1] an invoice that does not add up is refused whole, naming each field', async () => {
  await taken('contacts/by-external-id/crm-1', contact);
  const problem = await refused('invoices/by-external-id/bill-1', {
    ...invoice,
    total: '500.00',
    dueDate: '2026-11-01',
    lines: [
      { ...line, amount: '513.49' },
      { ...line, matterNumber: 'M-404' },
    ],
  });
  expect(problem.errors).toEqual([
    {
      field: 'lines[0].amount',
      message: 'is 513.49, but quantity × unit price − discount is 513.50',
    },
    { field: 'lines[1].matterNumber', message: 'is not a matter of this contact' },
    { field: 'total', message: 'is 500.00, but the lines add up to 1129.70' },
    { field: 'dueDate', message: 'is before the date of the invoice' },
  ]);
  expect((await server.ask('/api/v1/invoices?q=X-1')).status).toBe(200);
  const page = (await (await server.ask('/api/v1/invoices?q=X-1')).json()) as { items: unknown[] };
  expect(page.items).toEqual([]);
});

test('[API1] amounts that are numbers, unknown fields and bad dates are named', async () => {
  const problem = await refused('invoices/by-external-id/bill-1', {
    ...invoice,
    date: '2026-02-30',
    colour: 'blue',
    lines: [{ ...line, unitPrice: 395, quantity: '1.00001' }],
  });
  expect(problem.code).toBe('request.invalid');
  const fields = problem.errors?.map(({ field }) => field).sort();
  expect(fields).toEqual(['body', 'date', 'lines[0].quantity', 'lines[0].unitPrice']);
});

test('an issued invoice that was sent does not go back to draft, nor change its number', async () => {
  await taken('contacts/by-external-id/crm-1', contact);
  await taken('invoices/by-external-id/bill-1', { ...invoice, status: 'draft' });
  await taken('invoices/by-external-id/bill-1', invoice);
  await taken('payments/by-external-id/pay-1', payment);
  const draft = await refused('invoices/by-external-id/bill-1', { ...invoice, status: 'draft' });
  expect(draft).toMatchObject({
    code: 'edit.refused',
    detail: expect.stringContaining('payments') as string,
  });
});

test('a payment is taken, edited, and taken back', async () => {
  const { id } = await sendInvoice();
  const made = await taken<PaymentView>('payments/by-external-id/pay-1', payment);
  expect(made).toMatchObject({
    invoice: { id, number: 'X-1' },
    amount: '100.00',
    enteredIn: 'book',
  });
  const edited = await taken<PaymentView>('payments/by-external-id/pay-1', {
    ...payment,
    amount: '564.85',
  });
  expect(edited).toMatchObject({ id: made.id, amount: '564.85', version: 2 });
  const tooMuch = await refused('payments/by-external-id/pay-2', { ...payment, amount: '0.01' });
  expect(tooMuch.detail).toBe('amount is more than the 0.00 AUD due on invoice X-1.');
  const gone = await taken<PaymentView>('payments/by-external-id/pay-1', {
    ...payment,
    isDeleted: true,
  });
  expect(gone).toMatchObject({ id: made.id, isDeleted: true, version: 3 });
  expect(await refused('payments/by-external-id/pay-1', payment)).toMatchObject({
    code: 'edit.refused',
  });
});

test('payments are not taken on what is not issued, nor of nothing', async () => {
  const onDraft = { invoiceId: invoiceId(4), date: '2026-11-21', amount: '1.00' };
  expect(await refused('payments/by-external-id/p', onDraft)).toMatchObject({
    code: 'edit.refused',
  });
  await sendInvoice();
  const ofNothing = await refused('payments/by-external-id/p', { ...payment, amount: '0.00' });
  expect(ofNothing.errors).toEqual([{ field: 'amount', message: 'must be more than nothing' }]);
});

test('payments are refused where Xero owns them', async () => {
  await sendInvoice();
  const payments = { ...continuous.payments, flow: 'from_xero' } as const;
  await server.database.transaction((tx) =>
    savePolicy(tx, connectionId, { ...continuous, payments }),
  );
  const problem = await refused('payments/by-external-id/pay-1', payment);
  expect(problem.detail).toContain('Hollis Marr Pty Ltd');
});

test('[API2] two upserts of one id at once make one record', async () => {
  await taken('contacts/by-external-id/crm-1', contact);
  const answers = await Promise.all(
    Array.from({ length: 6 }, () => put('invoices/by-external-id/bill-1', invoice)),
  );
  const ids = await Promise.all(
    answers.map(async (answer) => ((await answer.json()) as InvoiceView).id),
  );
  expect(new Set(ids).size).toBe(1);
});

test('[API3] an Idempotency-Key gets its first answer again, and no other request', async () => {
  const headers = { 'idempotency-key': 'once' };
  const first = await put('contacts/by-external-id/crm-1', contact, headers);
  const second = await put('contacts/by-external-id/crm-1', contact, headers);
  expect(await second.text()).toBe(await first.text());
  expect(second.headers.get('idempotent-replayed')).toBe('true');
  const other = await put('contacts/by-external-id/crm-1', { ...contact, name: 'Other' }, headers);
  expect(await other.json()).toMatchObject({ status: 422, code: 'idempotency.reused' });
  const refusedOnce = await put(
    'contacts/by-external-id/crm-2',
    { name: 1 },
    { 'idempotency-key': 'bad' },
  );
  const refusedTwice = await put(
    'contacts/by-external-id/crm-2',
    { name: 1 },
    { 'idempotency-key': 'bad' },
  );
  expect(await refusedTwice.text()).toBe(await refusedOnce.text());
  expect(refusedTwice.headers.get('content-type')).toBe('application/problem+json');
});

test('[API6] a body that is not JSON, or too large, is refused with a problem', async () => {
  const send = (body: string) =>
    server.ask('/api/v1/contacts/by-external-id/c', {
      method: 'PUT',
      as: 'key',
      body,
      headers: { 'content-type': 'application/json' },
    });
  expect(await (await send('{"name":')).json()).toMatchObject({ code: 'request.not_json' });
  const large = await send(JSON.stringify({ name: 'x'.repeat(3 * 1024 * 1024) }));
  expect(await large.json()).toMatchObject({ status: 413, code: 'request.too_large' });
});
