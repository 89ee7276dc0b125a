/**
 * How the clients of the sample practice pay: old invoices mostly in full, some in instalments or in
 * part, recent ones not yet. Payments never exceed an invoice and never lie in the future.
 */
import type { Payment } from '../../accounting/payment.ts';
import { Decimal } from '../../base/decimal.ts';
import { newId } from '../../base/id.ts';
import { chance, integerBetween, pick, type Random } from '../../base/random.ts';
import { addDays, type CalendarDate } from '../../base/time.ts';
import { daysBetween, instantOn } from './calendar.ts';
import type { SampleInvoice } from './sample-invoices.ts';
import { places } from './sample-lines.ts';

type Conduct = 'nothing' | 'part' | 'instalments' | 'whole';

/** By how many days the invoice is past due; negative before. */
function conductOf(random: Random, overdue: number): Conduct {
  const roll = random.next();
  const [nothing, part, instalments] =
    overdue > 75
      ? [0.02, 0.04, 0.18]
      : overdue > 25
        ? [0.1, 0.18, 0.32]
        : overdue > 0
          ? [0.4, 0.5, 0.6]
          : [0.8, 0.84, 0.88];
  if (roll < nothing) return 'nothing';
  if (roll < part) return 'part';
  return roll < instalments ? 'instalments' : 'whole';
}

/** Cuts a total into `count` amounts of at least a cent. */
function instalments(random: Random, total: Decimal, count: number): readonly Decimal[] {
  const cents = total.round(places).coefficient;
  if (cents < BigInt(count)) return [total];
  const isEven = chance(random, 0.6);
  const amounts: Decimal[] = [];
  let rest = cents;
  for (let left = count; left > 1; left -= 1) {
    const even = rest / BigInt(left);
    const share = isEven ? even : (even * BigInt(integerBetween(random, 60, 130))) / 100n;
    const amount = share < 1n ? 1n : share;
    amounts.push(Decimal.ofUnits(amount, places));
    rest -= amount;
  }
  return [...amounts, Decimal.ofUnits(rest, places)];
}

function amountsOf(random: Random, conduct: Conduct, total: Decimal): readonly Decimal[] {
  switch (conduct) {
    case 'nothing':
      return [];
    case 'whole':
      return [total];
    case 'instalments':
      return instalments(random, total, integerBetween(random, 2, 4));
    case 'part':
      return instalments(random, total, integerBetween(random, 2, 3)).slice(0, -1);
  }
}

function referenceOf(random: Random, number: string): string {
  return pick(random, [
    number,
    `EFT ${integerBetween(random, 40_000, 99_999)}`,
    `EFT ${integerBetween(random, 40_000, 99_999)}`,
    `${number} thank you`,
    'Direct credit',
  ]);
}

export function samplePayments(
  random: Random,
  invoices: readonly SampleInvoice[],
  today: CalendarDate,
): readonly Payment[] {
  const payments: Payment[] = [];
  for (const { invoice, client } of invoices) {
    if (invoice.status !== 'issued') continue;
    const overdue = daysBetween(invoice.date, today) - client.termsDays;
    const amounts = amountsOf(random, conductOf(random, overdue), invoice.total);
    let date = addDays(invoice.date, integerBetween(random, 3, client.termsDays + 12));
    for (const amount of amounts) {
      // What would fall behind today has not come yet.
      if (date > today) break;
      payments.push({
        id: newId(random, instantOn(date)),
        invoiceId: invoice.id,
        date,
        amount,
        currency: invoice.currency,
        reference: referenceOf(random, invoice.number),
        bankAccount: 'office',
        enteredIn: 'book',
      });
      date = addDays(date, integerBetween(random, 14, 35));
    }
  }
  return payments;
}
