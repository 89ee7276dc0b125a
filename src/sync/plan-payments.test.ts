import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Payment } from '../accounting/payment.ts';
import { decimal } from '../base/decimal.ts';
import type { PaymentId } from '../base/id.ts';
import { date } from '../base/time.ts';
import { postInvoice } from './invoice-posting.ts';
import { paymentToken } from './marks.ts';
import type { MirrorInvoice, MirrorPayment } from './mirror.ts';
import type { PaymentBase, Plan } from './plan.ts';
import {
  aMirrorPayment,
  aPayment,
  anInvoice,
  echoOf,
  ids,
  installation,
  only,
  paymentPostingOf,
  planContext,
  xeroId,
} from './plan-fixture.ts';
import { planPayments, type BookPayment, type PaymentsCase } from './plan-payments.ts';
import { continuous, type Policy } from './policy.ts';

function invoiceMirror(given: Partial<MirrorInvoice> = {}): MirrorInvoice {
  const posted = postInvoice(planContext(), anInvoice(), ids.xeroContact);
  if (posted.kind !== 'posting') throw new Error(posted.kind);
  return echoOf(posted.posting, given);
}

function one(given: Partial<BookPayment> = {}, payment: Partial<Payment> = {}): BookPayment {
  return {
    payment: aPayment(payment),
    version: 1,
    isDeleted: false,
    generation: 1,
    attempts: { retries: 0 },
    ...given,
  };
}

function aCase(given: Partial<PaymentsCase> = {}): PaymentsCase {
  return {
    invoice: anInvoice(),
    invoiceMirror: invoiceMirror(),
    isInvoiceComing: false,
    payments: [one()],
    unlinked: [],
    ...given,
  };
}

/** Sent by us and linked, after which one side was edited. */
function linked(edits: {
  book?: Partial<Payment>;
  isDeleted?: boolean;
  xero?: Partial<MirrorPayment>;
}): PaymentsCase {
  const posting = paymentPostingOf(aPayment());
  const echo = aMirrorPayment({ reference: posting.reference });
  const payment = one(
    {
      version: edits.book || edits.isDeleted ? 2 : 1,
      isDeleted: edits.isDeleted ?? false,
      link: { xeroId: echo.xeroId, bookVersion: 1, base: { book: posting, xero: echo } },
      mirror: { ...echo, ...edits.xero },
    },
    edits.book,
  );
  return aCase({ payments: [payment] });
}

const token = paymentToken(installation, ids.payment, 1);
const codes = (plan: Plan): string[] => plan.findings.map(({ code }) => code);
const kinds = (plan: Plan): string[] => plan.commands.map(({ kind }) => kind);
const payments = (change: Partial<Policy['payments']>): Partial<Policy> => ({
  payments: { ...continuous.payments, ...change },
});
const planOne = (given: PaymentsCase, policy: Partial<Policy> = {}): Plan =>
  only(planPayments(planContext(policy), given));

describe('a payment that was entered here', () => {
  test('[PAY1] goes to Xero under its mark once its invoice is approved there', () => {
    const command = only(planOne(aCase()).commands);
    expect(command).toMatchObject({
      kind: 'write',
      write: { action: 'create', mark: `EFT ${token}`, posting: paymentPostingOf(aPayment()) },
    });
  });

  test.each<[string, Partial<PaymentsCase>, string[], Plan['waitsFor']]>([
    [
      'a draft',
      { invoiceMirror: invoiceMirror({ status: 'draft' }) },
      ['payment.invoice_not_approved'],
      undefined,
    ],
    [
      'submitted',
      { invoiceMirror: invoiceMirror({ status: 'submitted' }) },
      ['payment.invoice_not_approved'],
      undefined,
    ],
    [
      'voided',
      { invoiceMirror: invoiceMirror({ status: 'voided' }) },
      ['payment.invoice_blocked'],
      undefined,
    ],
  ])(
    '[PAY1] waits with a finding while its invoice is %s there',
    (_, given, findings, waitsFor) => {
      const plan = planOne(aCase(given));
      expect([codes(plan), plan.commands, plan.waitsFor]).toEqual([findings, [], waitsFor]);
    },
  );

  test('[PAY1] waits for an invoice that is coming, and is a finding when it is not', () => {
    const { invoiceMirror: _, ...without } = aCase();
    expect(planOne({ ...without, isInvoiceComing: true })).toMatchObject({ waitsFor: 'invoice' });
    expect(codes(planOne(without))).toEqual(['payment.invoice_blocked']);
  });

  test('[PAY3] only reaches a bank account that the mapping names and that takes payments', () => {
    const mapped = (bankAccounts: Record<string, string>): string[] =>
      codes(planOne(aCase(), { mapping: { ...continuous.mapping, bankAccounts } }));
    expect(mapped({ office: '090' })).toEqual([]);
    expect(mapped({ office: ids.bank })).toEqual([]);
    expect(mapped({})).toEqual(['payment.bank_account_unknown']);
    expect(mapped({ office: '200' })).toEqual(['payment.bank_account_unknown']);
  });

  test('[PAY4] of more than is due in Xero is a finding, together with what is being sent', () => {
    const due = invoiceMirror({ amountDue: decimal('577.49') });
    expect(only(planOne(aCase({ invoiceMirror: due })).findings)).toMatchObject({
      code: 'payment.exceeds_due',
      facts: { due: '577.49' },
    });
    const second = one({}, { id: 'p2' as PaymentId, amount: decimal('0.01') });
    const both = planPayments(planContext(), aCase({ payments: [one(), second] }));
    expect(both.map(codes)).toEqual([[], ['payment.exceeds_due']]);
  });

  test('[PAY10] in a locked period is a finding and is not moved', () => {
    const locked = planContext({}, { periodLockDate: date('2026-11-15') });
    expect(codes(only(planPayments(locked, aCase())))).toEqual(['payment.period_locked']);
  });

  test('[PAY7] stays here where payments only come from Xero, or do not flow', () => {
    for (const flow of ['from_xero', 'none'] as const) {
      expect(planOne(aCase(), payments({ flow }))).toMatchObject({
        commands: [],
        isOutOfScope: true,
      });
    }
  });

  test('[PLN4] [CON2] waits for an awaited answer, and is held while nothing may be written', () => {
    const awaited = one({ attempts: { open: { sentAt: 1 }, retries: 0 } });
    expect(planOne(aCase({ payments: [awaited] })).waitsFor).toBe('answer');
    expect(codes(planOne(aCase(), { isReadOnly: true }))).toEqual(['held.read_only']);
  });
});

describe('paid on both sides', () => {
  test('[PAY2] of one amount on one day is one payment, and nothing is sent', () => {
    const plan = planOne(aCase({ unlinked: [aMirrorPayment()] }));
    expect(kinds(plan)).toEqual(['link']);
  });

  test('[PAY2] on another day it is the same if there is no room for a second one', () => {
    const theirs = aMirrorPayment({ date: date('2026-11-17') });
    const settled = invoiceMirror({ amountDue: decimal('0') });
    expect(kinds(planOne(aCase({ unlinked: [theirs], invoiceMirror: settled })))).toEqual(['link']);
    const roomy = planPayments(planContext(), aCase({ unlinked: [theirs] }));
    expect(roomy.map(kinds)).toEqual([['write'], ['add_payment']]);
  });

  test('[PAY2] two here and one there are one pair and one more', () => {
    const half = decimal('100');
    const mine = [one({}, { amount: half }), one({}, { id: 'p2' as PaymentId, amount: half })];
    const plans = planPayments(
      planContext(),
      aCase({ payments: mine, unlinked: [aMirrorPayment({ amount: half })] }),
    );
    expect(plans.flatMap(kinds).toSorted()).toEqual(['link', 'write']);
  });

  test('[PAY2] a payment that carries a mark is claimed by that mark alone', () => {
    const other = paymentToken(installation, 'p9' as PaymentId, 1);
    const marked = aMirrorPayment({ reference: `EFT ${other}` });
    const plans = planPayments(planContext(), aCase({ unlinked: [marked] }));
    expect(plans.map(kinds)).toEqual([['write'], ['add_payment']]);
    const own = aMirrorPayment({ reference: `EFT ${token}`, date: date('2026-01-01') });
    expect(kinds(planOne(aCase({ unlinked: [own] })))).toEqual(['link']);
  });

  test('[PAY11] what an awaited answer may have made is nobody else’s', () => {
    const awaited = one({ attempts: { open: { sentAt: 1 }, retries: 0 } });
    const twin = one({}, { id: 'p2' as PaymentId });
    const made = aMirrorPayment({ reference: `EFT ${token}` });
    const plans = planPayments(
      planContext(),
      aCase({ payments: [twin, awaited], unlinked: [made] }),
    );
    expect(plans.map((plan) => [kinds(plan), plan.waitsFor])).toEqual(
      expect.arrayContaining([
        [['write'], undefined],
        [[], 'answer'],
      ]),
    );
    expect(plans).toHaveLength(2);
  });

  test('[PAY9] two that carry one mark of ours are a finding, and no third is sent', () => {
    const twice = [1, 2].map((n) =>
      aMirrorPayment({ xeroId: xeroId(n), reference: `EFT ${token}` }),
    );
    const plan = planOne(aCase({ unlinked: twice }));
    expect(only(plan.findings)).toMatchObject({ code: 'payment.doubled', facts: { count: '2' } });
    expect(plan.commands).toEqual([]);
  });

  test('[PAY9] one that arrives late beside the linked one is a finding, of any generation', () => {
    const late = aMirrorPayment({ xeroId: xeroId(5), reference: `EFT ${token}` });
    const beside = linked({});
    const plan = planOne({ ...beside, unlinked: [late] });
    expect(only(plan.findings)).toMatchObject({ code: 'payment.doubled', facts: { count: '2' } });
    const [first] = beside.payments;
    const anew = first ? [{ ...first, generation: 2 }] : [];
    const older = planOne({ ...beside, payments: anew, unlinked: [late] });
    expect(codes(older)).toEqual(['payment.doubled']);
    expect([plan.commands, older.commands]).toEqual([[], []]);
  });

  test('[PAY9] when the other of two is deleted in Xero, the one that stands is ours', () => {
    const late = aMirrorPayment({ xeroId: xeroId(5), reference: `EFT ${token}` });
    const other = linked({ xero: { status: 'deleted' } });
    expect(only(planOne({ ...other, unlinked: [late] }).commands)).toMatchObject({
      kind: 'link',
      xeroId: xeroId(5),
    });
  });

  test('[PAY9] one that arrives after it was given up is ours, with what was edited since as a change', () => {
    const late = aMirrorPayment({ reference: `EFT ${token}` });
    const edited = one({ version: 2 }, { amount: decimal('500') });
    const command = only(planOne(aCase({ payments: [edited], unlinked: [late] })).commands);
    if (command.kind !== 'link') throw new Error('a link was expected');
    const link = { xeroId: late.xeroId, bookVersion: 2, base: command.base as PaymentBase };
    const next = planOne(aCase({ payments: [{ ...edited, link, mirror: late }] }));
    expect(only(next.commands)).toMatchObject({
      write: { action: 'set_status', status: 'deleted' },
    });
  });

  test('[PAY9] one that arrives after it was deleted here is deleted in Xero', () => {
    const late = aMirrorPayment({ reference: `EFT ${token}` });
    const deleted = one({ isDeleted: true });
    expect(kinds(planOne(aCase({ payments: [deleted], unlinked: [late] })))).toEqual(['link']);
  });
});

describe('a payment that is linked', () => {
  test('[PAY5] and edited here is deleted in Xero, to be made anew under a new mark', () => {
    const command = only(planOne(linked({ book: { amount: decimal('500') } })).commands);
    expect(command).toMatchObject({
      write: { action: 'set_status', kind: 'payment', mark: ids.xeroPayment, status: 'deleted' },
    });
    const gone = linked({ book: { amount: decimal('500') }, xero: { status: 'deleted' } });
    expect(kinds(planOne(gone))).toEqual(['unlink']);
    const again = one({ generation: 2, version: 2 }, { amount: decimal('500') });
    const mark = paymentToken(installation, ids.payment, 2);
    expect(only(planOne(aCase({ payments: [again] })).commands)).toMatchObject({
      write: { action: 'create', mark: `EFT ${mark}` },
    });
  });

  test('[PAY5] and deleted here is deleted in Xero, once', () => {
    expect(kinds(planOne(linked({ isDeleted: true })))).toEqual(['write']);
    const done = planOne(linked({ isDeleted: true, xero: { status: 'deleted' } }));
    expect([done.commands, done.findings]).toEqual([[], []]);
  });

  test('[PAY5] stays as it was sent where edits do not follow, and says so', () => {
    const plan = planOne(
      linked({ book: { amount: decimal('500') } }),
      payments({ editsFollow: false }),
    );
    expect(codes(plan)).toEqual(['payment.not_followed']);
  });

  test.each<[string, Partial<MirrorPayment>]>([
    ['reconciled with the bank', { isReconciled: true }],
    ['part of a batch', { isBatched: true }],
    ['not made by us', { reference: 'by hand' }],
  ])('[PAY6] is never deleted when it is %s', (why, xero) => {
    const plan = planOne(linked({ isDeleted: true, xero }));
    expect(only(plan.findings)).toMatchObject({ code: 'payment.not_removable', facts: { why } });
    expect(plan.commands).toEqual([]);
  });

  test('[PAY6] is never deleted in a locked period', () => {
    const locked = planContext({}, { periodLockDate: date('2026-11-30') });
    const plan = only(planPayments(locked, linked({ isDeleted: true })));
    expect(codes(plan)).toEqual(['payment.not_removable']);
  });

  test('[PAY8] and deleted in Xero goes here too, or is sent anew where only we send', () => {
    const gone = linked({ xero: { status: 'deleted' } });
    expect(only(planOne(gone).commands)).toEqual({
      kind: 'remove_payment',
      paymentId: ids.payment,
    });
    expect(kinds(planOne(gone, payments({ flow: 'to_xero' })))).toEqual(['unlink']);
  });

  test('[PLN2] and unchanged asks for nothing', () => {
    const plan = planOne(linked({}));
    expect([plan.commands, plan.findings]).toEqual([[], []]);
  });
});

describe('a payment that only Xero has', () => {
  const theirs = aCase({ payments: [], unlinked: [aMirrorPayment()] });

  test('[PAY7] comes back with the place that the money came to', () => {
    expect(only(planOne(theirs).commands)).toMatchObject({
      kind: 'add_payment',
      bankAccount: 'office',
      payment: { xeroId: ids.xeroPayment },
    });
  });

  test('[PAY7] is told where payments do not come back', () => {
    const plan = planOne(theirs, payments({ flow: 'to_xero' }));
    expect(codes(plan)).toEqual(['payment.only_in_xero']);
    expect(plan.commands).toEqual([]);
  });

  test('[PAY7] is nothing once it was deleted', () => {
    const deleted = aMirrorPayment({ status: 'deleted' });
    expect(planPayments(planContext(), aCase({ payments: [], unlinked: [deleted] }))).toEqual([]);
  });
});

test('[PLN1] the order of payments changes neither what is sent nor what is linked', () => {
  const amounts = fc.constantFrom('100', '200', '277.50').map(decimal);
  const days = fc.constantFrom('2026-11-15', '2026-11-16').map(date);
  const ours = fc.uniqueArray(
    fc.record({ n: fc.integer({ min: 1, max: 9 }), amount: amounts, day: days }),
    { maxLength: 4, selector: ({ n }) => n },
  );
  const theirs = fc.array(fc.record({ amount: amounts, day: days }), { maxLength: 3 });
  fc.assert(
    fc.property(ours, theirs, (book, xero) => {
      const mine = book.map(({ n, amount, day }) =>
        one({}, { id: `p${n}` as PaymentId, amount, date: day }),
      );
      const unlinked = xero.map(({ amount, day }, i) =>
        aMirrorPayment({ xeroId: xeroId(i), amount, date: day }),
      );
      const count = (given: PaymentsCase): Record<string, number> => {
        const all = planPayments(planContext(), given).flatMap(kinds);
        return Object.fromEntries(
          ['link', 'write', 'add_payment'].map((kind) => [
            kind,
            all.filter((k) => k === kind).length,
          ]),
        );
      };
      const large = invoiceMirror({ amountDue: decimal('100000') });
      const there = count(aCase({ payments: mine, unlinked, invoiceMirror: large }));
      const back = count(
        aCase({
          payments: [...mine].reverse(),
          unlinked: [...unlinked].reverse(),
          invoiceMirror: large,
        }),
      );
      expect(back).toEqual(there);
      // Each payment of Xero's is claimed once: linked, or brought back.
      expect((there['link'] ?? 0) + (there['add_payment'] ?? 0)).toBe(xero.length);
      expect((there['link'] ?? 0) + (there['write'] ?? 0)).toBe(book.length);
    }),
  );
});
