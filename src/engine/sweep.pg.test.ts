import { expect, test } from 'vitest';
import { day, minute } from '../base/time.ts';
import { callsDuring, firms } from '../../test/support/firms.ts';

const firm = firms();

test('[CUR8] what was not seen for a fortnight is read again by its id, once', async () => {
  const f = await firm();
  const contact = f.contact();
  const invoice = f.invoice(contact.id);
  await f.enter({ contacts: [contact], invoices: [invoice] });
  await f.connect();
  await f.sync();
  f.clock.advance(5 * minute);
  await f.sync();
  f.clock.advance(15 * day);
  const first = await callsDuring(f, () => f.sync());
  expect(first['GET /Invoices']).toBe(2);
  expect(first['GET /Contacts']).toBe(2);
  const second = await callsDuring(f, () => f.sync());
  expect(second['GET /Invoices']).toBe(1);
});
