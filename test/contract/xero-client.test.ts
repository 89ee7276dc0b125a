/**
 * The Xero client against the emulator, which shares no line with it: each read, each write, each
 * refusal and each way of losing an answer, as the two understand Xero from its documents.
 */
import { beforeEach, describe, expect, test } from 'vitest';
import { must } from '../../src/base/assert.ts';
import { Decimal, decimal } from '../../src/base/decimal.ts';
import type { TenantId, XeroId } from '../../src/base/id.ts';
import { silentLog } from '../../src/base/log.ts';
import { seededRandom } from '../../src/base/random.ts';
import { date, instant } from '../../src/base/time.ts';
import type { ReferenceData } from '../../src/accounting/reference-data.ts';
import { createEmulator, type Emulator } from '../../src/emulator/emulator.ts';
import { contactFieldNames, type ContactFields } from '../../src/sync/mirror.ts';
import type { ElementOutcome } from '../../src/sync/outcome.ts';
import type { InvoicePosting, LinePosting, Write } from '../../src/sync/posting.ts';
import { readConnections } from '../../src/xero/connections.ts';
import { look, planLooks, readInvoicesByNumber } from '../../src/xero/looks.ts';
import { clientCredentials } from '../../src/xero/oauth.ts';
import { nextPlace, type PagePlace } from '../../src/xero/pager.ts';
import type { ReadOutcome } from '../../src/xero/judge-read.ts';
import { readReferenceData } from '../../src/xero/reference-reads.ts';
import { readByIds, readChanged, readPage } from '../../src/xero/reads.ts';
import type { XeroAccess } from '../../src/xero/requests.ts';
import { manualClock, type ManualClock } from '../../src/xero/scripted-ports.ts';
import { fullScopes, readOnlyScopes, scopesForClientCredentials } from '../../src/xero/scopes.ts';
import { sendCall, type CallResult } from '../../src/xero/send-call.ts';
import { createTransport, type Transport } from '../../src/xero/transport.ts';
import { prepareCall, type ContactsBefore, type PreparedCall } from '../../src/xero/writes.ts';

const baseUrl = 'http://127.0.0.1:4100';
const app = { clientId: 'client', clientSecret: 'secret', loginUrl: baseUrl, identityUrl: baseUrl };

let clock: ManualClock;
let emulator: Emulator;
let transport: Transport;
let access: XeroAccess;
let reference: ReferenceData;
let keys = 0;

function answered<T>(outcome: ReadOutcome<T>): T {
  if (outcome.kind !== 'answered') throw new Error(`not answered: ${JSON.stringify(outcome)}`);
  return outcome.value;
}

async function signIn(scopes: readonly string[]): Promise<XeroAccess> {
  const ports = { fetch: emulator.fetchPort(), clock, userAgent: 'tieout-test' };
  const grant = await clientCredentials(ports, app, scopesForClientCredentials(scopes));
  if (grant.kind !== 'granted') throw new Error(`no tokens: ${JSON.stringify(grant)}`);
  const { accessToken } = grant.tokens;
  const connections = answered(await readConnections(transport, { apiUrl: baseUrl, accessToken }));
  const { tenantId } = must(connections[0], 'a connection');
  return { apiUrl: baseUrl, accessToken, tenantId };
}

async function control(method: string, path: string, body: object = {}): Promise<unknown> {
  const answer = await emulator.handle({
    method,
    url: `${baseUrl}/_control${path}`,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (answer.kind !== 'answer' || answer.status >= 300) {
    throw new Error(`control refused: ${JSON.stringify(answer)}`);
  }
  return answer.body === '' ? undefined : JSON.parse(answer.body);
}

const fault = (kind: string, endpoint: string, more: object = {}): Promise<unknown> =>
  control('POST', '/faults', { kind, endpoint, times: 1, ...more });

beforeEach(async () => {
  clock = manualClock();
  emulator = await createEmulator({
    clock,
    random: seededRandom(1),
    baseUrl,
    settings: { perMinute: 10_000, perDay: 100_000 },
  });
  const fetch = emulator.fetchPort();
  transport = createTransport({ fetch, clock, log: silentLog, userAgent: 'tieout-test' });
  access = await signIn(fullScopes);
  reference = answered(await readReferenceData(transport, access));
});

function contactFields(given: Partial<ContactFields>): ContactFields {
  const blank = Object.fromEntries(contactFieldNames.map((name) => [name, '']));
  return { ...(blank as ContactFields), ...given };
}

const contact = (number: string, given: Partial<ContactFields> = {}): Write => ({
  action: 'create',
  mark: number,
  posting: {
    kind: 'contact',
    fields: contactFields({ name: `Client ${number}`, number, ...given }),
  },
});

const line = (given: Partial<LinePosting> = {}): LinePosting => ({
  description: 'Advice',
  quantity: decimal('1.5'),
  unitAmount: decimal('333.33'),
  discountAmount: Decimal.zero,
  accountCode: '200',
  taxType: 'OUTPUT',
  tax: decimal('50.00'),
  sendTax: false,
  amount: decimal('500.00'),
  ...given,
});

function posting(
  number: string,
  contactId: XeroId,
  given: Partial<InvoicePosting> = {},
): InvoicePosting {
  return {
    kind: 'invoice',
    number,
    contactId,
    status: 'authorised',
    date: date('2026-11-20'),
    dueDate: date('2026-12-20'),
    currency: 'AUD',
    amountsAre: 'exclusive',
    reference: 'Job 7',
    url: `https://firm.example/go/1/invoices/${number}`,
    lines: [line()],
    net: decimal('500.00'),
    tax: decimal('50.00'),
    total: decimal('550.00'),
    ...given,
  };
}

const invoice = (
  number: string,
  contactId: XeroId,
  given: Partial<InvoicePosting> = {},
): Write => ({
  action: 'create',
  mark: number,
  posting: posting(number, contactId, given),
});

function bankAccount(): XeroId {
  const found = reference.accounts.find((one) => one.type === 'BANK' && one.isActive);
  return must(found, 'a bank account').accountId;
}

const payment = (referenceText: string, invoiceId: XeroId, amount: string): Write => ({
  action: 'create',
  mark: referenceText,
  posting: {
    kind: 'payment',
    invoiceId,
    accountId: bankAccount(),
    date: date('2026-11-21'),
    amount: decimal(amount),
    reference: referenceText,
  },
});

function send(call: PreparedCall, key = `key-${(keys += 1)}`): Promise<CallResult> {
  return sendCall(transport, access, { call, idempotencyKey: key });
}

/** Sends writes as one call; what came of each, in their order. */
async function write(writes: readonly Write[], before?: ContactsBefore): Promise<ElementOutcome[]> {
  const call = prepareCall(writes, before);
  const { outcome } = await send(call);
  if (outcome.kind !== 'answered') throw new Error(`not answered: ${JSON.stringify(outcome)}`);
  return call.marks.map((mark) => must(outcome.elements.get(mark), mark));
}

async function accepted(one: Write, before?: ContactsBefore) {
  const [outcome] = await write([one], before);
  if (outcome?.kind !== 'accepted') throw new Error(`not accepted: ${JSON.stringify(outcome)}`);
  return outcome.echo;
}

async function newInvoice(number: string, given: Partial<InvoicePosting> = {}) {
  const client = await accepted(contact(`C-${number}`));
  const echo = await accepted(invoice(number, client.xeroId, given));
  if (echo.kind !== 'invoice') throw new Error('not an invoice');
  return echo;
}

describe('signing in', () => {
  test('the organisation is the connection that the token reaches', () => {
    expect(reference.organisation).toMatchObject({
      tenantId: access.tenantId,
      baseCurrency: 'AUD',
      timeZone: 'Australia/Sydney',
      isDemo: true,
    });
    expect(reference.currencies).toContain('USD');
    expect(reference.accounts.find((one) => one.code === '200')).toMatchObject({ isActive: true });
    expect(reference.accounts.some((one) => one.systemAccount === 'ROUNDING')).toBe(true);
    const rate = reference.taxRates.find((one) => one.taxType === 'OUTPUT');
    expect(rate?.effectiveRate.equals(decimal('10'))).toBe(true);
    expect(rate?.appliesTo.revenue).toBe(true);
  });

  test('an expired token, a missing scope and another organisation are told apart', async () => {
    const readOnly = await signIn(readOnlyScopes);
    const call = prepareCall([contact('C-1')]);
    const sent = (with_: XeroAccess) => sendCall(transport, with_, { call, idempotencyKey: 'k' });
    expect((await sent(readOnly)).outcome).toEqual({ kind: 'unauthorised', cause: 'scope' });
    const elsewhere = { ...access, tenantId: '00000000-1111-4111-8111-000000000000' as TenantId };
    expect((await sent(elsewhere)).outcome).toEqual({ kind: 'unauthorised', cause: 'tenant' });
    await clock.advance(31 * 60_000);
    expect((await sent(access)).outcome).toEqual({ kind: 'unauthorised', cause: 'token' });
  });
});

describe('contacts', () => {
  test('what is sent comes back, field by field', async () => {
    const fields = contactFields({
      name: 'Ridgeway Pty Ltd',
      number: 'C-7',
      firstName: 'Ana',
      lastName: 'Ng',
      email: 'ana@ridgeway.example',
      taxNumber: '12345678901',
      phoneDefault: '+61 2 5550 1234',
      phoneMobile: '0400 000 000',
      postalAttention: 'Accounts',
      postalLines: 'Level 3\n1 King St',
      postalCity: 'Sydney',
      postalRegion: 'NSW',
      postalCode: '2000',
      postalCountry: 'Australia',
      streetCity: 'Perth',
    });
    const write_ = { action: 'create', mark: 'C-7', posting: { kind: 'contact', fields } } as const;
    const echo = await accepted(write_);
    expect(echo).toMatchObject({ kind: 'contact', status: 'active', fields });
    const [read] = answered(
      await readByIds(transport, access, { resource: 'contacts', ids: [echo.xeroId] }),
    ).records;
    expect(read).toMatchObject({ fields });
  });

  test('an edit changes what it names and nothing else', async () => {
    const given = {
      postalLines: '1 King St',
      postalCity: 'Sydney',
      phoneMobile: '0400',
      email: 'a@b.example',
    };
    const echo = await accepted(contact('C-1', given));
    const ids = [echo.xeroId];
    const before = answered(await readByIds(transport, access, { resource: 'contacts', ids }));
    const byId = new Map(before.records.map((record) => [record.xeroId, record]));
    const changes = { postalCity: 'Newcastle', phoneDirect: '+61 2 1', email: '' };
    const edit: Write = { action: 'update', kind: 'contact', mark: echo.xeroId, changes };
    const after = await accepted(edit, byId);
    const fields = contactFields({ name: 'Client C-1', number: 'C-1', ...given, ...changes });
    expect(after).toMatchObject({ fields });
  });

  test('a name that is taken refuses one contact and not its neighbours', async () => {
    await accepted(contact('C-1', { name: 'Taken' }));
    const [first, second] = await write([contact('C-2', { name: 'TAKEN' }), contact('C-3')]);
    expect(first).toMatchObject({
      kind: 'rejected',
      messages: [expect.stringContaining('already assigned') as string],
    });
    expect(second?.kind).toBe('accepted');
  });

  test('a contact is found by its number', async () => {
    const echo = await accepted(contact('C-1'));
    await accepted(contact('C-10'));
    const [search] = planLooks('contact', ['C-1', 'C-404']);
    const found = answered(await look(transport, access, must(search, 'a look')));
    expect(found.records.map((record) => record.xeroId)).toEqual([echo.xeroId]);
  });
});

describe('invoices', () => {
  test('what is sent comes back, to the cent', async () => {
    const client = await accepted(contact('C-1'));
    const wanted = posting('INV-1', client.xeroId, {
      lines: [
        line(),
        line({
          quantity: decimal('0.1'),
          unitAmount: decimal('487.5555'),
          amount: decimal('48.76'),
        }),
        line({
          discountAmount: decimal('0.5'),
          amount: decimal('499.50'),
          taxType: 'EXEMPTOUTPUT',
        }),
        line({ sendTax: true, tax: decimal('49.99') }),
      ],
    });
    const echo = await accepted({ action: 'create', mark: 'INV-1', posting: wanted });
    if (echo.kind !== 'invoice') throw new Error('not an invoice');
    expect(echo).toMatchObject({
      type: 'sale',
      status: 'authorised',
      number: 'INV-1',
      contactId: client.xeroId,
      contactName: 'Client C-1',
      date: '2026-11-20',
      dueDate: '2026-12-20',
      currency: 'AUD',
      amountsAre: 'exclusive',
      reference: 'Job 7',
      url: wanted.url,
    });
    const lines = must(echo.lines, 'lines');
    const column = (name: 'unitAmount' | 'amount' | 'tax' | 'discountAmount'): string[] =>
      lines.map((one) => one[name].normalised(2).toString());
    expect(column('unitAmount')).toEqual(['333.33', '487.5555', '333.33', '333.33']);
    expect(column('amount')).toEqual(['500.00', '48.76', '499.50', '500.00']);
    expect(column('tax')).toEqual(['50.00', '4.88', '0.00', '49.99']);
    expect(column('discountAmount')).toEqual(['0.00', '0.00', '0.50', '0.00']);
    expect(echo.net.toFixed(2)).toBe('1548.26');
    expect(echo.tax.toFixed(2)).toBe('104.87');
    expect(echo.total.toFixed(2)).toBe('1653.13');
    expect(echo.amountDue.toFixed(2)).toBe('1653.13');
    const read = answered(await readInvoicesByNumber(transport, access, ['INV-1']));
    expect(JSON.stringify(read.records[0]?.lines)).toBe(JSON.stringify(echo.lines));
  });

  test('inclusive, untaxed and foreign invoices keep their kind', async () => {
    const client = await accepted(contact('C-1'));
    const inclusive = await accepted(
      invoice('INV-1', client.xeroId, {
        amountsAre: 'inclusive',
        lines: [
          line({ quantity: Decimal.one, unitAmount: decimal('541.25'), amount: decimal('541.25') }),
        ],
      }),
    );
    expect(inclusive.kind === 'invoice' && inclusive.net.toFixed(2)).toBe('492.05');
    const foreign = await accepted(
      invoice('INV-2', client.xeroId, {
        amountsAre: 'no_tax',
        currency: 'USD',
        currencyRate: decimal('0.654321'),
        lines: [line({ taxType: '' })],
      }),
    );
    expect(foreign).toMatchObject({ currency: 'USD', amountsAre: 'no_tax' });
    expect(foreign.kind === 'invoice' && foreign.currencyRate?.toString()).toBe('0.654321');
  });

  test('refused invoices stand beside accepted ones, each with its reason', async () => {
    const first = await newInvoice('INV-1');
    const outcomes = await write([
      invoice('INV-2', first.contactId),
      invoice('INV-1', first.contactId),
      invoice('INV-3', first.contactId, { lines: [line({ accountCode: '999999' })] }),
      invoice('INV-4', first.contactId, { currency: 'XAF' }),
    ]);
    expect(outcomes.map((one) => one.kind)).toEqual([
      'accepted',
      'rejected',
      'rejected',
      'rejected',
    ]);
    expect(outcomes[1]).toEqual({ kind: 'rejected', messages: ['Invoice # must be unique.'] });
    const numbers = ['INV-1', 'INV-2', 'INV-3', 'INV-4'];
    const read = answered(await readInvoicesByNumber(transport, access, numbers));
    expect(read.records.map((one) => one.number).toSorted()).toEqual(['INV-1', 'INV-2']);
  });

  test('an edit of the lines keeps those that it names and takes away the others', async () => {
    const echo = await newInvoice('INV-1', {
      status: 'draft',
      lines: [line(), line({ description: 'Gone' })],
    });
    const kept = must(echo.lines?.[0], 'line').lineId;
    const lines = [line({ lineId: kept, description: 'Kept' }), line({ description: 'New' })];
    const edit: Write = {
      action: 'update',
      kind: 'invoice',
      mark: echo.xeroId,
      changes: { lines, reference: 'Job 8' },
      posting: posting('INV-1', echo.contactId, { lines, reference: 'Job 8' }),
    };
    const after = await accepted(edit);
    if (after.kind !== 'invoice') throw new Error('not an invoice');
    expect(after.lines?.map((one) => one.description)).toEqual(['Kept', 'New']);
    expect(after.lines?.[0]?.lineId).toBe(kept);
    expect(after).toMatchObject({ reference: 'Job 8', number: 'INV-1', dueDate: '2026-12-20' });
  });

  test('an approved invoice is voided and a draft deleted, and neither is ever revived', async () => {
    const approved = await newInvoice('INV-1');
    const draft = await newInvoice('INV-2', { status: 'draft' });
    const status = (mark: XeroId, to: 'voided' | 'deleted' | 'draft'): Write => ({
      action: 'set_status',
      kind: 'invoice',
      mark,
      status: to,
    });
    const done = await write([status(approved.xeroId, 'voided'), status(draft.xeroId, 'deleted')]);
    expect(done.map((one) => one.kind === 'accepted' && one.echo)).toMatchObject([
      { status: 'voided' },
      { status: 'deleted' },
    ]);
    const [revived] = await write([status(approved.xeroId, 'draft')]);
    expect(revived).toMatchObject({ kind: 'rejected' });
  });
});

describe('payments', () => {
  test('instalments settle an invoice, and deleting one opens it again', async () => {
    const echo = await newInvoice('INV-1');
    const readNow = async () => {
      const ids = [echo.xeroId];
      return must(
        answered(await readByIds(transport, access, { resource: 'invoices', ids })).records[0],
        'invoice',
      );
    };
    const first = await accepted(payment('first [abcdefgh2]', echo.xeroId, '200.10'));
    expect(first).toMatchObject({
      kind: 'payment',
      status: 'authorised',
      type: 'accrecpayment',
      invoiceId: echo.xeroId,
      accountId: bankAccount(),
      date: '2026-11-21',
      reference: 'first [abcdefgh2]',
      isReconciled: false,
      isBatched: false,
    });
    expect((await readNow()).amountDue.toFixed(2)).toBe('349.90');
    await accepted(payment('second [abcdefgh3]', echo.xeroId, '349.90'));
    expect(await readNow()).toMatchObject({ status: 'paid' });
    const deleted = await accepted({
      action: 'set_status',
      kind: 'payment',
      mark: first.xeroId,
      status: 'deleted',
    });
    expect(deleted).toMatchObject({ kind: 'payment', status: 'deleted' });
    expect(await readNow()).toMatchObject({ status: 'authorised' });
    const search = planLooks('payment', ['first [abcdefgh2]', 'second [abcdefgh3]']);
    const found = answered(await look(transport, access, must(search[0], 'a look'))).records;
    expect(found.map((one) => [one.reference, one.status]).toSorted()).toEqual([
      ['first [abcdefgh2]', 'deleted'],
      ['second [abcdefgh3]', 'authorised'],
    ]);
  });

  test('too much money and a draft are refused, and the neighbours are not', async () => {
    const approved = await newInvoice('INV-1');
    const draft = await newInvoice('INV-2', { status: 'draft' });
    const outcomes = await write([
      payment('p1', approved.xeroId, '550.01'),
      payment('p2', draft.xeroId, '1.00'),
      payment('p3', approved.xeroId, '1.00'),
    ]);
    expect(outcomes).toMatchObject([
      {
        kind: 'rejected',
        messages: ['Payment amount exceeds the amount outstanding on this document'],
      },
      { kind: 'rejected', messages: ['Payments can only be made against Authorised documents'] },
      { kind: 'accepted' },
    ]);
  });

  test('a reference with quotation marks is found again', async () => {
    const echo = await newInvoice('INV-1');
    const referenceText = 'for "Ridgeway" [abcdefgh2]';
    await accepted(payment(referenceText, echo.xeroId, '1.00'));
    await accepted(payment('for Ridgeway [abcdefgh3]', echo.xeroId, '1.00'));
    const [search] = planLooks('payment', [referenceText]);
    const found = answered(await look(transport, access, must(search, 'a look')));
    expect(found.records.map((one) => one.reference)).toEqual([referenceText]);
  });
});

describe('lost and broken answers', () => {
  const endpoint = 'PUT /api.xro/2.0/Contacts';
  const found = async (): Promise<number> => {
    const [search] = planLooks('contact', ['C-1']);
    return answered(await look(transport, access, must(search, 'a look'))).records.length;
  };

  test.each(['drop_after_commit', '500_after_commit', 'half_body'])(
    'after %s the outcome is unknown, the record is there, and a replay does not double it',
    async (kind) => {
      await fault(kind, endpoint);
      const call = prepareCall([contact('C-1')]);
      const key = `replayed-${kind}`;
      const first = (await send(call, key)).outcome;
      expect(first.kind).toBe('unknown');
      expect(await found()).toBe(1);
      await send(call, key);
      expect(await found()).toBe(1);
    },
  );

  test.each(['drop_before', '500_before', 'html_502', 'html_403', '503_offline'])(
    'after %s the outcome is unknown and the record is not there',
    async (kind) => {
      await fault(kind, endpoint);
      expect((await send(prepareCall([contact('C-1')]))).outcome.kind).toBe('unknown');
      expect(await found()).toBe(0);
    },
  );

  test.each([
    ['429_minute', 'minute'],
    ['429_day', 'day'],
    ['429_concurrent', 'concurrent'],
    ['429_appminute', 'appminute'],
  ])('after %s nothing was done, and it is said when to come back', async (kind, problem) => {
    await fault(kind, endpoint);
    const { outcome } = await send(prepareCall([contact('C-1')]));
    expect(outcome).toMatchObject({ kind: 'throttled', problem });
    expect(outcome.kind === 'throttled' && outcome.retryAfterMs).toBeGreaterThanOrEqual(1000);
    expect(await found()).toBe(0);
  });

  test('a write that lands after its answer was given up is found by a later look', async () => {
    await fault('late_commit', endpoint, { delayMs: 60_000 });
    const sending = send(prepareCall([contact('C-1')]));
    await clock.advance(26_000);
    expect((await sending).outcome.kind).toBe('unknown');
    expect(await found()).toBe(0);
    await clock.advance(120_000);
    expect(await found()).toBe(1);
  });

  test('an answer slower than the deadline is unknown', async () => {
    await fault('slow', endpoint, { delayMs: 40_000 });
    const sending = send(prepareCall([contact('C-1')]));
    await clock.advance(26_000);
    expect((await sending).outcome.kind).toBe('unknown');
  });

  test('a token that Xero calls expired is said to be so', async () => {
    await fault('401_expired', endpoint);
    expect((await send(prepareCall([contact('C-1')]))).outcome).toEqual({
      kind: 'unauthorised',
      cause: 'token',
    });
  });

  test.each(['drop_before', '500_before', 'html_403', '503_offline', 'half_body'])(
    'a read that meets %s has failed and is not an empty one',
    async (kind) => {
      await fault(kind, 'GET /api.xro/2.0/Invoices');
      const read = await readPage(transport, access, { resource: 'invoices', page: 1 });
      expect(read.kind).toBe('failed');
    },
  );
});

describe('reading', () => {
  async function readAll(pageSize: number): Promise<Set<XeroId>> {
    const seen = new Set<XeroId>();
    let place: PagePlace | undefined = { page: 1 };
    for (let reads = 0; place; reads += 1) {
      expect(reads).toBeLessThan(100);
      const query = { resource: 'contacts', pageSize, ...place } as const;
      const read = answered(await readPage(transport, access, query));
      expect(read.unreadable).toEqual([]);
      for (const record of read.records) seen.add(record.xeroId);
      place = nextPlace(place, read);
    }
    return seen;
  }

  test('page after page brings every record, archived ones too', async () => {
    const made = new Set<XeroId>();
    for (let n = 0; n < 12; n += 1) {
      made.add((await accepted(contact(`C-${n}`))).xeroId);
      await clock.advance(n % 3 === 0 ? 5_000 : 200);
    }
    const all = await readAll(1000);
    expect(await readAll(5)).toEqual(all);
    expect([...made].every((id) => all.has(id))).toBe(true);
  });

  test('what changed since the last answer is found from that answer', async () => {
    const echo = await newInvoice('INV-1');
    const query = { resource: 'invoices', page: 1 } as const;
    const { answeredAt } = answered(await readPage(transport, access, query));
    await clock.advance(10_000);
    const since = { ...query, modifiedSince: instant(answeredAt + 5_000) };
    expect(answered(await readPage(transport, access, since)).records).toEqual([]);
    await accepted(payment('p1', echo.xeroId, '1.00'));
    const changed = answered(await readPage(transport, access, since)).records;
    expect(changed.map((one) => one.number)).toEqual(['INV-1']);
    const seen = answered(await readChanged(transport, access, since)).records;
    expect(seen).toEqual([{ xeroId: echo.xeroId, updatedAt: changed[0]?.updatedAt }]);
  });

  test('records of each kind are read by their ids', async () => {
    const echo = await newInvoice('INV-1');
    const paid = await accepted(payment('p1', echo.xeroId, '1.00'));
    const strange = '00000000-1111-4111-8111-000000000000' as XeroId;
    const read = async (resource: 'contacts' | 'invoices' | 'payments', id: XeroId) => {
      const outcome = await readByIds(transport, access, { resource, ids: [id, strange] });
      return answered(outcome).records.map((one) => one.xeroId);
    };
    expect(await read('contacts', echo.contactId)).toEqual([echo.contactId]);
    expect(await read('invoices', echo.xeroId)).toEqual([echo.xeroId]);
    expect(await read('payments', paid.xeroId)).toEqual([paid.xeroId]);
  });

  test('what is left of the budget comes with each answer', async () => {
    const { budget } = await send(prepareCall([contact('C-1')]));
    expect(budget?.minuteRemaining).toBeTypeOf('number');
    expect(budget?.dayRemaining).toBeTypeOf('number');
  });
});
