import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { limits } from '../base/limits.ts';
import { instant } from '../base/time.ts';
import { contactFields } from './contact-fields.ts';
import { postInvoice } from './invoice-posting.ts';
import type { AnyMirror, MirrorContact, MirrorInvoice, MirrorPayment } from './mirror.ts';
import {
  aContact,
  aMirrorContact,
  aMirrorPayment,
  aPayment,
  anInvoice,
  echoOf,
  ids,
  paymentPostingOf,
  planContext,
} from './plan-fixture.ts';
import type { AnyPosting, InvoicePosting, Write } from './posting.ts';
import { isOurs, isTaken, settle, type OpenIntent } from './settle.ts';

const sentAt = instant(1_000_000);
const after = (ms: number) => instant(sentAt + ms);
const contactPosting = { kind: 'contact', fields: contactFields(aContact()) } as const;
const paymentPosting = paymentPostingOf(aPayment());

function invoicePosting(): InvoicePosting {
  const posted = postInvoice(planContext(), anInvoice(), ids.xeroContact);
  if (posted.kind !== 'posting') throw new Error(posted.kind);
  return posted.posting;
}

const creation = (posting: AnyPosting): Write => ({ action: 'create', mark: 'm', posting });

function intent(given: Partial<OpenIntent> = {}): OpenIntent {
  return {
    write: creation(paymentPosting),
    firstSentAt: sentAt,
    sentAt,
    looks: 1,
    lookedAt: after(1000),
    isSameToken: true,
    isCallKnownDone: false,
    found: [],
    ...given,
  };
}

describe('a write whose answer never came', () => {
  test('[PRO5] is not judged by what was read before it was sent', () => {
    const { lookedAt: _, ...never } = intent({ found: [aMirrorPayment()] });
    expect(settle(never, after(1000)).kind).toBe('wait');
    expect(settle(intent({ lookedAt: after(-1) }), after(1000)).kind).toBe('wait');
  });

  test('[PRO6] a contact or an invoice that is not there may be planned again after one look', () => {
    for (const posting of [contactPosting, invoicePosting()]) {
      expect(settle(intent({ write: creation(posting) }), after(2000))).toEqual({ kind: 'absent' });
    }
  });

  test('[PRO7] a payment that is not there waits until it had time to land, then goes as it was', () => {
    const early = settle(intent({ lookedAt: after(5000) }), after(6000));
    expect(early).toEqual({ kind: 'wait', until: after(limits.replayAfterMs) });
    const ripe = intent({ lookedAt: after(limits.replayAfterMs) });
    expect(settle(ripe, after(limits.replayAfterMs + 10))).toEqual({ kind: 'replay' });
  });

  test.each<[string, Partial<OpenIntent>]>([
    ['under another token, to which the key may not belong', { isSameToken: false }],
    ['of a call that Xero is known to have worked through', { isCallKnownDone: true }],
  ])('[PRO7] a payment %s is never sent again as it was', (_, given) => {
    const ripe = intent({ lookedAt: after(limits.replayAfterMs), ...given });
    expect(settle(ripe, after(limits.replayAfterMs + 10))).toEqual({
      kind: 'wait',
      until: after(limits.absenceAfterMs),
    });
  });

  test('[PRO7] a payment that was sent again has to have time to land again', () => {
    const resentAt = after(limits.replayAfterMs + 1000);
    const again = intent({ sentAt: resentAt, lookedAt: after(limits.replayAfterMs + 3000) });
    const until = instant(resentAt + limits.replayAfterMs);
    expect(settle(again, after(limits.replayAfterMs + 4000))).toEqual({ kind: 'wait', until });
    const late = instant(sentAt + limits.absenceAfterMs);
    expect(settle({ ...again, looks: 2, lookedAt: late }, late).kind).toBe('wait');
  });

  test('[PRO9] a payment that was made and deleted again is not sent again as it was', () => {
    const gone = { ...aMirrorPayment(), status: 'deleted' as const };
    const ripe = intent({ found: [gone], lookedAt: after(limits.replayAfterMs) });
    expect(settle(ripe, after(limits.replayAfterMs + 10))).toEqual({ kind: 'absent' });
  });

  test('[PRO8] a payment counts as absent after two looks, the last ten minutes after sending', () => {
    const late = after(limits.absenceAfterMs);
    const { kind } = settle(intent({ looks: 2, lookedAt: late }), late);
    expect(kind).toBe('absent');
    expect(settle(intent({ looks: 1, lookedAt: late }), late).kind).toBe('wait');
    const soon = intent({
      looks: 9,
      lookedAt: after(limits.absenceAfterMs - 1),
      isSameToken: false,
    });
    expect(settle(soon, late).kind).toBe('wait');
  });

  test('[PRO8] whatever the times, an unguarded write is neither repeated nor given up too early', () => {
    fc.assert(
      fc.property(
        fc.record({
          looks: fc.integer({ min: 0, max: 4 }),
          lookedAfter: fc.integer({ min: 0, max: 900_000 }),
          nowAfter: fc.integer({ min: 0, max: 900_000 }),
          isSameToken: fc.boolean(),
          isCallKnownDone: fc.boolean(),
        }),
        ({ looks, lookedAfter, nowAfter, ...rest }) => {
          fc.pre(nowAfter >= lookedAfter);
          const given = intent({ looks, lookedAt: after(lookedAfter), ...rest });
          const settlement = settle(given, after(nowAfter));
          if (settlement.kind === 'replay') {
            expect(lookedAfter).toBeGreaterThanOrEqual(limits.replayAfterMs);
            expect(nowAfter).toBeLessThan(limits.replayWindowMs);
            expect([rest.isSameToken, rest.isCallKnownDone]).toEqual([true, false]);
          }
          if (settlement.kind === 'absent') {
            expect(looks).toBeGreaterThanOrEqual(2);
            expect(lookedAfter).toBeGreaterThanOrEqual(limits.absenceAfterMs);
          }
        },
      ),
    );
  });

  test('[PRO5] is adopted when it is found, and a change of status or content when it is there', () => {
    const payment = aMirrorPayment({ reference: paymentPosting.reference });
    expect(settle(intent({ found: [payment] }), after(2000))).toEqual({
      kind: 'accepted',
      mirror: payment,
    });
    const voiding: Write = {
      action: 'set_status',
      kind: 'invoice',
      mark: ids.xeroInvoice,
      status: 'voided',
    };
    const standing = echoOf(invoicePosting());
    const gone: AnyMirror = { ...standing, status: 'voided' };
    expect(settle(intent({ write: voiding, found: [gone] }), after(2000)).kind).toBe('accepted');
    expect(settle(intent({ write: voiding, found: [standing] }), after(2000)).kind).toBe('absent');
    expect(settle(intent({ write: voiding, found: [] }), after(2000)).kind).toBe('absent');
  });

  test('[PRO5] an update is there when every changed field is', () => {
    const posting = invoicePosting();
    const write = {
      action: 'update',
      kind: 'invoice',
      mark: ids.xeroInvoice,
      changes: { reference: 'new', status: 'authorised' },
      posting,
    } as const;
    const held = echoOf(posting, { reference: 'new' });
    expect(isTaken(write, held)).toBe(true);
    expect(isTaken(write, { ...held, status: 'paid' })).toBe(true);
    expect(isTaken(write, { ...held, status: 'draft' })).toBe(false);
    expect(isTaken(write, { ...held, reference: 'old' })).toBe(false);
    const renaming = {
      action: 'update',
      kind: 'contact',
      mark: ids.xeroContact,
      changes: { name: 'N' },
    } as const;
    expect(isTaken(renaming, aMirrorContact({ name: ' N' }))).toBe(true);
    expect(isTaken(renaming, aMirrorContact({ name: 'M' }))).toBe(false);
  });
});

describe('[PRO9] what is found is ours only with proof', () => {
  const invoice = (given: Partial<MirrorInvoice>) => echoOf(invoicePosting(), given);
  const contact = (given: Partial<MirrorContact>, fields = {}) =>
    aMirrorContact({ ...contactFields(aContact()), ...fields }, given);
  const payment = (given: Partial<MirrorPayment>) =>
    aMirrorPayment({ reference: paymentPosting.reference, ...given });

  test.each<[string, boolean, AnyPosting, AnyMirror]>([
    ['an invoice with our link', true, invoicePosting(), invoice({ reference: 'edited' })],
    ['an invoice without it and of equal content', true, invoicePosting(), invoice({ url: '' })],
    [
      'an invoice without it and of other content',
      false,
      invoicePosting(),
      invoice({ url: '', reference: 'x' }),
    ],
    ['a voided invoice', false, invoicePosting(), invoice({ status: 'voided' })],
    ['a deleted invoice', false, invoicePosting(), invoice({ status: 'deleted' })],
    ['a bill of the same number', false, invoicePosting(), invoice({ type: 'bill' })],
    ['a contact of our number and name', true, contactPosting, contact({})],
    [
      'a contact of our number and another name',
      false,
      contactPosting,
      contact({}, { name: 'Else' }),
    ],
    [
      'a contact of our name and another number',
      false,
      contactPosting,
      contact({}, { number: 'X' }),
    ],
    ['an archived contact', false, contactPosting, contact({ status: 'archived' })],
    ['a payment under our mark', true, paymentPosting, payment({})],
    ['a payment under another mark', false, paymentPosting, payment({ reference: 'EFT' })],
    ['a deleted payment', false, paymentPosting, payment({ status: 'deleted' })],
    [
      'a payment of another amount',
      false,
      paymentPosting,
      payment({ amount: invoicePosting().net }),
    ],
    ['another kind of record', false, paymentPosting, contact({})],
  ])('%s: %s', (_, expected, posting, mirror) => {
    expect(isOurs(posting, mirror)).toBe(expected);
  });
});
