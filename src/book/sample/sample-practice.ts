/**
 * The sample practice: an invented Australian IP and commercial law firm with eighteen months of
 * clients, matters, work, invoices and payments, and the Xero organisation that it is about to be
 * connected to. Pure: the same seed and options give the same practice, ids included.
 */
import type { Contact } from '../../accounting/contact.ts';
import type { Invoice } from '../../accounting/invoice.ts';
import type { Payment } from '../../accounting/payment.ts';
import type { ExpenseEntry, Matter, Practice, TimeEntry } from '../../accounting/practice.ts';
import { assert } from '../../base/assert.ts';
import { chance, seededRandom, type Random } from '../../base/random.ts';
import { addDays, date, type CalendarDate } from '../../base/time.ts';
import { daysBetween, instantOn } from './calendar.ts';
import { NameGiver } from './invented-names.ts';
import { sampleClients } from './sample-clients.ts';
import { sampleInvoices } from './sample-invoices.ts';
import { expenseEntry, timeEntry } from './sample-lines.ts';
import { sampleMatters, type SampleMatter } from './sample-matters.ts';
import { samplePayments } from './sample-payments.ts';
import { samplePeople, samplePractice as practiceOf, type SamplePerson } from './sample-people.ts';
import { sampleXeroContacts, type XeroContact } from './sample-xero-contacts.ts';
import {
  sampleXeroDocuments,
  type XeroInvoice,
  type XeroPayment,
} from './sample-xero-documents.ts';

export interface SamplePractice {
  readonly practice: Practice;
  readonly people: readonly SamplePerson[];
  readonly contacts: readonly Contact[];
  readonly matters: readonly Matter[];
  readonly timeEntries: readonly TimeEntry[];
  readonly expenseEntries: readonly ExpenseEntry[];
  readonly invoices: readonly Invoice[];
  readonly payments: readonly Payment[];
  /** What Xero already holds, in its own field names; amounts are decimal strings. */
  readonly xero: {
    readonly contacts: readonly XeroContact[];
    readonly invoices: readonly XeroInvoice[];
    readonly payments: readonly XeroPayment[];
  };
}

export interface SampleOptions {
  readonly contacts?: number;
  /** At least as many as contacts. */
  readonly matters?: number;
  readonly invoices?: number;
  /** The day up to which the practice has worked. */
  readonly today?: CalendarDate;
}

/** Eighteen months. */
const periodDays = 548;

/** Work that is not billed yet: the last weeks of some open matters. */
function unbilled(random: Random, matters: readonly SampleMatter[], today: CalendarDate) {
  const timeEntries: TimeEntry[] = [];
  const expenseEntries: ExpenseEntry[] = [];
  for (const of of matters) {
    const isIdle = of.matter.isClosed || of.matter.openedOn > today || !chance(random, 0.3);
    if (isIdle) continue;
    const terms = {
      amountsAre: 'exclusive',
      currency: of.client.currency,
      isExport: of.client.country.code !== 'AU',
    } as const;
    const work = { terms, until: today, said: new Set<string>() };
    timeEntries.push(timeEntry(random, of, work).entry);
    if (chance(random, 0.4)) timeEntries.push(timeEntry(random, of, work).entry);
    if (chance(random, 0.2)) expenseEntries.push(expenseEntry(random, of, work));
  }
  return { timeEntries, expenseEntries };
}

/** The practice of a seed: 200 contacts, 600 matters and 1,000 invoices unless told otherwise. */
export function samplePractice(seed: number, options: SampleOptions = {}): SamplePractice {
  const { contacts: contactCount = 200, invoices: invoiceCount = 1000 } = options;
  const today = options.today ?? date('2026-11-20');
  const matterCount = options.matters ?? contactCount * 3;
  assert(contactCount > 0 && matterCount >= contactCount, 'every client has at least one matter');
  const random = seededRandom(seed);
  const start = addDays(today, -periodDays);
  const now = instantOn(start);
  const names = new NameGiver(random);
  const practice = practiceOf(random, now);
  const people = samplePeople(random, now);
  const clients = sampleClients(random, names, { count: contactCount, now });
  const days = daysBetween(start, today);
  const matters = sampleMatters(random, clients, { count: matterCount, people, now, start, days });
  const period = { start, today };
  const billing = sampleInvoices(random, { clients, matters, count: invoiceCount, period });
  const payments = samplePayments(random, billing.invoices, today);
  const open = unbilled(random, matters, today);
  const xeroContacts = sampleXeroContacts(random, names, clients);
  const ownCount = Math.max(1, Math.round(contactCount * 0.6));
  const documents = sampleXeroDocuments(random, xeroContacts, { count: ownCount, start, today });
  return {
    practice,
    people,
    contacts: clients.map((client) => client.contact),
    matters: matters.map((one) => one.matter),
    timeEntries: [...billing.timeEntries, ...open.timeEntries],
    expenseEntries: [...billing.expenseEntries, ...open.expenseEntries],
    invoices: billing.invoices.map((one) => one.invoice),
    payments,
    xero: {
      contacts: [...xeroContacts.shared, ...xeroContacts.customers, ...xeroContacts.suppliers],
      ...documents,
    },
  };
}
