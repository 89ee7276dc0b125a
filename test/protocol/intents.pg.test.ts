/** The protocol of writes, seen from the network: what is stored when a call leaves, and what follows. */
import { expect, test } from 'vitest';
import { must } from '../../src/base/assert.ts';
import { NetworkError, type Fetch, type HttpRequest } from '../../src/base/http.ts';
import type { InvoiceId } from '../../src/base/id.ts';
import { replaceContact, replaceInvoice } from '../../src/store/book-edits.ts';
import { readInvoices } from '../../src/store/book-records.ts';
import { openDatabase, sql } from '../../src/store/database.ts';
import { readOpenIntents } from '../../src/store/intents.ts';
import { Firm } from '../support/firm.ts';
import { callsDuring, firms, sentences } from '../support/firms.ts';
import { migrateUrl } from '../support/migrated.ts';
import { templateDatabase } from '../support/postgres.ts';

const firm = firms();

const isWrite = ({ method, url }: HttpRequest): boolean =>
  (method === 'PUT' || method === 'POST') && url.includes('/api.xro/2.0/');

/** A network that lets somebody look at each request before it goes on. */
function watched(look: (request: HttpRequest) => Promise<void>): (fetch: Fetch) => Fetch {
  return (fetch) => async (request) => {
    await look(request);
    return fetch(request);
  };
}

function enterOne(f: Firm) {
  const contact = f.contact();
  const invoice = f.invoice(contact.id);
  const payment = f.payment(invoice);
  return f
    .enter({ contacts: [contact], invoices: [invoice], payments: [payment] })
    .then(() => ({ contact, invoice, payment }));
}

async function editReference(f: Firm, id: InvoiceId, reference: string): Promise<void> {
  await f.database.transaction(async (tx) => {
    const [known] = await readInvoices(tx, [id]);
    const invoice = { ...must(known, 'the invoice').record, reference };
    const changes = [{ field: 'reference', to: reference }];
    await replaceInvoice(tx, f.edit, { invoice, source: 'book', changes });
  });
}

test('[PRO1] when a write leaves, its intent and its very bytes are stored', async () => {
  const seen: string[] = [];
  let f: Firm | undefined = undefined;
  f = await firm({
    wrapFetch: watched(async (request) => {
      if (!isWrite(request) || !f?.connectionId) return;
      const id = f.connectionId;
      const open = await f.database.transaction((tx) => readOpenIntents(tx, id));
      const call = open.find((intent) => intent.call.body === request.body)?.call;
      const isStored =
        call !== undefined &&
        call.idempotencyKey === request.headers['idempotency-key'] &&
        request.url.endsWith(call.path);
      seen.push(isStored ? 'stored' : 'not stored');
    }),
  });
  await enterOne(f);
  await f.connect();
  await f.sync();
  expect(seen).toEqual(['stored', 'stored', 'stored']);
});

test('[PRO3] no call to Xero is made inside a transaction', async () => {
  await using stack = new AsyncDisposableStack();
  const database = stack.use(await templateDatabase(migrateUrl).fresh());
  const watcher = openDatabase(database.url, 1);
  stack.defer(() => watcher.close());
  const states: string[] = [];
  let looks = 0;
  const look = async (): Promise<void> => {
    const { rows } = await watcher.transaction((tx) =>
      sql<{ state: string }>`
        select state from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()
          and state like '%transaction%'`.execute(tx),
    );
    looks += 1;
    states.push(...rows.map(({ state }) => state));
  };
  const f = stack.use(await Firm.open({ databaseUrl: database.url, wrapFetch: watched(look) }));
  await enterOne(f);
  await f.connect();
  await f.sync();
  expect(looks).toBeGreaterThan(10);
  expect(states).toEqual([]);
});

test('[PRO12] what Xero refused never enters the mirror, and its reason is told', async () => {
  const f = await firm();
  const contact = f.contact({ name: 'A <b> C' });
  await f.enter({ contacts: [contact], invoices: [f.invoice(contact.id)] });
  await f.connect();
  await f.sync();
  const { rows } = await f.database.transaction((tx) =>
    sql<{ name: string }>`
      select body -> 'fields' ->> 'name' as name from mirror where kind = 'contact'
      order by 1`.execute(tx),
  );
  expect(rows.map(({ name }) => name)).not.toContain(contact.name);
  expect((await sentences(f)).join()).toContain('Xero refused contact A <b> C');
});

test('[PRO13] an edit made while its record is being sent is neither lost nor taken for sent', async () => {
  let edited = false;
  let f: Firm | undefined;
  let id: InvoiceId | undefined;
  f = await firm({
    wrapFetch: watched(async (request) => {
      if (edited || !isWrite(request) || !request.url.includes('/Invoices') || !f || !id) return;
      edited = true;
      await editReference(f, id, 'edited meanwhile');
    }),
  });
  const { invoice } = await enterOne(f);
  id = invoice.id;
  await f.connect();
  await f.sync();
  expect(edited).toBe(true);
  const { Invoices } = await f.act<{ Invoices: { Reference?: string }[] }>(
    'GET',
    '/Invoices?page=1',
  );
  expect(Invoices.map(({ Reference }) => Reference)).toEqual(['edited meanwhile']);
  expect((await f.tieOut()).agree).toBe(true);
});

test('[PRO17] a new attempt after a refusal has a new key', async () => {
  const keys: string[] = [];
  const f = await firm({
    wrapFetch: watched(async (request) => {
      if (isWrite(request) && request.url.includes('/Contacts')) {
        keys.push(request.headers['idempotency-key'] ?? '');
      }
    }),
  });
  const contact = f.contact({ name: 'A <b> C' });
  await f.enter({ contacts: [contact], invoices: [f.invoice(contact.id)] });
  await f.connect();
  await f.sync();
  expect((await sentences(f)).join()).toContain('Xero refused contact');
  await f.database.transaction((tx) =>
    replaceContact(tx, f.edit, { contact: { ...contact, name: 'A B C' }, changes: [] }),
  );
  await f.sync();
  expect((await f.tieOut()).agree).toBe(true);
  expect(keys.length).toBeGreaterThanOrEqual(2);
  expect(new Set(keys).size).toBe(keys.length);
});

test('[PLN3] what was refused is not sent again by later syncs', async () => {
  const f = await firm();
  const contact = f.contact({ name: 'A <b> C' });
  await f.enter({ contacts: [contact], invoices: [f.invoice(contact.id)] });
  await f.connect();
  await f.sync();
  const calls = await callsDuring(f, () => f.sync());
  expect(Object.keys(calls).filter((name) => name.startsWith('PUT'))).toEqual([]);
});

test('[PRO19] a write that is no longer wanted when its turn comes is not made', async () => {
  let f: Firm | undefined;
  let undo: (() => Promise<void>) | undefined;
  f = await firm({
    wrapFetch: watched(async ({ method, url }) => {
      // The targets of an update are read again by id right before it is claimed.
      if (method !== 'GET' || !url.includes('IDs=') || !undo) return;
      const now = undo;
      undo = undefined;
      await now();
    }),
  });
  const { invoice } = await enterOne(f);
  await f.connect();
  await f.sync();
  await editReference(f, invoice.id, 'a change of mind');
  const within = f;
  undo = () => editReference(within, invoice.id, invoice.reference);
  const calls = await callsDuring(f, () => within.sync());
  expect(undo).toBeUndefined();
  expect(Object.keys(calls).filter((name) => name.startsWith('POST /Invoices'))).toEqual([]);
  expect((await f.tieOut()).agree).toBe(true);
});

test('[PRO15] before an update its target is read again, and only the change goes', async () => {
  const requests: HttpRequest[] = [];
  const f = await firm({ wrapFetch: watched(async (request) => void requests.push(request)) });
  const { invoice } = await enterOne(f);
  await f.connect();
  await f.sync();
  requests.length = 0;
  await editReference(f, invoice.id, 'Matter 9');
  await f.sync();
  const names = requests.map(({ method, url }) => `${method} ${url.replace(/.*2\.0/, '')}`);
  const write = names.findIndex((name) => name.startsWith('POST /Invoices'));
  expect(names[write - 1]).toMatch(/^GET \/Invoices\?.*IDs=/);
  const body = JSON.parse(requests[write]?.body ?? '') as { Invoices: Record<string, unknown>[] };
  expect(body.Invoices.map((element) => Object.keys(element).toSorted())).toEqual([
    ['InvoiceID', 'Reference'],
  ]);
});

test('[PRO20] a worker that lost its lease writes nothing more', async () => {
  let f: Firm | undefined = undefined;
  f = await firm({
    wrapFetch: watched(async (request) => {
      if (!isWrite(request) || !request.url.includes('/Contacts') || !f) return;
      // Another worker takes over while the answer is on its way.
      await f.database.transaction((tx) =>
        sql`update connection set lease_epoch = lease_epoch + 1, lease_owner = 'other'`.execute(tx),
      );
    }),
  });
  await enterOne(f);
  await f.connect();
  const calls = await callsDuring(f, async () => {
    const result = await f.sync();
    expect(result.stopped?.code).toBe('lease_lost');
  });
  expect(calls['PUT /Contacts']).toBe(1);
  expect(calls['PUT /Invoices']).toBeUndefined();
});

test('[PRO20] a lease lost between planning and claiming stops the write', async () => {
  let isStolen = false;
  let f: Firm | undefined = undefined;
  f = await firm({
    wrapFetch: watched(async ({ method, url }) => {
      if (method !== 'GET' || !url.includes('IDs=') || !f) return;
      isStolen = true;
      await f.database.transaction((tx) =>
        sql`update connection set lease_epoch = lease_epoch + 1, lease_owner = 'other'`.execute(tx),
      );
    }),
  });
  const { invoice } = await enterOne(f);
  await f.connect();
  await f.sync();
  await editReference(f, invoice.id, 'Matter 9');
  const within = f;
  const calls = await callsDuring(f, async () => {
    expect((await within.sync()).stopped?.code).toBe('lease_lost');
  });
  expect(isStolen).toBe(true);
  expect(Object.keys(calls).filter((name) => name.startsWith('POST /Invoices'))).toEqual([]);
});

test('[PRO20] while one sync runs another says so and does nothing', async () => {
  const f = await firm();
  await enterOne(f);
  await f.connect();
  const [first, second] = await Promise.all([f.sync(), f.sync()]);
  const codes = [first, second].map(({ stopped }) => stopped?.code);
  expect(codes).toContain('busy');
  expect(codes).toContain(undefined);
  expect((await f.tieOut()).agree).toBe(true);
});

test('[PRO16] an invoice is created by a call that can not overwrite another', async () => {
  const writes: string[] = [];
  const f = await firm({
    wrapFetch: watched(async (request) => {
      if (isWrite(request)) writes.push(`${request.method} ${new URL(request.url).pathname}`);
    }),
  });
  await enterOne(f);
  await f.connect();
  await f.sync();
  expect(writes).toEqual([
    'PUT /api.xro/2.0/Contacts',
    'PUT /api.xro/2.0/Invoices',
    'PUT /api.xro/2.0/Payments',
  ]);
});

test('[PRO5] a connection that breaks on every write doubles nothing and loses nothing', async () => {
  let failures = 0;
  const f = await firm({
    wrapFetch: (fetch) => async (request) => {
      const answer = await fetch(request);
      if (isWrite(request) && failures < 3) {
        failures += 1;
        throw new NetworkError('broken', 'the cable was pulled');
      }
      return answer;
    },
  });
  const { invoice } = await enterOne(f);
  await f.connect();
  await f.sync();
  await f.sync();
  expect(failures).toBe(3);
  const report = await f.tieOut();
  expect([report.agree, report.equal]).toEqual([true, { contacts: 1, invoices: 1, payments: 1 }]);
  const { Invoices } = await f.act<{ Invoices: { InvoiceNumber: string; AmountDue: number }[] }>(
    'GET',
    '/Invoices?page=1',
  );
  expect(Invoices.map(({ InvoiceNumber, AmountDue }) => [InvoiceNumber, AmountDue])).toEqual([
    [invoice.number, 0],
  ]);
});
