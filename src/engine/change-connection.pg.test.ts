import { expect, test } from 'vitest';
import { callsDuring, firms } from '../../test/support/firms.ts';
import { sql } from '../store/database.ts';
import { date } from '../base/time.ts';
import { changePolicy, markRestored } from './change-connection.ts';

const firm = firms();

test('[PRO24] a database restored from before the first sync adopts what is ours and writes nothing', async () => {
  const f = await firm();
  const contact = f.contact();
  const invoice = f.invoice(contact.id);
  await f.enter({ contacts: [contact], invoices: [invoice], payments: [f.payment(invoice)] });
  await f.connect();
  await f.sync();
  // The backup was older: no link, no mirror, no intent.
  await f.database.transaction(async (tx) => {
    for (const table of ['link', 'intent', 'call', 'mirror']) {
      await sql`delete from ${sql.table(table)}`.execute(tx);
    }
  });
  await markRestored(f.engine);
  const calls = await callsDuring(f, () => f.sync());
  expect(Object.keys(calls).filter((name) => /PUT|POST \/(?!connect)/.test(name))).toEqual([]);
  expect((await f.tieOut()).agree).toBe(true);
});

test('[PRO22] a mark of ours that nothing here explains stops all writing', async () => {
  const f = await firm();
  const contact = f.contact();
  const invoice = f.invoice(contact.id);
  await f.enter({ contacts: [contact], invoices: [invoice] });
  await f.connect();
  await f.sync();
  await f.database.transaction(async (tx) => {
    for (const table of ['link', 'intent', 'call', 'mirror', 'invoice', 'hint']) {
      await sql`delete from ${sql.table(table)}`.execute(tx);
    }
  });
  await markRestored(f.engine);
  const other = f.invoice(contact.id);
  await f.enter({ invoices: [other] });
  const result = await f.sync();
  expect(result.stopped?.code).toBe('halted');
  expect(result.stopped?.message).toContain(invoice.number);
  expect((await f.connection()).state).toBe('halted');
});

test('[CON3] invoices before the cut-over are adopted where Xero has the same, and never sent', async () => {
  const f = await firm();
  const contact = f.contact();
  const old = f.invoice(contact.id, { date: date('2026-03-01'), dueDate: date('2026-04-01') });
  const older = f.invoice(contact.id, { date: date('2026-02-01'), dueDate: date('2026-03-01') });
  const fresh = f.invoice(contact.id);
  await f.enter({ contacts: [contact], invoices: [old, older, fresh] });
  const line = {
    Description: 'Advice',
    Quantity: 1.5,
    UnitAmount: 350,
    AccountCode: '200',
    TaxType: 'OUTPUT',
  };
  await f.act('PUT', '/Invoices', {
    Type: 'ACCREC',
    Status: 'AUTHORISED',
    InvoiceNumber: old.number,
    Contact: { Name: contact.name },
    Date: '2026-03-01',
    DueDate: '2026-04-01',
    LineItems: [line],
  });
  await f.connect({ cutOver: date('2026-07-01') });
  await f.sync();
  const report = await f.tieOut();
  expect(report.differences).toEqual([]);
  expect(report.equal.invoices).toBe(2);
  expect(report.outOfScope.invoices).toBe(1);
  expect(
    f.emulator.committedWrites().filter((w) => w.resource === 'Invoices' && w.by === 'app'),
  ).toHaveLength(1);
});

test('[CON8] a policy that no longer writes renews its access with less power', async () => {
  const f = await firm();
  await f.connect();
  const connection = await f.connection();
  const calls = await callsDuring(f, async () => {
    await changePolicy(f.engine, connection, { ...connection.policy, isReadOnly: true });
    await f.sync();
  });
  expect(calls['POST /connect/token']).toBe(1);
});
