import { expect, test } from 'vitest';
import type { Firm } from '../../test/support/firm.ts';
import { firms } from '../../test/support/firms.ts';
import { must } from '../base/assert.ts';
import { canonicalJson } from '../base/canonical-json.ts';
import { decimal } from '../base/decimal.ts';
import { postInvoice } from '../sync/invoice-posting.ts';
import type { AnyMirror, MirrorInvoice } from '../sync/mirror.ts';
import {
  aMirrorPayment,
  anInvoice,
  echoOf,
  ids,
  planContext,
  urlOf,
  xeroId,
} from '../sync/plan-fixture.ts';
import { installation } from '../sync/plan-fixture.ts';
import { findByMark, readMirror, saveMirror, unexplainedMarks } from './mirror.ts';

const firm = firms();
const connectionOf = (f: Firm) => must(f.connectionId, 'a connection');

async function connected(): Promise<Firm> {
  const f = await firm();
  await f.connect();
  return f;
}

function invoiceMirror(given: Partial<MirrorInvoice> = {}): MirrorInvoice {
  const posted = postInvoice(planContext(), anInvoice(), ids.xeroContact);
  if (posted.kind !== 'posting') throw new Error(posted.kind);
  const { xeroId: id, updatedAt, lines, ...rest } = echoOf(posted.posting, given);
  return { xeroId: id, updatedAt, ...rest, ...(lines ? { lines } : {}) };
}

function see(f: Firm, records: readonly AnyMirror[]) {
  return f.database.transaction((tx) =>
    saveMirror(tx, connectionOf(f), { records, at: f.clock.now() }),
  );
}

async function seen(f: Firm): Promise<MirrorInvoice> {
  const found = await f.database.transaction((tx) =>
    readMirror<MirrorInvoice>(tx, connectionOf(f), { kind: 'invoice', xeroIds: [ids.xeroInvoice] }),
  );
  return must(found.get(ids.xeroInvoice), 'the invoice');
}

test('[MON1] a record comes back exactly as it was seen, amounts as decimals', async () => {
  const f = await connected();
  const mirror = invoiceMirror({ total: decimal('12345678901234.56') });
  await see(f, [mirror]);
  const back = await seen(f);
  expect(back.total.toString()).toBe('12345678901234.56');
  expect(back.lines?.[0]?.unitAmount.equals(decimal('350'))).toBe(true);
  expect(canonicalJson(back)).toBe(canonicalJson(mirror));
});

test('[CUR7] an answer without lines leaves the lines that are known', async () => {
  const f = await connected();
  const whole = invoiceMirror();
  await see(f, [whole]);
  const { lines: _, ...slim } = invoiceMirror({ reference: 'later' });
  await see(f, [slim]);
  const back = await seen(f);
  expect(back.reference).toBe('later');
  expect(back.lines).toHaveLength(whole.lines?.length ?? -1);
  await see(f, [invoiceMirror({ lines: [] })]);
  expect((await seen(f)).lines).toEqual([]);
});

test('[PRO9] a look finds what has exactly the mark, voided and deleted records too', async () => {
  const f = await connected();
  await see(f, [
    invoiceMirror({ status: 'voided' }),
    invoiceMirror({ xeroId: xeroId(1), number: 'INV-10' }),
    aMirrorPayment({ reference: 'EFT [abc]' }),
    aMirrorPayment({ xeroId: xeroId(2), reference: 'EFT' }),
  ]);
  const find = async (kind: 'invoice' | 'payment', mark: string) => {
    const found = await f.database.transaction((tx) =>
      findByMark(tx, connectionOf(f), { kind, marks: [mark] }),
    );
    return found.map((mirror) => mirror.xeroId);
  };
  expect(await find('invoice', 'INV-1')).toEqual([ids.xeroInvoice]);
  expect(await find('payment', 'EFT [abc]')).toEqual([ids.xeroPayment]);
  expect(await find('payment', 'EFT [ab')).toEqual([]);
});

test('[PRO22] a live invoice under our link that nothing here knows is unexplained', async () => {
  const f = await connected();
  const ours = { url: urlOf(anInvoice()) };
  await see(f, [
    invoiceMirror({ ...ours, number: 'LOST-1' }),
    invoiceMirror({ ...ours, xeroId: xeroId(1), number: 'GONE-1', status: 'voided' }),
    invoiceMirror({ xeroId: xeroId(2), number: 'THEIRS-1', url: 'https://else.example/go/x' }),
  ]);
  const unexplained = () =>
    f.database.transaction((tx) =>
      unexplainedMarks(tx, connectionOf(f), `/go/${installation.id}/`),
    );
  expect((await unexplained()).map(({ number }) => number)).toEqual(['LOST-1']);
  const contact = f.contact();
  await f.enter({ contacts: [contact], invoices: [f.invoice(contact.id, { number: 'LOST-1' })] });
  expect(await unexplained()).toEqual([]);
});
