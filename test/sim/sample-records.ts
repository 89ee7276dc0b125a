/** Random records of the book: contacts, and invoices of every kind of line, as people write them. */
import type { Contact } from '../../src/accounting/contact.ts';
import {
  lineAmount,
  taxOn,
  totalsOf,
  type AmountsAre,
  type Invoice,
  type InvoiceLine,
} from '../../src/accounting/invoice.ts';
import { decimal, Decimal } from '../../src/base/decimal.ts';
import { newId, type ContactId, type InvoiceId } from '../../src/base/id.ts';
import { chance, integerBetween, pick, type Random } from '../../src/base/random.ts';
import { addDays, dateIn, type CalendarDate, type Instant } from '../../src/base/time.ts';

export const simZone = 'Australia/Sydney';

export interface Moment {
  readonly random: Random;
  readonly now: Instant;
}

/** A day of the last two months. */
export function recentDate({ random, now }: Moment): CalendarDate {
  return addDays(dateIn(simZone, now), -integerBetween(random, 0, 60));
}

function amount(random: Random, least: number, most: number): Decimal {
  return Decimal.ofUnits(BigInt(integerBetween(random, least * 100, most * 100)), 2);
}

const rates = ['180', '333.33', '412.5', '95.05', '650'] as const;

type Draft = Pick<
  InvoiceLine,
  'kind' | 'description' | 'quantity' | 'unitPrice' | 'discount' | 'taxCode' | 'taxRate'
>;

function draftLine(random: Random): Draft {
  const taxed = { taxCode: 'standard', taxRate: decimal('10') };
  const zero = Decimal.zero;
  const one = { quantity: Decimal.one, discount: zero };
  const hours = Decimal.ofUnits(BigInt(integerBetween(random, 1, 90)), 1);
  switch (integerBetween(random, 0, 6)) {
    case 0:
    case 1: {
      const unitPrice = decimal(pick(random, rates));
      const time = { kind: 'time', description: `Advice ${hours.toString()} h` } as const;
      return { ...time, quantity: hours, unitPrice, discount: zero, ...taxed };
    }
    case 2: {
      const free = { taxCode: 'free', taxRate: zero };
      const unitPrice = amount(random, 1, 300);
      return { kind: 'expense', description: 'Filing fee', ...one, unitPrice, ...free };
    }
    case 3: {
      const unitPrice = amount(random, 100, 3000);
      return { kind: 'fixed_fee', description: 'Fixed fee', ...one, unitPrice, ...taxed };
    }
    case 4:
      return {
        kind: 'no_charge',
        description: 'Telephone call',
        ...one,
        unitPrice: zero,
        ...taxed,
      };
    case 5: {
      const unitPrice = decimal(pick(random, rates));
      const discount = amount(random, 1, 20);
      return {
        kind: 'time',
        description: 'Drafting',
        quantity: hours,
        unitPrice,
        discount,
        ...taxed,
      };
    }
    default: {
      const unitPrice = amount(random, 1, 9).negated();
      return { kind: 'discount', description: 'Courtesy discount', ...one, unitPrice, ...taxed };
    }
  }
}

export function finishedLine(draft: Draft, amountsAre: AmountsAre): InvoiceLine {
  const lineTotal = lineAmount(draft, 2);
  const tax = taxOn(lineTotal, draft.taxRate, amountsAre, 2);
  return { ...draft, amount: lineTotal, tax, isTaxStated: false };
}

/** One line of at least a hundred, so that no invoice is below nought, and up to four of any kind. */
export function randomLines(random: Random, amountsAre: AmountsAre): InvoiceLine[] {
  const first: Draft = {
    kind: 'time',
    description: 'Work on the matter',
    quantity: Decimal.ofUnits(BigInt(integerBetween(random, 5, 60)), 1),
    unitPrice: decimal('400'),
    discount: Decimal.zero,
    taxCode: 'standard',
    taxRate: decimal('10'),
  };
  const more = Array.from({ length: integerBetween(random, 0, 4) }, () => draftLine(random));
  return [first, ...more].map((draft) => finishedLine(draft, amountsAre));
}

export function randomInvoice(
  moment: Moment,
  given: Pick<Invoice, 'contactId' | 'number'> & Partial<Invoice>,
): Invoice {
  const { random, now } = moment;
  const exclusive = chance(random, 0.75);
  const amountsAre: AmountsAre = given.amountsAre ?? (exclusive ? 'exclusive' : 'inclusive');
  const lines = given.lines ?? randomLines(random, amountsAre);
  const date = given.date ?? recentDate(moment);
  return {
    id: newId<InvoiceId>(random, now),
    status: pick(random, ['issued', 'issued', 'issued', 'draft', 'awaiting_approval'] as const),
    date,
    dueDate: addDays(date, 30),
    currency: 'AUD',
    amountsAre,
    reference: chance(random, 0.5) ? `Matter ${integerBetween(random, 1, 99)}` : '',
    lines,
    ...totalsOf(lines, amountsAre, 2),
    ...given,
  };
}

export function randomContact(
  moment: Moment,
  given: Pick<Contact, 'number'> & Partial<Contact>,
): Contact {
  const { random, now } = moment;
  const isPerson = chance(random, 0.3);
  const name = isPerson ? `Person ${given.number}` : `Client ${given.number} Pty Ltd`;
  const street = {
    type: 'billing',
    lines: [`${integerBetween(random, 1, 99)} High Street`],
  } as const;
  return {
    id: newId<ContactId>(random, now),
    kind: isPerson ? 'person' : 'organisation',
    name,
    ...(isPerson ? { firstName: 'Person', lastName: given.number } : {}),
    emails: chance(random, 0.8) ? [`c${given.number.toLowerCase()}@example.com`] : [],
    phones: chance(random, 0.5) ? [{ type: 'work', number: '02 5550 0101', isPrimary: true }] : [],
    addresses: chance(random, 0.5) ? [{ ...street, city: 'Sydney', postalCode: '2000' }] : [],
    isArchived: false,
    ...given,
  };
}
