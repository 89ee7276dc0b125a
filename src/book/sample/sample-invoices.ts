/**
 * The invoices of the sample practice over eighteen months: hourly bills and flat fees, in several
 * currencies and states, numbered in sequence by date. Every client gets at least one; the entries
 * they bill come with them.
 */
import {
  totalsOf,
  type Invoice,
  type InvoiceLine,
  type InvoiceStatus,
} from '../../accounting/invoice.ts';
import type { ExpenseEntry, TimeEntry } from '../../accounting/practice.ts';
import { must } from '../../base/assert.ts';
import { Decimal } from '../../base/decimal.ts';
import { newId } from '../../base/id.ts';
import { chance, integerBetween, pick, type Random } from '../../base/random.ts';
import { addDays, type CalendarDate } from '../../base/time.ts';
import { daysBetween, endOfMonth, instantOn, workingDay } from './calendar.ts';
import type { SampleClient } from './sample-clients.ts';
import {
  discountLine,
  expenseEntry,
  expenseLine,
  fixedFeeLine,
  places,
  roundingLine,
  timeLine,
  writeOffLine,
  type Terms,
  type Work,
} from './sample-lines.ts';
import type { SampleMatter } from './sample-matters.ts';

export interface SampleInvoice {
  readonly invoice: Invoice;
  readonly client: SampleClient;
}

export interface SampleBilling {
  readonly invoices: readonly SampleInvoice[];
  readonly timeEntries: readonly TimeEntry[];
  readonly expenseEntries: readonly ExpenseEntry[];
}

interface Period {
  readonly start: CalendarDate;
  readonly today: CalendarDate;
}

const firstNumber = 10_421;

/** Firms bill at the end of the month more than in its course. */
function someInvoiceDate(random: Random, { start, today }: Period): CalendarDate {
  const chosen = addDays(start, integerBetween(random, 0, daysBetween(start, today)));
  const monthEnd = endOfMonth(chosen);
  const wanted = chance(random, 0.55) && monthEnd <= today ? monthEnd : chosen;
  const working = workingDay(wanted);
  return working < start ? start : working;
}

function shuffled<T>(random: Random, items: readonly T[]): T[] {
  const mixed = [...items];
  for (let at = mixed.length - 1; at > 0; at -= 1) {
    const other = integerBetween(random, 0, at);
    const kept = must(mixed[at], 'item');
    mixed[at] = must(mixed[other], 'item');
    mixed[other] = kept;
  }
  return mixed;
}

/** Whom each invoice goes to: every client once, the rest by weight. */
function billed(random: Random, clients: readonly SampleClient[], count: number): SampleClient[] {
  const weighted = clients.flatMap((client) => Array<SampleClient>(client.weight).fill(client));
  const chosen = Array.from({ length: count }, (_, at) => clients[at] ?? pick(random, weighted));
  return shuffled(random, chosen);
}

function statusOn(random: Random, age: number): InvoiceStatus {
  const roll = random.next();
  if (age <= 18) return roll < 0.35 ? 'draft' : roll < 0.6 ? 'awaiting_approval' : 'issued';
  if (age <= 30) return roll < 0.08 ? 'draft' : roll < 0.1 ? 'awaiting_approval' : 'issued';
  return roll < 0.012 ? 'draft' : roll < 0.03 ? 'cancelled' : 'issued';
}

/** Foreign units for one Australian dollar, in millionths, and how far it moves. */
const exchange: Readonly<Record<string, readonly [number, number]>> = {
  USD: [655_000, 21_000],
  GBP: [512_000, 14_000],
  EUR: [598_000, 17_000],
  NZD: [1_094_000, 22_000],
};

function currencyRate(random: Random, currency: string): { currencyRate?: Decimal } {
  const known = exchange[currency];
  if (known === undefined) return {};
  const [middle, swing] = known;
  const millionths = middle + integerBetween(random, -swing, swing);
  return { currencyRate: Decimal.ofUnits(BigInt(millionths), 6) };
}

interface Content {
  readonly lines: readonly InvoiceLine[];
  readonly timeEntries: readonly TimeEntry[];
  readonly expenseEntries: readonly ExpenseEntry[];
}

/** A line, sometimes followed by what is written off it again. */
function withWriteOff(
  random: Random,
  billed: { of: SampleMatter; line: InvoiceLine },
  terms: Terms,
): InvoiceLine[] {
  const { line } = billed;
  const canShrink = line.kind === 'time' && line.quantity.compare(Decimal.one) > 0;
  return canShrink && chance(random, 0.03) ? [line, writeOffLine(random, billed, terms)] : [line];
}

/** The lines for a client's matters, with the entries behind them. */
function contentOf(random: Random, matters: readonly SampleMatter[], work: Work): Content {
  const { terms } = work;
  const lines: InvoiceLine[] = [];
  const timeEntries: TimeEntry[] = [];
  const expenseEntries: ExpenseEntry[] = [];
  const main = must(matters[0], 'a matter to bill');
  const isFlat = chance(random, 0.18);
  for (const of of matters) {
    const worked: InvoiceLine[] = [];
    if (isFlat) lines.push(fixedFeeLine(random, of, terms));
    const count = isFlat ? 0 : integerBetween(random, 1, matters.length > 1 ? 4 : 8);
    for (let at = 0; at < count; at += 1) {
      const { line, entry } = timeLine(random, of, work);
      worked.push(line);
      timeEntries.push(entry);
    }
    worked.sort((a, b) => daysBetween(b.date ?? work.until, a.date ?? work.until));
    lines.push(...worked.flatMap((line) => withWriteOff(random, { of, line }, terms)));
    const spent = chance(random, isFlat ? 0.6 : 0.45) ? integerBetween(random, 1, 3) : 0;
    for (let at = 0; at < spent; at += 1) {
      const entry = expenseEntry(random, of, work);
      expenseEntries.push(entry);
      lines.push(expenseLine(entry, of, terms));
    }
  }
  const fees = Decimal.sum(
    lines.filter((line) => line.kind !== 'expense').map((line) => line.amount),
  );
  if (fees.compare(Decimal.ofInteger(1500)) > 0 && chance(random, 0.1)) {
    lines.push(discountLine(random, { of: main, fees }, terms));
  }
  const rounding = chance(random, 0.07) ? roundingLine(lines, main, terms) : undefined;
  return { lines: rounding ? [...lines, rounding] : lines, timeEntries, expenseEntries };
}

function termsFor(random: Random, client: SampleClient): Terms {
  const isExport = client.country.code !== 'AU';
  const isUntaxed = isExport && chance(random, 0.15);
  return {
    amountsAre: isUntaxed ? 'no_tax' : client.isInclusive ? 'inclusive' : 'exclusive',
    currency: client.currency,
    isExport,
  };
}

/** A bill whose total is more than nothing; a draw of no-charge lines alone is drawn again. */
function positiveContent(random: Random, matters: readonly SampleMatter[], work: Work): Content {
  for (;;) {
    const content = contentOf(random, matters, work);
    if (totalsOf(content.lines, work.terms.amountsAre, places).total.isPositive()) return content;
  }
}

function withoutEntry(line: InvoiceLine): InvoiceLine {
  const { entryId, ...rest } = line;
  return entryId === undefined ? line : rest;
}

export function sampleInvoices(
  random: Random,
  given: {
    readonly clients: readonly SampleClient[];
    readonly matters: readonly SampleMatter[];
    readonly count: number;
    readonly period: Period;
  },
): SampleBilling {
  const { period } = given;
  const dates = Array.from({ length: given.count }, () =>
    someInvoiceDate(random, period),
  ).toSorted();
  const owned = Map.groupBy(given.matters, (one) => one.client);
  const timeEntries: TimeEntry[] = [];
  const expenseEntries: ExpenseEntry[] = [];
  const invoices = billed(random, given.clients, given.count).map((client, at): SampleInvoice => {
    const date = must(dates[at], 'invoice date');
    const open = (owned.get(client) ?? []).filter((one) => one.matter.openedOn <= date);
    const several = open.length > 1 && chance(random, 0.25) ? integerBetween(random, 2, 3) : 1;
    const matters = shuffled(random, open).slice(0, several);
    const terms = termsFor(random, client);
    const content = positiveContent(random, matters, { terms, until: date, said: new Set() });
    const status = statusOn(random, daysBetween(date, period.today));
    timeEntries.push(...content.timeEntries);
    expenseEntries.push(...content.expenseEntries);
    // A cancelled invoice releases the entries it billed.
    const lines = status === 'cancelled' ? content.lines.map(withoutEntry) : content.lines;
    const invoice: Invoice = {
      id: newId(random, instantOn(date)),
      contactId: client.contact.id,
      number: `INV-${firstNumber + at}`,
      status,
      date,
      dueDate: addDays(date, client.termsDays),
      currency: client.currency,
      ...currencyRate(random, client.currency),
      amountsAre: terms.amountsAre,
      reference: matters.map((one) => one.matter.number).join(', '),
      lines,
      ...totalsOf(lines, terms.amountsAre, places),
    };
    return { invoice, client };
  });
  return { invoices, timeEntries, expenseEntries };
}
