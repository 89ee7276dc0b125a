/**
 * A small practice with one connection, for the tests of the server: two contacts, five invoices in
 * different states, payments, and what a sync would have left of them. No network: the engine's Fetch
 * refuses every call.
 */
import type { Contact } from '../accounting/contact.ts';
import type { Invoice } from '../accounting/invoice.ts';
import { decimal } from '../base/decimal.ts';
import { sha256 } from '../base/hash.ts';
import { NetworkError } from '../base/http.ts';
import type {
  ConnectionId,
  ContactId,
  InvoiceId,
  PaymentId,
  PracticeId,
  TenantId,
  XeroId,
} from '../base/id.ts';
import { silentLog } from '../base/log.ts';
import { seededRandom } from '../base/random.ts';
import { createSeal, sealKey } from '../base/seal.ts';
import { date, instant, type Clock, type Instant } from '../base/time.ts';
import type { EngineContext } from '../engine/context.ts';
import { addContacts, addInvoices, addMatters, addPayments } from '../store/book-edits.ts';
import { addConnection, saveBudget, saveReference } from '../store/connections.ts';
import { openDatabase, type Database, type Tx } from '../store/database.ts';
import { clearHints, readHints } from '../store/hints.ts';
import { saveLinks } from '../store/links.ts';
import { migrate } from '../store/migrate.ts';
import { saveMirror } from '../store/mirror.ts';
import { addPractice, ensureApiKey } from '../store/practices.ts';
import type { MirrorInvoice } from '../sync/mirror.ts';
import type { InvoiceBase } from '../sync/plan.ts';
import { continuous } from '../sync/policy.ts';
import type { InvoicePosting } from '../sync/posting.ts';
import type { ServerOptions } from './context.ts';
import { createServer } from './app.ts';

export const practiceId = '00000000-0000-7000-8000-000000000001' as PracticeId;
export const connectionId = '00000000-0000-7000-8000-000000000002' as ConnectionId;
export const apiKey = 'tieout-key-for-tests';
export const startsAt = instant(Date.parse('2026-11-22T01:00:00Z'));

const idOf = (kind: number, n: number): string =>
  `00000000-0000-7000-80${String(kind).padStart(2, '0')}-${String(n).padStart(12, '0')}`;
export const contactId = (n: number) => idOf(1, n) as ContactId;
export const invoiceId = (n: number) => idOf(2, n) as InvoiceId;
export const paymentId = (n: number) => idOf(3, n) as PaymentId;
export const xeroId = (n: number) => idOf(4, n) as XeroId;

/** A clock that stands still until somebody sleeps on it. */
export function steppingClock(): Clock {
  let now: Instant = startsAt;
  return {
    now: () => now,
    sleep: async (ms) => {
      now = instant(now + ms);
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

export function invoice(n: number, given: Partial<Invoice> = {}): Invoice {
  const amount = given.net ?? decimal('100.00');
  const tax = given.tax ?? decimal('10.00');
  return {
    id: invoiceId(n),
    contactId: contactId(1),
    number: `INV-${String(n).padStart(4, '0')}`,
    status: 'issued',
    date: date('2026-11-02'),
    dueDate: date('2026-12-02'),
    currency: 'AUD',
    amountsAre: 'exclusive',
    reference: '',
    lines: [
      {
        kind: 'time',
        description: 'Advice',
        quantity: decimal('1'),
        unitPrice: amount,
        discount: decimal('0'),
        amount,
        taxCode: 'standard',
        taxRate: decimal('10'),
        tax,
        isTaxStated: false,
      },
    ],
    net: amount,
    tax,
    total: amount.plus(tax),
    ...given,
  };
}

function contact(n: number, name: string): Contact {
  const number = `C-${n}`;
  const kind = 'organisation';
  return {
    id: contactId(n),
    number,
    kind,
    name,
    emails: [],
    phones: [],
    addresses: [],
    isArchived: false,
  };
}

/** What Xero would hold of an invoice that was sent. */
export function mirrorOf(sent: Invoice, given: Partial<MirrorInvoice> = {}): MirrorInvoice {
  return {
    kind: 'invoice',
    xeroId: xeroId(Number(sent.id.slice(-4))),
    updatedAt: startsAt,
    type: 'sale',
    status: 'authorised',
    number: sent.number,
    contactId: xeroId(901),
    contactName: 'Blackwood & Partners',
    date: sent.date,
    ...(sent.dueDate === undefined ? {} : { dueDate: sent.dueDate }),
    currency: sent.currency,
    amountsAre: sent.amountsAre,
    reference: sent.reference,
    url: '',
    lines: [],
    net: sent.net,
    tax: sent.tax,
    total: sent.total,
    amountDue: sent.total,
    amountPaid: decimal('0.00'),
    amountCredited: decimal('0.00'),
    ...given,
  };
}

/** What was sent, so that Xero holds `mirror`. */
function postingOf(mirror: MirrorInvoice): InvoicePosting {
  const { number, contactId: contact, date: day, currency, amountsAre, reference, url } = mirror;
  const amounts = { net: mirror.net, tax: mirror.tax, total: mirror.total };
  const header = { number, contactId: contact, date: day, currency, amountsAre, reference, url };
  return { kind: 'invoice', status: 'authorised', ...header, ...amounts, lines: [] };
}

async function fillBook(tx: Tx): Promise<void> {
  const practice = {
    id: practiceId,
    name: 'Hollis Marr',
    baseCurrency: 'AUD',
    countryCode: 'AU',
    timeZone: 'Australia/Sydney',
  };
  await addPractice(tx, practice, startsAt);
  const key = { hash: sha256(apiKey), practiceId, name: 'tests', at: startsAt };
  await ensureApiKey(tx, key);
  await connect(tx);
  const invoices = await fillRecords(tx);
  await linkSent(tx, invoices.slice(0, 3));
  await settleHints(tx);
}

async function connect(tx: Tx): Promise<void> {
  await addConnection(tx, {
    id: connectionId,
    practiceId,
    tenantId: 'tenant-1' as TenantId,
    organisationName: 'Hollis Marr Pty Ltd',
    grantKind: 'client_credentials',
    policy: continuous,
    connectedAt: startsAt,
    connectedBy: 'bookkeeper@hollismarr.example',
  });
  await saveReference(tx, connectionId, {
    at: startsAt,
    reference: {
      organisation: {
        tenantId: 'tenant-1' as TenantId,
        name: 'Hollis Marr Pty Ltd',
        shortCode: '!hM4rr',
        baseCurrency: 'AUD',
        countryCode: 'AU',
        timeZone: 'Australia/Sydney',
        isDemo: false,
      },
      accounts: [],
      taxRates: [],
      currencies: ['AUD'],
    },
  });
  await saveBudget(tx, connectionId, { minuteRemaining: 58, dayRemaining: 940, at: startsAt });
}

async function fillRecords(tx: Tx): Promise<Invoice[]> {
  const edit = { practiceId, at: startsAt, actor: 'test', why: 'set-up' };
  await addContacts(tx, edit, [contact(1, 'Blackwood & Partners'), contact(2, '100% Clean')]);
  const matterId = idOf(5, 1) as Parameters<typeof addMatters>[2][number]['id'];
  await addMatters(tx, practiceId, [
    { id: matterId, contactId: contactId(1), number: 'M-1', name: 'Lease', isClosed: false },
  ]);
  const invoices = [
    invoice(1),
    invoice(2, { date: date('2026-10-05'), dueDate: date('2026-11-21') }),
    invoice(3, { date: date('2026-10-05'), dueDate: date('2026-11-22') }),
    invoice(4, { contactId: contactId(2), status: 'draft', date: date('2026-09-01') }),
    invoice(5, { contactId: contactId(2), date: date('2026-08-01') }),
  ];
  await addInvoices(
    tx,
    edit,
    invoices.map((one) => ({ invoice: one, source: 'book' })),
  );
  const payment = {
    date: date('2026-11-10'),
    currency: 'AUD',
    reference: '',
    bankAccount: 'office',
  };
  await addPayments(tx, edit, [
    {
      ...payment,
      id: paymentId(1),
      invoiceId: invoiceId(3),
      amount: decimal('40.00'),
      enteredIn: 'book',
    },
    {
      ...payment,
      id: paymentId(2),
      invoiceId: invoiceId(5),
      amount: decimal('110.00'),
      enteredIn: 'xero',
    },
  ]);
  return invoices;
}

async function linkSent(tx: Tx, sent: readonly Invoice[]): Promise<void> {
  const mirrors = sent.map((one) => mirrorOf(one));
  await saveMirror(tx, connectionId, { records: mirrors, at: startsAt });
  const links = sent.map((one) => {
    const xero = mirrorOf(one);
    const base: InvoiceBase = { book: postingOf(xero), xero };
    const ids = { bookId: one.id, xeroId: xero.xeroId, bookVersion: 1 };
    return { kind: 'invoice', ...ids, base, isSent: true } as const;
  });
  await saveLinks(tx, connectionId, { links, at: startsAt });
}

/** As after a sync that found nothing to do. */
export async function settleHints(tx: Tx): Promise<void> {
  for (const kind of ['contact', 'invoice', 'payment'] as const) {
    const hints = await readHints(tx, connectionId, { kind, after: undefined, limit: 1000 });
    await clearHints(tx, connectionId, { kind, hints });
  }
}

/** For a template database: migrated and filled. */
export async function fillPractice(url: string): Promise<void> {
  const database = openDatabase(url);
  await migrate(database, startsAt);
  await database.transaction(fillBook);
  await database.close();
}

export function engineOn(database: Database, clock: Clock = steppingClock()): EngineContext {
  return {
    database,
    clock,
    random: seededRandom(7),
    log: silentLog,
    fetch: (request) => {
      throw new NetworkError('refused', `no network in this test: ${request.url}`);
    },
    seal: createSeal([sealKey('a secret of the tests')]),
    site: {
      apiUrl: 'http://xero.invalid',
      app: {
        clientId: 'tests',
        loginUrl: 'http://xero.invalid',
        identityUrl: 'http://xero.invalid',
      },
      grant: 'client_credentials',
    },
    installation: { id: 'inst1', publicUrl: 'http://localhost:4000' },
    workerName: 'tests',
    limiterOf: () => {
      throw new Error('no call is made to Xero in this test');
    },
  };
}

export interface TestServer extends AsyncDisposable {
  readonly database: Database;
  readonly started: readonly ConnectionId[];
  /** A request from this machine, or with `as: 'key'` by API key from elsewhere. */
  ask(
    path: string,
    init?: RequestInit & { as?: 'key'; from?: string; json?: unknown },
  ): Promise<Response>;
}

/** A server on a filled database; syncs that it starts are noted and not run. */
export function serverOn(url: string, given: Partial<ServerOptions> = {}): TestServer {
  const database = openDatabase(url);
  const started: ConnectionId[] = [];
  const server = createServer({
    engine: engineOn(database),
    publicUrl: 'https://books.hollismarr.example',
    syncNow: (id) => {
      started.push(id);
      return Promise.resolve();
    },
    ...given,
  });
  return {
    database,
    started,
    ask: async (path, init = {}) => {
      const { as, from, json, ...rest } = init;
      const headers = new Headers(rest.headers);
      if (as === 'key') headers.set('authorization', `Bearer ${apiKey}`);
      if (json !== undefined) headers.set('content-type', 'application/json');
      const body = json === undefined ? rest.body : JSON.stringify(json);
      const request = new Request(`http://localhost:4000${path}`, {
        ...rest,
        headers,
        body: body ?? null,
      });
      const remoteAddress = from ?? (as === 'key' ? '203.0.113.9' : '127.0.0.1');
      return server.fetch(request, { remoteAddress });
    },
    [Symbol.asyncDispose]: () => database.close(),
  };
}
