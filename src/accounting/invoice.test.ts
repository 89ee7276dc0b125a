import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Decimal, decimal } from '../base/decimal.ts';
import { balanceOf } from './balance.ts';
import { lineAmount, minorDigits, taxOn, totalsOf, type AmountsAre } from './invoice.ts';

const amounts = fc.bigInt({ min: -(10n ** 9n), max: 10n ** 9n }).map((n) => Decimal.ofUnits(n, 2));
const rates = fc.constantFrom('0', '5', '10', '12.5', '15', '20', '7.25').map(decimal);

describe('lines', () => {
  test('[MON3] a line is quantity × price − discount, rounded half up', () => {
    const line = {
      quantity: decimal('0.7'),
      unitPrice: decimal('333.35'),
      discount: decimal('0.1'),
    };
    expect(lineAmount(line, 2).toString()).toBe('233.25');
    expect(lineAmount(line, 0).toString()).toBe('233');
  });

  test.each<[AmountsAre, string, string, string]>([
    ['exclusive', '21.00', '15', '3.15'],
    ['exclusive', '25.06', '15', '3.76'],
    ['inclusive', '541.25', '15', '70.60'],
    ['inclusive', '500.00', '15', '65.22'],
    ['no_tax', '500.00', '15', '0.00'],
    ['exclusive', '-0.05', '10', '-0.01'],
  ])('[MON3] tax on an amount that is %s of tax: %s at %s %% is %s', (are, amount, rate, tax) => {
    expect(taxOn(decimal(amount), decimal(rate), are, 2).toString()).toBe(tax);
  });

  test('[MON3] tax is rounded on each line and then summed, not worked out on the sum', () => {
    const lines = ['25.06', '25.61', '25.63'].map((text) => {
      const amount = decimal(text);
      return { amount, tax: taxOn(amount, decimal('15'), 'exclusive', 2) };
    });
    expect(totalsOf(lines, 'exclusive', 2)).toEqual({
      net: decimal('76.30'),
      tax: decimal('11.44'),
      total: decimal('87.74'),
    });
  });

  test('[MON3] net and tax make the total, whether amounts hold their tax or not', () => {
    const lines = fc.array(fc.record({ amount: amounts, taxRate: rates }), { maxLength: 12 });
    fc.assert(
      fc.property(lines, fc.constantFrom('exclusive', 'inclusive', 'no_tax'), (some, are) => {
        const taxed = some.map(({ amount, taxRate }) => ({
          amount,
          tax: taxOn(amount, taxRate, are, 2),
        }));
        const { net, tax, total } = totalsOf(taxed, are, 2);
        expect(net.plus(tax).equals(total)).toBe(true);
        const sum = Decimal.sum(some.map((line) => line.amount));
        expect((are === 'inclusive' ? total : net).equals(sum)).toBe(true);
        if (are === 'no_tax') expect(tax.isZero()).toBe(true);
      }),
    );
  });

  test('[MON2] each currency has its minor unit', () => {
    expect(['AUD', 'JPY', 'KWD'].map(minorDigits)).toEqual([2, 0, 3]);
  });
});

describe('what is due', () => {
  const total = decimal('100.00');
  const paid = (...texts: string[]) => texts.map((text) => ({ amount: decimal(text) }));

  test('[MON13] instalments take from what is due until it is paid', () => {
    expect(balanceOf({ status: 'issued', total }, [])).toMatchObject({ settlement: 'unpaid' });
    const part = balanceOf({ status: 'issued', total }, paid('30', '20.5'));
    expect([part.settlement, part.due.toString()]).toEqual(['part_paid', '49.50']);
    const whole = balanceOf({ status: 'issued', total }, paid('30', '70'));
    expect([whole.settlement, whole.due.isZero()]).toEqual(['paid', true]);
  });

  test('[MON13] only an issued invoice owes anything', () => {
    for (const status of ['draft', 'awaiting_approval', 'cancelled'] as const) {
      expect(balanceOf({ status, total }, []).due.isZero()).toBe(true);
    }
  });
});
