import { expect, test } from 'vitest';
import type { Firm } from '../../test/support/firm.ts';
import { firms } from '../../test/support/firms.ts';
import { must } from '../base/assert.ts';
import { newId } from '../base/id.ts';
import { decimal } from '../base/decimal.ts';
import { aPayment, paymentPostingOf } from '../sync/plan-fixture.ts';
import { aMirrorPayment } from '../sync/plan-fixture.ts';
import {
  noteLooks,
  openCall,
  readAttempts,
  readOpenIntents,
  settleIntents,
  withdrawCall,
  type NewIntent,
  type StoredCall,
} from './intents.ts';
import { saveLinks } from './links.ts';

const firm = firms();
const connectionOf = (f: Firm) => must(f.connectionId, 'a connection');

function aCall(f: Firm): StoredCall {
  return {
    id: newId(f.random, f.clock.now()),
    method: 'PUT',
    path: '/api.xro/2.0/Payments?summarizeErrors=false',
    body: '{"Payments":[{"Amount":1.50}]}',
    marks: ['m'],
    idempotencyKey: f.random.uuid(),
    tokenFingerprint: 'token',
    leaseEpoch: 1,
    sentAt: f.clock.now(),
  };
}

function anIntent(f: Firm, given: Partial<NewIntent> = {}): NewIntent {
  const payment = aPayment();
  const posting = paymentPostingOf(payment);
  return {
    id: newId(f.random, f.clock.now()),
    kind: 'payment',
    bookId: payment.id,
    hintId: payment.invoiceId,
    bookVersion: 1,
    mark: posting.reference,
    write: { action: 'create', mark: posting.reference, posting },
    attemptKey: 'key',
    ...given,
  };
}

async function opened(f: Firm, intents: readonly NewIntent[]): Promise<StoredCall> {
  const call = aCall(f);
  await f.database.transaction((tx) => openCall(tx, connectionOf(f), { call, intents }));
  return call;
}

async function connected(): Promise<Firm> {
  const f = await firm();
  await f.connect();
  return f;
}

test('[PRO1] an intent comes back as it was stored, with the very bytes of its call', async () => {
  const f = await connected();
  const intent = anIntent(f);
  const call = await opened(f, [intent]);
  const [stored, ...others] = await f.database.transaction((tx) =>
    readOpenIntents(tx, connectionOf(f)),
  );
  expect(others).toEqual([]);
  expect(stored?.call).toEqual(call);
  const write = must(stored, 'the intent').write;
  const amount =
    write.action === 'create' && write.posting.kind === 'payment' && write.posting.amount;
  expect(amount && amount.equals(decimal('577.50'))).toBe(true);
});

test('[PRO2] a record has one open intent, whoever opens it', async () => {
  const f = await connected();
  await opened(f, [anIntent(f)]);
  await expect(opened(f, [anIntent(f)])).rejects.toThrow(/intent_open/);
  const results = await Promise.allSettled(
    Array.from({ length: 4 }, () =>
      opened(f, [
        anIntent(f, { bookId: '01900000-0000-7000-8000-000000000009' as NewIntent['bookId'] }),
      ]),
    ),
  );
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});

test('[PRO18] what is settled is settled once: a late answer changes nothing', async () => {
  const f = await connected();
  const intent = anIntent(f);
  await opened(f, [intent]);
  const settle = (state: 'accepted' | 'rejected') =>
    f.database.transaction((tx) =>
      settleIntents(tx, { results: [{ id: intent.id, state, messages: [] }], at: f.clock.now() }),
    );
  expect([...(await settle('rejected'))]).toEqual([intent.id]);
  expect([...(await settle('accepted'))]).toEqual([]);
  const attempts = await f.database.transaction((tx) =>
    readAttempts(tx, connectionOf(f), { kind: 'payment', bookIds: [intent.bookId] }),
  );
  expect(attempts(intent.bookId)).toMatchObject({ rejected: { attemptKey: 'key' }, retries: 0 });
});

test('[PRO23] a call that was refused unread is as if it had never been made', async () => {
  const f = await connected();
  const intent = anIntent(f);
  const call = await opened(f, [intent]);
  await f.database.transaction((tx) => withdrawCall(tx, call.id, 'throttled'));
  expect(await f.database.transaction((tx) => readOpenIntents(tx, connectionOf(f)))).toEqual([]);
  await opened(f, [anIntent(f)]);
});

test('[PRO8] looks are counted while an intent is open', async () => {
  const f = await connected();
  const intent = anIntent(f);
  await opened(f, [intent]);
  f.clock.advance(1000);
  for (let looks = 1; looks <= 2; looks += 1) {
    const at = f.clock.now();
    await f.database.transaction((tx) => noteLooks(tx, { intentIds: [intent.id], at }));
    const [stored] = await f.database.transaction((tx) => readOpenIntents(tx, connectionOf(f)));
    expect(stored).toMatchObject({ looks, lookedAt: at });
  }
});

test('[CON6] a record of Xero is linked to one record here, and the other way round', async () => {
  const f = await connected();
  const { id, invoiceId } = aPayment();
  const base = { book: paymentPostingOf(aPayment()), xero: aMirrorPayment() };
  const link = (bookId: string, xeroId: string) =>
    f.database.transaction((tx) =>
      saveLinks(tx, connectionOf(f), {
        at: f.clock.now(),
        links: [
          {
            kind: 'payment',
            bookId: bookId as typeof id,
            xeroId: xeroId as (typeof base)['xero']['xeroId'],
            bookVersion: 1,
            base,
            isSent: false,
          },
        ],
      }),
    );
  await link(id, base.xero.xeroId);
  await expect(link(invoiceId, base.xero.xeroId)).rejects.toThrow(
    /link_connection_id_kind_xero_id/,
  );
});
