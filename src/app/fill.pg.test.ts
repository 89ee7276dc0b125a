import { expect, test } from 'vitest';
import { callsDuring, firms } from '../../test/support/firms.ts';
import { connectByCredentials } from '../engine/connect.ts';
import { fillSample } from './fill.ts';

const firm = firms();

test('the sample practice ties out, stays so, and touches nothing that is Xero’s own', async () => {
  const f = await firm();
  const sample = await fillSample(f.engine, (books) => f.control('POST', '/seed', books));
  const connected = await connectByCredentials(f.engine, {
    practiceId: sample.practice.id,
    isReadOnly: false,
  });
  if (connected.kind !== 'connected') throw new Error(connected.reason);
  f.connectionId = connected.connectionId;
  await f.sync();
  expect(await f.tieOut()).toMatchObject({ agree: true, differences: [] });
  f.clock.advance(120_000);
  const calls = await callsDuring(f, () => f.sync());
  expect(Object.keys(calls).sort()).toEqual([
    'GET /Contacts',
    'GET /CreditNotes',
    'GET /Invoices',
    'GET /Payments',
  ]);
  expect(await f.tieOut()).toMatchObject({ agree: true, differences: [] });
  const own = new Set(sample.xero.invoices.map((invoice) => invoice.InvoiceID));
  const touched = f.emulator.committedWrites().filter((write) => own.has(write.id));
  expect(touched.filter((write) => write.by === 'app')).toEqual([]);
});
