/**
 * The events of a history, with how often each is picked: people in the book, a bookkeeper in Xero,
 * and now and then both meaning the same number or name. One event is one deed; it answers what was
 * done, or undefined when there was nothing to do it to.
 */
import { pick, type Random } from '../../src/base/random.ts';
import type { BookHand } from './book-hand.ts';
import type { Known } from './known.ts';
import type { XeroHand } from './xero-hand.ts';

export interface Hands {
  readonly book: BookHand;
  readonly xero: XeroHand;
  readonly known: Known;
  readonly random: Random;
  /** The book enters payments itself; where Xero owns them, it refuses to. */
  readonly entersPayments: boolean;
}

interface EventEntry {
  readonly weight: number;
  readonly run: (hands: Hands) => Promise<string | undefined>;
}

const contactEdits = ['email', 'phone', 'name', 'address'] as const;
const xeroContactEdits = ['email', 'phone', 'name'] as const;
const invoiceEdits = ['reference', 'dueDate', 'lines', 'contact', 'date'] as const;
const xeroInvoiceEdits = ['reference', 'dueDate', 'lines'] as const;

export const events = {
  'book: new contact': {
    weight: 10,
    run: async ({ book }) => (await book.newContact()).number,
  },
  'book: new contact named as one in Xero': {
    weight: 2,
    run: async ({ book, xero, known, random }) => {
      const own = xero.books().contacts.filter(({ ContactNumber }) => !ContactNumber);
      if (own.length === 0) return undefined;
      const contact = await book.newContact({ name: pick(random, own).Name });
      known.doubt(contact.id, 'named as one in Xero');
      return contact.number;
    },
  },
  'book: new invoice': {
    weight: 26,
    run: async ({ book }) => (await book.newInvoice())?.number,
  },
  'book: invoice with an unknown account': {
    weight: 2,
    run: async ({ book }) => (await book.newImpossibleInvoice('account'))?.number,
  },
  'book: invoice with a strange tax': {
    weight: 2,
    run: async ({ book }) => (await book.newImpossibleInvoice('tax'))?.number,
  },
  'book: invoice that does not add up': {
    weight: 2,
    run: async ({ book }) => (await book.newImpossibleInvoice('total'))?.number,
  },
  'book: invoice in a strange currency': {
    weight: 1,
    run: async ({ book }) => (await book.newImpossibleInvoice('currency'))?.number,
  },
  'book: mend a flawed invoice': { weight: 3, run: ({ book }) => book.mendInvoice() },
  'book: edit an invoice': {
    weight: 8,
    run: ({ book, random }) => book.editInvoice(pick(random, invoiceEdits)),
  },
  'book: issue a draft': { weight: 5, run: ({ book }) => book.moveInvoice('issued') },
  'book: cancel an invoice': { weight: 3, run: ({ book }) => book.moveInvoice('cancelled') },
  'book: payment in full': { weight: 9, run: ({ book }) => book.newPayment('full') },
  'book: payment in part': { weight: 9, run: ({ book }) => book.newPayment('part') },
  'book: payment of too much': { weight: 1, run: ({ book }) => book.newPayment('too_much') },
  'book: payment to an unmapped account': {
    weight: 1,
    run: ({ book }) => book.newPayment('unmapped'),
  },
  'book: edit a payment': {
    weight: 3,
    run: ({ book, random }) => book.changePayment(pick(random, ['amount', 'date'] as const)),
  },
  'book: delete a payment': { weight: 3, run: ({ book }) => book.changePayment('delete') },
  'book: edit a contact': {
    weight: 5,
    run: ({ book, random }) => book.editContact(pick(random, contactEdits)),
  },
  'book: ask for another try': { weight: 2, run: ({ book }) => book.askRetry() },
  'xero: pay an invoice': { weight: 5, run: ({ xero }) => xero.payInvoice() },
  'xero: void an invoice': { weight: 2, run: ({ xero }) => xero.voidInvoice() },
  'xero: approve a draft': { weight: 4, run: ({ xero }) => xero.approveDraft() },
  'xero: edit an invoice': {
    weight: 3,
    run: ({ xero, random }) => xero.editInvoice(pick(random, xeroInvoiceEdits)),
  },
  'xero: delete a payment': { weight: 2, run: ({ xero }) => xero.deletePayment() },
  'xero: reconcile a payment': { weight: 2, run: ({ xero }) => xero.reconcilePayment() },
  'xero: edit a contact': {
    weight: 4,
    run: ({ xero, random }) => xero.editContact(pick(random, xeroContactEdits)),
  },
  'xero: archive a contact': { weight: 1, run: ({ xero }) => xero.archiveContact(false) },
  'xero: restore a contact': { weight: 1, run: ({ xero }) => xero.archiveContact(true) },
  'xero: own contact': { weight: 3, run: ({ xero }) => xero.ownContact() },
  'xero: own contact with the number that is next here': {
    weight: 1,
    run: ({ xero, book }) => xero.ownContact({ ContactNumber: book.nextContactNumber }),
  },
  'xero: own contact with the name that is next here': {
    weight: 1,
    run: ({ xero, book }) => xero.ownContact({ Name: `Client ${book.nextContactNumber} Pty Ltd` }),
  },
  'xero: own invoice': { weight: 3, run: ({ xero }) => xero.ownInvoice() },
  'xero: own invoice with the number that is next here': {
    weight: 2,
    run: ({ xero, book }) => xero.ownInvoice(book.nextInvoiceNumber),
  },
  'xero: lock a period': { weight: 1, run: ({ xero }) => xero.lockPeriod(false) },
  'xero: open the periods': { weight: 1, run: ({ xero }) => xero.lockPeriod(true) },
} as const satisfies Record<string, EventEntry>;

export type EventName = keyof typeof events;

export const eventNames = Object.keys(events) as EventName[];

const totalWeight = eventNames.reduce((sum, name) => sum + events[name].weight, 0);

const paymentEvents = /^book: (payment|edit a payment|delete a payment)/;

/** An event by its weight, run; answers what was done, or undefined when there was nothing to do. */
export async function happen(hands: Hands): Promise<{ name: EventName; what: string } | undefined> {
  const name = pickEvent(hands.random);
  if (!hands.entersPayments && paymentEvents.test(name)) return undefined;
  const what = await events[name].run(hands);
  return what === undefined ? undefined : { name, what };
}

function pickEvent(random: Random): EventName {
  let at = random.next() * totalWeight;
  for (const name of eventNames) {
    at -= events[name].weight;
    if (at < 0) return name;
  }
  return 'book: new invoice';
}
