import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { InvoiceId, PaymentId } from '../base/id.ts';
import {
  hasPaymentToken,
  invoiceOfUrl,
  invoiceUrl,
  paymentReference,
  paymentToken,
} from './marks.ts';
import { installation } from './plan-fixture.ts';

const uuids = fc.uuid();

test('[PRO21] a payment’s mark is its own: another payment, generation or installation has another', () => {
  fc.assert(
    fc.property(uuids, uuids, fc.integer({ min: 1, max: 50 }), (a, b, generation) => {
      fc.pre(a !== b);
      const mark = paymentToken(installation, a as PaymentId, generation);
      expect(mark).toBe(paymentToken(installation, a as PaymentId, generation));
      expect([
        paymentToken(installation, b as PaymentId, generation),
        paymentToken(installation, a as PaymentId, generation + 1),
        paymentToken({ ...installation, id: 'other' }, a as PaymentId, generation),
      ]).not.toContain(mark);
    }),
  );
});

test('[PRO21] a reference keeps what the person wrote and ends in the mark', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 400 }), uuids, (own, id) => {
      const token = paymentToken(installation, id as PaymentId, 1);
      const reference = paymentReference(own, token);
      expect(reference.endsWith(token)).toBe(true);
      expect(hasPaymentToken(reference)).toBe(true);
      expect(reference.length).toBeLessThanOrEqual(212);
      expect(reference.startsWith(own.trim().slice(0, 200))).toBe(true);
    }),
  );
});

test('[PRO21] what people write is not taken for a mark', () => {
  for (const text of ['', 'EFT', '[ref 12]', 'INV-1 [draft]', '[abcdefghj] more', '[ABCDEFGHJ]']) {
    expect(hasPaymentToken(text)).toBe(false);
  }
});

test('[PRO21] an invoice’s link leads back to it, whatever host it was made under', () => {
  const id = '01900000-0000-7000-8000-000000000002' as InvoiceId;
  const url = invoiceUrl({ ...installation, publicUrl: 'https://old.example/tieout' }, id);
  expect(invoiceOfUrl(installation, url)).toBe(id);
  expect(invoiceOfUrl({ ...installation, id: 'other' }, url)).toBeUndefined();
  expect(invoiceOfUrl(installation, '')).toBeUndefined();
});
