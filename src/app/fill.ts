/**
 * Fills an empty installation: the sample practice for an emulator (and what Xero holds of its own
 * beside it), or an empty practice for a firm's own files. In one transaction: there is a practice
 * whole, or none.
 */
import type { Practice } from '../accounting/practice.ts';
import { newId, type PracticeId } from '../base/id.ts';
import type { Clock } from '../base/time.ts';
import { dateIn } from '../base/time.ts';
import type { Random } from '../base/random.ts';
import { samplePractice, type SamplePractice } from '../book/sample/sample-practice.ts';
import {
  addContacts,
  addExpenseEntries,
  addInvoices,
  addMatters,
  addPayments,
  addTimeEntries,
  type Edit,
} from '../store/book-edits.ts';
import type { Database } from '../store/database.ts';
import type { ImportDefaults } from '../store/imports.ts';
import { addPeople, addPractice, readPractices, saveImportSettings } from '../store/practices.ts';

interface Ports {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
}

const sampleSeed = 20_261_122;
const sampleZone = 'Australia/Sydney';

/** What LEDES 1998B does not say, said for the practice that `npm start` makes; told to the user. */
export const startingImportSettings: ImportDefaults = {
  currency: 'AUD',
  taxCode: 'none',
  paymentTermsDays: 30,
};

export async function firstPractice(database: Database): Promise<Practice | undefined> {
  const practices = await database.transaction((tx) => readPractices(tx));
  return practices[0]?.practice;
}

/** A practice with nothing in it, for imported files. */
export async function addEmptyPractice(
  ports: Ports,
  settings: ImportDefaults = startingImportSettings,
): Promise<Practice> {
  const now = ports.clock.now();
  const practice: Practice = {
    id: newId<PracticeId>(ports.random, now),
    name: 'My practice',
    baseCurrency: settings.currency ?? 'AUD',
    countryCode: 'AU',
    timeZone: sampleZone,
  };
  await ports.database.transaction(async (tx) => {
    await addPractice(tx, practice, now);
    await saveImportSettings(tx, practice.id, settings);
  });
  return practice;
}

/** The sample practice into the book, and Xero's side of it into an emulator by `seed`. */
export async function fillSample(
  ports: Ports,
  seed: (books: SamplePractice['xero']) => Promise<unknown>,
): Promise<SamplePractice> {
  const now = ports.clock.now();
  const sample = samplePractice(sampleSeed, { today: dateIn(sampleZone, now) });
  // Xero's side first: seeding it twice is harmless, and the practice is only there once it is done.
  await seed(sample.xero);
  const edit: Edit = {
    practiceId: sample.practice.id,
    at: now,
    actor: 'sample',
    why: 'the sample practice',
  };
  await ports.database.transaction(async (tx) => {
    await addPractice(tx, sample.practice, now);
    await saveImportSettings(tx, sample.practice.id, startingImportSettings);
    await addPeople(tx, sample.practice.id, sample.people);
    await addContacts(tx, edit, sample.contacts);
    await addMatters(tx, sample.practice.id, sample.matters);
    await addTimeEntries(tx, sample.practice.id, sample.timeEntries);
    await addExpenseEntries(tx, sample.practice.id, sample.expenseEntries);
    const invoices = sample.invoices.map((invoice) => ({ invoice, source: 'book' }));
    await addInvoices(tx, edit, invoices);
    await addPayments(tx, edit, sample.payments);
  });
  return sample;
}
