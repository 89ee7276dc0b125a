import { afterEach, beforeEach, expect, test } from 'vitest';
import { Invoice, LineAmountTypes, XeroClient } from 'xero-node';
import { systemClock, systemRandom } from '../base/system.ts';
import { demoTenantId } from './demo-company.ts';
import { createEmulator } from './emulator.ts';
import { serveEmulator, type ServedEmulator } from './serve.ts';

let served: ServedEmulator;
let client: XeroClient;

beforeEach(async () => {
  const emulator = await createEmulator({
    clock: systemClock,
    random: systemRandom,
    baseUrl: 'http://localhost',
  });
  served = await serveEmulator(emulator, { port: 0 });
  const granted = await fetch(`${served.url}/connect/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: 'sdk',
      client_secret: 'secret',
    }),
  });
  const { access_token: token } = (await granted.json()) as { access_token: string };
  client = new XeroClient();
  client.accountingApi.basePath = `${served.url}/api.xro/2.0`;
  client.accountingApi.accessToken = token;
});

afterEach(async () => {
  await served.close();
});

const api = () => client.accountingApi;

function sample(contactID: string, number: string): Invoice {
  return {
    type: Invoice.TypeEnum.ACCREC,
    status: Invoice.StatusEnum.AUTHORISED,
    invoiceNumber: number,
    contact: { contactID },
    date: '2026-11-01',
    dueDate: '2026-12-01',
    lineAmountTypes: LineAmountTypes.Exclusive,
    lineItems: [{ description: 'Advice', quantity: 1.5, unitAmount: 300, accountCode: '200' }],
  };
}

/** The SDK rejects with a JSON text. */
async function refusal(call: Promise<unknown>): Promise<{ status: number; body: unknown }> {
  const error = await call.then(
    () => 'no error',
    (reason: unknown) => reason,
  );
  const { response } = JSON.parse(String(error)) as {
    response: { statusCode: number; body: unknown };
  };
  return { status: response.statusCode, body: response.body };
}

test('the SDK creates, reads, updates and lists contacts', async () => {
  const made = await api().createContacts(demoTenantId, {
    contacts: [{ name: 'Acme', contactNumber: 'C-1', emailAddress: 'a@example.com' }],
  });
  const id = made.body.contacts?.[0]?.contactID ?? '';
  await api().updateContact(demoTenantId, id, { contacts: [{ firstName: 'Ann' }] });
  const read = await api().getContact(demoTenantId, id);
  expect(read.body.contacts?.[0]).toMatchObject({
    name: 'Acme',
    firstName: 'Ann',
    contactNumber: 'C-1',
  });
  expect(read.body.contacts?.[0]?.updatedDateUTC).toBeInstanceOf(Date);
  const list = await api().getContacts(demoTenantId, undefined, 'Name=="acme"');
  expect(list.body.contacts).toHaveLength(1);
  const taken = await refusal(api().createContacts(demoTenantId, { contacts: [{ name: 'Acme' }] }));
  expect(taken).toMatchObject({ status: 400, body: { ErrorNumber: 10 } });
});

test('the SDK creates, upserts, lists and voids invoices', async () => {
  const made = await api().createContacts(demoTenantId, { contacts: [{ name: 'Acme' }] });
  const contactID = made.body.contacts?.[0]?.contactID ?? '';
  const batch = { invoices: [sample(contactID, 'N-1'), sample(contactID, 'N-2')] };
  const created = await api().createInvoices(demoTenantId, batch, false);
  expect(created.body.invoices?.map((i) => [i.invoiceNumber, i.total])).toEqual([
    ['N-1', 495],
    ['N-2', 495],
  ]);
  const first = created.body.invoices?.[0]?.invoiceID ?? '';
  const mixed = { invoices: [sample(contactID, 'N-1'), sample(contactID, 'N-3')] };
  const partly = await api().createInvoices(demoTenantId, mixed, false);
  expect(partly.body.invoices?.map((i) => i.hasErrors)).toEqual([true, false]);
  const page = await api().getInvoices(
    demoTenantId,
    new Date('2026-01-01T00:00:00Z'),
    'Type=="ACCREC"',
    'InvoiceNumber DESC',
    undefined,
    undefined,
    undefined,
    ['AUTHORISED'],
    1,
  );
  expect(page.body.invoices?.map((i) => i.invoiceNumber)).toEqual(['N-3', 'N-2', 'N-1']);
  expect(page.body.pagination).toMatchObject({ itemCount: 3 });
  const voided = await api().updateInvoice(demoTenantId, first, {
    invoices: [{ status: Invoice.StatusEnum.VOIDED }],
  });
  expect(voided.body.invoices?.[0]?.status).toBe(Invoice.StatusEnum.VOIDED);
  const unknown = '11111111-1111-4111-8111-111111111111';
  expect((await refusal(api().getInvoice(demoTenantId, unknown))).status).toBe(404);
});

test('the SDK makes, lists and deletes payments', async () => {
  const made = await api().createContacts(demoTenantId, { contacts: [{ name: 'Acme' }] });
  const contactID = made.body.contacts?.[0]?.contactID ?? '';
  await api().createInvoices(demoTenantId, { invoices: [sample(contactID, 'P-1')] });
  const payment = {
    invoice: { invoiceNumber: 'P-1' },
    account: { code: '090' },
    date: '2026-11-20',
    amount: 495,
    reference: 'DD 77',
  };
  const paid = await api().createPayments(demoTenantId, { payments: [payment] });
  const id = paid.body.payments?.[0]?.paymentID ?? '';
  expect(paid.body.payments?.[0]?.invoice?.amountDue).toBe(0);
  expect((await refusal(api().createPayments(demoTenantId, { payments: [payment] }))).status).toBe(
    400,
  );
  await api().deletePayment(demoTenantId, id, { status: 'DELETED' });
  const list = await api().getPayments(demoTenantId, undefined, 'Reference=="DD 77"');
  expect(list.body.payments?.map((p) => String(p.status))).toEqual(['DELETED']);
});

test('the SDK reads the organisation and its reference data', async () => {
  const { body } = await api().getOrganisations(demoTenantId);
  expect(body.organisations?.[0]?.name).toBe('Demo Company (AU)');
  const accounts = await api().getAccounts(demoTenantId, undefined, 'Type=="BANK"');
  expect(accounts.body.accounts?.map((a) => a.code)).toEqual(['090', '091']);
  const rates = await api().getTaxRates(demoTenantId);
  expect(rates.body.taxRates?.find((r) => r.taxType === 'OUTPUT')?.effectiveRate).toBe(10);
  const currencies = await api().getCurrencies(demoTenantId);
  expect(currencies.body.currencies).toHaveLength(5);
  const themes = await api().getBrandingThemes(demoTenantId);
  expect(themes.body.brandingThemes?.[0]?.name).toBe('Standard');
  const categories = await api().getTrackingCategories(demoTenantId);
  expect(categories.body.trackingCategories).toHaveLength(2);
});

test('a dropped connection is dropped on the socket', async () => {
  await fetch(`${served.url}/_control/faults`, {
    method: 'POST',
    body: JSON.stringify({ kind: 'drop_before' }),
  });
  await expect(fetch(`${served.url}/connections`)).rejects.toThrow('fetch failed');
});
