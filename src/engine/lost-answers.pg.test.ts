import { expect, test } from 'vitest';
import { decimal } from '../base/decimal.ts';
import type { Firm } from '../../test/support/firm.ts';
import { callsDuring, firms } from '../../test/support/firms.ts';

const firm = firms();

async function ready(f: Firm) {
  const contact = f.contact();
  const invoices = [f.invoice(contact.id), f.invoice(contact.id)];
  const [first] = invoices;
  if (!first) throw new Error('no invoice');
  const payments = [
    f.payment(first, { amount: decimal('100.00') }),
    f.payment(first, { amount: decimal('100.00') }),
  ];
  await f.enter({ contacts: [contact], invoices, payments });
  await f.connect();
}

function lose(f: Firm, endpoint: string, kind: string, times = 1): Promise<unknown> {
  return f.control('POST', '/faults', { endpoint: `${endpoint}`, kind, times });
}

async function creations(f: Firm, resource: string): Promise<number> {
  return f.emulator
    .committedWrites()
    .filter((write) => write.resource === resource && write.kind === 'create').length;
}

const endpoints = ['Contacts', 'Invoices', 'Payments'] as const;
const kinds = [
  'drop_after_commit',
  'drop_before',
  '500_after_commit',
  '500_before',
  'half_body',
  'html_502',
];

for (const resource of endpoints) {
  for (const kind of kinds) {
    test(`[PRO5] ${kind} on PUT ${resource}: everything is there once`, async () => {
      const f = await firm();
      await ready(f);
      await lose(f, `PUT /api.xro/2.0/${resource}`, kind);
      const first = await f.sync();
      if (first.open > 0 && first.until !== undefined) {
        f.clock.advance(Math.max(0, first.until - f.clock.now()) + 1000);
        await f.sync();
      }
      expect([
        await creations(f, 'Contacts'),
        await creations(f, 'Invoices'),
        await creations(f, 'Payments'),
      ]).toEqual([1, 2, 2]);
      expect((await f.tieOut()).differences).toEqual([]);
    });
  }
}

test('[PRO7] a payment of which nothing is known is not sent again before it had time to land', async () => {
  const f = await firm();
  await ready(f);
  await lose(f, 'PUT /api.xro/2.0/Payments', 'drop_before');
  const before = f.clock.now();
  const calls = await callsDuring(f, () => f.sync());
  expect(calls['PUT /Payments']).toBe(2);
  expect(f.clock.now() - before).toBeGreaterThanOrEqual(30_000);
  expect((await f.tieOut()).agree).toBe(true);
});

test('[PRO8] a payment that lands late is not made twice', async () => {
  const f = await firm();
  await ready(f);
  await f.control('POST', '/faults', {
    endpoint: 'PUT /api.xro/2.0/Payments',
    kind: 'late_commit',
    times: 1,
    delayMs: 20_000,
  });
  await f.sync();
  expect(await creations(f, 'Payments')).toBe(2);
  expect((await f.tieOut()).agree).toBe(true);
});
