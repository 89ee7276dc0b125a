import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  lineAmount,
  taxOn,
  totalsOf,
  type AmountsAre,
  type InvoiceLine,
} from '../accounting/invoice.ts';
import { Decimal, decimal } from '../base/decimal.ts';
import { date } from '../base/time.ts';
import { lockDate, postedStatus, postInvoice } from './invoice-posting.ts';
import { aLine, anInvoice, ids, only, planContext, reference, urlOf } from './plan-fixture.ts';
import { continuous } from './policy.ts';
import type { InvoicePosting, LinePosting } from './posting.ts';

function posted(invoice = anInvoice(), context = planContext()): InvoicePosting {
  const result = postInvoice(context, invoice, ids.xeroContact);
  if (result.kind !== 'posting') throw new Error(JSON.stringify(result));
  return result.posting;
}

function blocked(invoice = anInvoice(), context = planContext()) {
  const result = postInvoice(context, invoice, ids.xeroContact);
  return result.kind === 'blocked' ? result.findings : [];
}

/** What Xero works out of the lines that it is sent: each line and its tax rounded, then summed. */
function asXeroReckons(posting: InvoicePosting): { net: Decimal; tax: Decimal; total: Decimal } {
  const lines = posting.lines.map((line: LinePosting) => {
    const amount = line.quantity.times(line.unitAmount).minus(line.discountAmount).round(2);
    const rate = reference.taxRates.find((one) => one.taxType === line.taxType)?.effectiveRate;
    const reckoned = taxOn(amount, rate ?? Decimal.zero, posting.amountsAre, 2);
    return { amount, tax: line.sendTax ? line.tax : reckoned };
  });
  return totalsOf(lines, posting.amountsAre, 2);
}

const places = (max: number) =>
  fc.tuple(fc.bigInt({ min: -200_000n, max: 2_000_000n }), fc.integer({ min: 0, max }));
const decimals = (max: number) =>
  places(max).map(([units, scale]) => Decimal.ofUnits(units, scale));

const lines = fc.record({
  kind: fc.constantFrom('time', 'expense', 'fixed_fee', 'discount', 'write_off', 'no_charge'),
  quantity: decimals(6),
  unitPrice: decimals(6),
  discount: fc.oneof(fc.constant(Decimal.zero), decimals(3)),
  taxRate: fc.constantFrom('0', '5', '10').map(decimal),
  /** Cents by which the source's tax differs from what the rate gives. */
  taxOff: fc.constantFrom(0n, 0n, 0n, 1n, -1n, 7n),
});

function lineOf(
  given: typeof lines extends fc.Arbitrary<infer T> ? T : never,
  are: AmountsAre,
): InvoiceLine {
  const amount = lineAmount(given, 2);
  const isTaxed = are !== 'no_tax' && !given.taxRate.isZero();
  const tax = taxOn(amount, given.taxRate, are, 2);
  return aLine({
    ...given,
    taxCode: given.taxRate.isZero() ? 'free' : 'standard',
    amount,
    tax: isTaxed ? tax.plus(Decimal.ofUnits(given.taxOff, 2)) : tax,
    isTaxStated: isTaxed && given.taxOff !== 0n,
  });
}

describe('an invoice as Xero is to hold it', () => {
  test('[MON4] Xero’s own arithmetic gives the book’s totals to the cent, for any lines', () => {
    fc.assert(
      fc.property(
        fc.array(lines, { minLength: 1, maxLength: 8 }),
        fc.constantFrom<AmountsAre>('exclusive', 'inclusive', 'no_tax'),
        (given, amountsAre) => {
          const invoice = anInvoice({
            lines: given.map((line) => lineOf(line, amountsAre)),
            amountsAre,
          });
          const { net, tax, total } = asXeroReckons(posted(invoice));
          expect([net, tax, total].map(String)).toEqual(
            [invoice.net, invoice.tax, invoice.total].map((amount) => amount.toFixed(2)),
          );
        },
      ),
    );
  });

  test('[MON4] quantities and prices go in decimals that Xero keeps', () => {
    fc.assert(
      fc.property(fc.array(lines, { minLength: 1, maxLength: 4 }), (given) => {
        const invoice = anInvoice({ lines: given.map((line) => lineOf(line, 'exclusive')) });
        for (const line of posted(invoice).lines) {
          expect(line.quantity.placesNeeded()).toBeLessThanOrEqual(4);
          expect(line.unitAmount.placesNeeded()).toBeLessThanOrEqual(4);
          expect(line.discountAmount.placesNeeded()).toBeLessThanOrEqual(2);
          const isWithin = !line.quantity.times(line.unitAmount).isLessThan(line.discountAmount);
          expect(line.discountAmount.isZero() || isWithin).toBe(true);
          expect(line.description.length).toBeGreaterThan(0);
          expect(line.description.length).toBeLessThanOrEqual(4000);
        }
      }),
    );
  });

  test('[MON7] what Xero can not multiply goes as one times the amount, and says what it was', () => {
    const line = aLine({ quantity: decimal('0.33333'), unitPrice: decimal('300') });
    expect(only(posted(anInvoice({ lines: [line] })).lines)).toMatchObject({
      description: 'Advice (0.33333 × 300.00)',
      quantity: Decimal.one,
      unitAmount: line.amount,
    });
  });

  test('[MON7] a long description is cut, but never what says the quantity', () => {
    const line = aLine({ description: 'x'.repeat(5000), quantity: decimal('0.33333') });
    const { description } = only(posted(anInvoice({ lines: [line] })).lines);
    expect(description).toHaveLength(4000);
    expect(description).toMatch(/ \(0\.33333 × 350\.00\)$/);
  });

  test('[MON8] a tax that Xero would not work out, and that of a negative line, is sent as it stands', () => {
    const sent = (line: InvoiceLine) => only(posted(anInvoice({ lines: [line] })).lines).sendTax;
    expect(sent(aLine())).toBe(false);
    expect(sent(aLine({ tax: decimal('52.49') }))).toBe(true);
    expect(sent(aLine({ quantity: decimal('-1') }))).toBe(true);
  });

  test('[MON11] the mapped tax rate is used only if its percentage is the line’s', () => {
    const typeOf = (line: InvoiceLine) => only(posted(anInvoice({ lines: [line] })).lines).taxType;
    expect(typeOf(aLine())).toBe('OUTPUT');
    expect(typeOf(aLine({ taxRate: decimal('5') }))).toBe('TAX001');
    expect(typeOf(aLine({ taxCode: 'none', taxRate: Decimal.zero }))).toBe('BASEXCLUDED');
  });

  test('[PRO21] carries a link that names this installation and the invoice', () => {
    expect(posted().url).toBe(urlOf(anInvoice()));
  });
});

describe('an invoice that can’t be sent says why, and which line', () => {
  test.each([
    [
      '[MON9] a currency that the organisation does not use',
      anInvoice({ currency: 'EUR' }),
      [{ code: 'invoice.currency_not_subscribed', facts: { number: 'INV-1', currency: 'EUR' } }],
    ],
    [
      '[MON10] an account that is not there',
      anInvoice({ lines: [aLine(), aLine({ kind: 'expense' })] }),
      [
        {
          code: 'invoice.account_unknown',
          facts: { number: 'INV-1', line: '2', kind: 'expense', account: '999' },
        },
      ],
    ],
    [
      '[MON11] a percentage that no tax rate has',
      anInvoice({ lines: [aLine({ taxRate: decimal('17.5') })] }),
      [
        {
          code: 'invoice.tax_unmapped',
          facts: { number: 'INV-1', line: '1', kind: 'time', taxCode: 'standard', taxRate: '17.5' },
        },
      ],
    ],
    [
      '[MON11] untaxed lines whose kind of nil nobody has said',
      anInvoice({ lines: [aLine({ taxCode: 'other', taxRate: Decimal.zero })] }),
      [
        {
          code: 'invoice.tax_unmapped',
          facts: { number: 'INV-1', line: '1', kind: 'time', taxCode: 'other', taxRate: '0' },
        },
      ],
    ],
    [
      '[MON5] totals that are not the sum of the lines',
      anInvoice({ net: decimal('525.01'), total: decimal('577.51') }),
      [
        {
          code: 'invoice.totals_differ',
          facts: {
            number: 'INV-1',
            what: 'net',
            xero: '525.00',
            book: '525.01',
            line: 'sum of all lines',
          },
        },
      ],
    ],
  ])('%s', (_, invoice, findings) => {
    const { mapping } = continuous;
    const context = planContext({
      mapping: { ...mapping, accounts: { ...mapping.accounts, expense: '999' } },
    });
    expect(blocked(invoice, context)).toEqual(findings);
  });

  test('[MON10] every fault of every line is told at once', () => {
    const bad = aLine({ taxRate: decimal('17.5') });
    expect(blocked(anInvoice({ currency: 'EUR', lines: [bad, bad] }))).toHaveLength(3);
  });

  test('[MON6] a rounding line may carry five cents and no more', () => {
    const rounding = (text: string): InvoiceLine =>
      aLine({
        kind: 'rounding',
        quantity: Decimal.one,
        unitPrice: decimal(text),
        taxCode: 'none',
        taxRate: Decimal.zero,
      });
    const fine = anInvoice({ lines: [aLine(), rounding('-0.05')] });
    expect(posted(fine).lines[1]).toMatchObject({ accountCode: '860', amount: decimal('-0.05') });
    const much = blocked(anInvoice({ lines: [aLine(), rounding('0.06')] }));
    expect(only(much)).toMatchObject({
      code: 'invoice.totals_differ',
      facts: { what: 'rounding', xero: '0.06', line: 'line 2' },
    });
  });
});

describe('states and dates', () => {
  test('[INV1] each state of an invoice goes as the policy says', () => {
    const { invoices } = continuous;
    const statusOf = (
      status: 'draft' | 'awaiting_approval' | 'issued' | 'cancelled',
      policy = continuous,
    ) => postedStatus(policy, anInvoice({ status }));
    expect(statusOf('draft')).toBe('draft');
    expect(statusOf('awaiting_approval')).toBe('submitted');
    expect(statusOf('issued')).toBe('authorised');
    expect(statusOf('cancelled')).toBeUndefined();
    const quiet = { ...continuous, invoices: { ...invoices, draftAs: 'not_sent' as const } };
    expect(statusOf('draft', quiet)).toBeUndefined();
  });

  test('[INV11] the later of the two lock dates counts', () => {
    const locked = (organisation: object) =>
      lockDate({ ...reference, organisation: { ...reference.organisation, ...organisation } });
    const [june, july] = [date('2026-06-30'), date('2026-07-31')];
    expect(locked({})).toBeUndefined();
    expect(locked({ periodLockDate: june })).toBe(june);
    expect(locked({ periodLockDate: june, endOfYearLockDate: july })).toBe(july);
    expect(locked({ periodLockDate: july, endOfYearLockDate: june })).toBe(july);
  });
});
