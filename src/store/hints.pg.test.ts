import { expect, test } from 'vitest';
import type { Firm } from '../../test/support/firm.ts';
import { firms } from '../../test/support/firms.ts';
import { must } from '../base/assert.ts';
import { decimal } from '../base/decimal.ts';
import { aMirrorContact, aMirrorPayment, xeroId } from '../sync/plan-fixture.ts';
import type { AnyMirror, Kind } from '../sync/mirror.ts';
import { clearHints, countHints, noteHints, readHints } from './hints.ts';
import { saveMirror } from './mirror.ts';

const firm = firms();

async function connected(): Promise<Firm> {
  const f = await firm();
  const contact = f.contact();
  const invoice = f.invoice(contact.id);
  await f.enter({ contacts: [contact], invoices: [invoice], payments: [f.payment(invoice)] });
  await f.connect();
  return f;
}

const connectionOf = (f: Firm) => must(f.connectionId, 'a connection');

function hintsOf(f: Firm, kind: Kind) {
  return f.database.transaction((tx) =>
    readHints(tx, connectionOf(f), { kind, after: undefined, limit: 100 }),
  );
}

function see(f: Firm, records: readonly AnyMirror[]) {
  return f.database.transaction((tx) =>
    saveMirror(tx, connectionOf(f), { records, at: f.clock.now() }),
  );
}

async function clearAll(f: Firm): Promise<void> {
  for (const kind of ['contact', 'invoice', 'payment'] as const) {
    const hints = await hintsOf(f, kind);
    await f.database.transaction((tx) => clearHints(tx, connectionOf(f), { kind, hints }));
  }
}

test('[CUR5] a new connection looks at everything, and an edit at what was edited', async () => {
  const f = await connected();
  const counts = () => f.database.transaction((tx) => countHints(tx, connectionOf(f)));
  expect(await counts()).toEqual({ contact: 1, invoice: 1, payment: 1 });
  await clearAll(f);
  await f.enter({ contacts: [f.contact()] });
  expect(await counts()).toEqual({ contact: 1, invoice: 0, payment: 0 });
});

test('[CUR6] a hint that was given again while its record was looked at is kept', async () => {
  const f = await connected();
  const hints = await hintsOf(f, 'contact');
  const [{ bookId }] = [must(hints[0], 'a hint')];
  await f.database.transaction((tx) =>
    noteHints(tx, connectionOf(f), { kind: 'contact', bookIds: [bookId] }),
  );
  const clear = async () => {
    await f.database.transaction((tx) =>
      clearHints(tx, connectionOf(f), { kind: 'contact', hints }),
    );
    return hintsOf(f, 'contact');
  };
  expect((await clear()).map((hint) => hint.bookId)).toEqual([bookId]);
  const again = await hintsOf(f, 'contact');
  await f.database.transaction((tx) =>
    clearHints(tx, connectionOf(f), { kind: 'contact', hints: again }),
  );
  expect(await hintsOf(f, 'contact')).toEqual([]);
});

test('[CUR5] what changed in Xero hints the records here of its number and of its name', async () => {
  const f = await connected();
  const byName = f.contact({ name: 'Nordic Timber' });
  const byNumber = f.contact({ number: 'N-7' });
  const neither = f.contact();
  await f.enter({ contacts: [byName, byNumber, neither] });
  await clearAll(f);
  await see(f, [
    aMirrorContact({ name: ' NORDIC  timber' }, { xeroId: xeroId(2) }),
    aMirrorContact({ name: 'Someone', number: 'N-7' }, { xeroId: xeroId(3) }),
  ]);
  const hinted = (await hintsOf(f, 'contact')).map(({ bookId }) => bookId);
  expect(hinted).toEqual([byName.id, byNumber.id].toSorted());
});

test('[CUR5] a payment in Xero hints the invoice that it pays, once both are known', async () => {
  const f = await connected();
  await f.sync();
  await clearAll(f);
  const { Invoices } = await f.act<{ Invoices: { InvoiceID: string }[] }>(
    'GET',
    '/Invoices?page=1',
  );
  const invoiceId = must(Invoices[0], 'an invoice').InvoiceID as ReturnType<typeof xeroId>;
  await see(f, [aMirrorPayment({ invoiceId, amount: decimal('1') })]);
  expect(await hintsOf(f, 'payment')).toHaveLength(1);
});

test('[CUR5] what is read again unchanged hints nothing', async () => {
  const f = await connected();
  await f.sync();
  await clearAll(f);
  const record = aMirrorContact({ name: 'Client 1 Pty Ltd' }, { xeroId: xeroId(4) });
  expect(await see(f, [record])).toEqual([xeroId(4)]);
  await clearAll(f);
  expect(await see(f, [record])).toEqual([]);
  expect(await hintsOf(f, 'contact')).toEqual([]);
});
