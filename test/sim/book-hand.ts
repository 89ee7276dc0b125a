/**
 * What people do in the book: each event reads what is there, changes it in one transaction, and
 * notes what it knows of the outcome. Events that find nothing to do answer undefined.
 */
import type { Contact } from '../../src/accounting/contact.ts';
import { totalsOf, type Invoice } from '../../src/accounting/invoice.ts';
import type { Payment } from '../../src/accounting/payment.ts';
import { Decimal, decimal } from '../../src/base/decimal.ts';
import {
  newId,
  type ConnectionId,
  type ContactId,
  type InvoiceId,
  type PaymentId,
  type PracticeId,
} from '../../src/base/id.ts';
import { chance, integerBetween, pick, type Random } from '../../src/base/random.ts';
import { addDays, dateIn, type Instant } from '../../src/base/time.ts';
import {
  addContacts,
  addInvoices,
  addPayments,
  removePayment,
  replaceContact,
  replaceInvoice,
  replacePayment,
  setInvoiceStatus,
  type Edit,
} from '../../src/store/book-edits.ts';
import { readContacts, readInvoices, readPaymentsOf } from '../../src/store/book-records.ts';
import { sql, type Tx } from '../../src/store/database.ts';
import { askRetry } from '../../src/store/findings.ts';
import { noteHints } from '../../src/store/hints.ts';
import type { Kind } from '../../src/sync/mirror.ts';
import type { Known } from './known.ts';
import { randomContact, randomInvoice, randomLines, simZone } from './sample-records.ts';
import type { SimDatabase } from './sim-database.ts';

export interface BookParts {
  readonly database: SimDatabase;
  readonly random: Random;
  readonly known: Known;
  readonly practiceId: PracticeId;
  readonly now: () => Instant;
}

export class BookHand {
  readonly #parts: BookParts;
  #nextContact = 1;
  #nextInvoice = 1;
  connectionId: ConnectionId | undefined;

  constructor(parts: BookParts) {
    this.#parts = parts;
  }

  /** The number that the next invoice gets: what somebody in Xero may happen to use first. */
  get nextInvoiceNumber(): string {
    return `INV-${String(this.#nextInvoice).padStart(5, '0')}`;
  }

  get nextContactNumber(): string {
    return `C${String(this.#nextContact).padStart(4, '0')}`;
  }

  #takeInvoiceNumber(): string {
    const number = this.nextInvoiceNumber;
    this.#nextInvoice += 1;
    return number;
  }

  get #moment() {
    return { random: this.#parts.random, now: this.#parts.now() };
  }

  #edit(): Edit {
    const { practiceId, now } = this.#parts;
    return { practiceId, at: now(), actor: 'A Person', why: 'entered by hand' };
  }

  #do<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.#parts.database.transaction(work);
  }

  async #contacts(tx: Tx): Promise<Contact[]> {
    const { rows } = await sql<{ id: ContactId }>`select id from contact order by id`.execute(tx);
    const found = await readContacts(
      tx,
      rows.map((row) => row.id),
    );
    return found.map(({ record }) => record);
  }

  /** One of the standing invoices that fit, in full. */
  async #pickInvoice(
    tx: Tx,
    fits: (invoice: Pick<Invoice, 'number' | 'status'>) => boolean,
  ): Promise<Invoice | undefined> {
    const { rows } = await sql<Pick<Invoice, 'id' | 'number' | 'status'>>`
      select id, number, status from invoice where status <> 'cancelled' order by id`.execute(tx);
    const fitting = rows.filter(fits);
    if (fitting.length === 0) return undefined;
    const { known, random } = this.#parts;
    const { id } = known.pick(random, fitting, ({ number }) => [number]);
    const [found] = await readInvoices(tx, [id]);
    return found?.record;
  }

  async #payments(tx: Tx, invoiceIds: readonly InvoiceId[]): Promise<Payment[]> {
    const found = await readPaymentsOf(tx, invoiceIds);
    return found.filter(({ isDeleted }) => !isDeleted).map(({ record }) => record);
  }

  async newContact(given: Partial<Contact> = {}): Promise<Contact> {
    const number = this.nextContactNumber;
    this.#nextContact += 1;
    const contact = randomContact(this.#moment, { number, ...given });
    await this.#do((tx) => addContacts(tx, this.#edit(), [contact]));
    return contact;
  }

  async newInvoice(given: Partial<Invoice> = {}): Promise<Invoice | undefined> {
    const contacts = await this.#do((tx) => this.#contacts(tx));
    if (contacts.length === 0) return undefined;
    const contactId = given.contactId ?? pick(this.#parts.random, contacts).id;
    const number = this.#takeInvoiceNumber();
    const invoice = randomInvoice(this.#moment, { contactId, number, ...given });
    if (this.#parts.known.clashes.has(number)) this.#parts.known.doubt(invoice.id, 'number clash');
    await this.#do((tx) => addInvoices(tx, this.#edit(), [{ invoice, source: 'book' }]));
    return invoice;
  }

  /** An invoice that must never reach Xero as it is. */
  async newImpossibleInvoice(
    flaw: 'account' | 'tax' | 'total' | 'currency',
  ): Promise<Invoice | undefined> {
    const { known, random } = this.#parts;
    const contacts = await this.#do((tx) => this.#contacts(tx));
    if (contacts.length === 0) return undefined;
    const number = this.#takeInvoiceNumber();
    const contactId = pick(random, contacts).id;
    const moment = this.#moment;
    const sound = randomInvoice(moment, {
      contactId,
      number,
      amountsAre: 'exclusive',
      status: 'issued',
    });
    const flawed = flawedInvoice(sound, flaw);
    known.impossible.add(number);
    known.doubt(flawed.id, `flaw: ${flaw}`);
    await this.#do((tx) => addInvoices(tx, this.#edit(), [{ invoice: flawed, source: 'book' }]));
    return flawed;
  }

  /** Makes a flawed invoice a sound one: its outcome is open from then on. */
  async mendInvoice(): Promise<string | undefined> {
    const { known, random } = this.#parts;
    return this.#do(async (tx) => {
      const before = await this.#pickInvoice(tx, ({ number }) => known.impossible.has(number));
      if (!before) return undefined;
      const lines = randomLines(random, 'exclusive');
      const invoice = { ...before, currency: 'AUD', lines, ...totalsOf(lines, 'exclusive', 2) };
      known.impossible.delete(before.number);
      await replaceInvoice(tx, this.#edit(), {
        invoice,
        source: 'book',
        changes: [{ field: 'lines' }],
      });
      return before.number;
    });
  }

  async editInvoice(
    what: 'reference' | 'dueDate' | 'lines' | 'contact' | 'date',
  ): Promise<string | undefined> {
    const { known, random } = this.#parts;
    return this.#do(async (tx) => {
      const before = await this.#pickInvoice(tx, ({ number }) => !known.impossible.has(number));
      if (!before) return undefined;
      const contacts = await this.#contacts(tx);
      const invoice = editedInvoice(random, before, { what, contacts });
      known.doubt(before.id, `edited: ${what}`);
      await replaceInvoice(tx, this.#edit(), {
        invoice,
        source: 'book',
        changes: [{ field: what }],
      });
      return before.number;
    });
  }

  async moveInvoice(to: 'issued' | 'cancelled'): Promise<string | undefined> {
    const { known } = this.#parts;
    return this.#do(async (tx) => {
      const invoice = await this.#pickInvoice(tx, ({ status }) => status !== to);
      if (!invoice) return undefined;
      const { id, status: from, number } = invoice;
      known.doubt(id, `moved to ${to}`);
      await setInvoiceStatus(tx, this.#edit(), { id, from, to });
      return number;
    });
  }

  async newPayment(how: 'full' | 'part' | 'too_much' | 'unmapped'): Promise<string | undefined> {
    const { known, random, now } = this.#parts;
    return this.#do(async (tx) => {
      const invoice = await this.#pickInvoice(
        tx,
        ({ status, number }) => status === 'issued' && !known.impossible.has(number),
      );
      if (!invoice) return undefined;
      const before = await this.#payments(tx, [invoice.id]);
      const due = invoice.total.minus(Decimal.sum(before.map(({ amount }) => amount)));
      if (!due.isPositive()) return undefined;
      const share = decimal('0.4').times(due).round(2);
      const amount = { full: due, part: share, too_much: due.plus(decimal('7')), unmapped: share }[
        how
      ];
      if (!amount.isPositive()) return undefined;
      const id = newId<PaymentId>(random, now());
      if (how === 'too_much' || how === 'unmapped') known.doubt(id, how);
      const payment = {
        id,
        invoiceId: invoice.id,
        date: addDays(dateIn(simZone, now()), -integerBetween(random, 0, 5)),
        amount,
        currency: invoice.currency,
        reference: chance(random, 0.5) ? 'EFT' : '',
        bankAccount: how === 'unmapped' ? 'petty cash' : 'office',
        enteredIn: 'book' as const,
      };
      await addPayments(tx, this.#edit(), [payment]);
      return `${amount.toFixed(2)} on ${invoice.number}`;
    });
  }

  async changePayment(how: 'amount' | 'date' | 'delete'): Promise<string | undefined> {
    const { known, random } = this.#parts;
    return this.#do(async (tx) => {
      const { rows } = await sql<{ id: InvoiceId; number: string }>`
        select distinct p.invoice_id as id, i.number from payment p join invoice i on i.id = p.invoice_id
        where not p.is_deleted and i.status <> 'cancelled' order by id`.execute(tx);
      if (rows.length === 0) return undefined;
      const payments = await this.#payments(tx, [
        known.pick(random, rows, ({ number }) => [number]).id,
      ]);
      const payment = pick(random, payments);
      known.doubt(payment.id, `changed: ${how}`);
      if (how === 'delete') await removePayment(tx, this.#edit(), payment);
      else {
        const less = payment.amount.times(decimal('0.9')).round(2);
        const amount = how === 'amount' && less.isPositive() ? less : payment.amount;
        const date = how === 'date' ? addDays(payment.date, -1) : payment.date;
        await replacePayment(tx, this.#edit(), { ...payment, amount, date });
      }
      return `${payment.amount.toFixed(2)} of ${payment.id}`;
    });
  }

  async editContact(what: 'email' | 'phone' | 'name' | 'address'): Promise<string | undefined> {
    const { known, random } = this.#parts;
    return this.#do(async (tx) => {
      const contacts = await this.#contacts(tx);
      if (contacts.length === 0) return undefined;
      const before = pick(random, contacts);
      const contact = editedContact(random, before, what);
      known.doubt(before.id, `edited: ${what}`);
      await replaceContact(tx, this.#edit(), { contact, changes: [{ field: what }] });
      return before.number;
    });
  }

  /** A person asks to try a refused write again. */
  async askRetry(): Promise<string | undefined> {
    const { random, now } = this.#parts;
    const connectionId = this.connectionId;
    if (connectionId === undefined) return undefined;
    return this.#do(async (tx) => {
      const { rows } = await sql<{ kind: Kind; book_id: string }>`
        select kind, book_id from finding where closed_at is null
        order by kind, book_id, id`.execute(tx);
      if (rows.length === 0) return undefined;
      const { kind, book_id: bookId } = pick(random, rows);
      const id = newId<string>(random, now());
      await askRetry(tx, connectionId, { id, kind, bookId, madeBy: 'A Person', at: now() });
      const hintId = kind === 'payment' ? await invoiceOf(tx, bookId) : bookId;
      await noteHints(tx, connectionId, { kind, bookIds: [hintId] });
      return `${kind} ${bookId}`;
    });
  }
}

/** Findings of payments name the payment, or the invoice when only Xero has the payment. */
async function invoiceOf(tx: Tx, bookId: string): Promise<string> {
  const { rows } = await sql<{ invoice_id: string }>`
    select invoice_id from payment where id = ${bookId}`.execute(tx);
  return rows[0]?.invoice_id ?? bookId;
}

function flawedInvoice(sound: Invoice, flaw: 'account' | 'tax' | 'total' | 'currency'): Invoice {
  const [first, ...rest] = sound.lines;
  if (!first) return sound;
  const cent = decimal('0.01');
  switch (flaw) {
    case 'account':
      // The kind of line that this history maps to an account which Xero does not have.
      return { ...sound, lines: [{ ...first, kind: 'write_off' }, ...rest] };
    case 'tax':
      return { ...sound, lines: [{ ...first, taxRate: decimal('7.5') }, ...rest] };
    case 'total':
      return { ...sound, net: sound.net.plus(cent), total: sound.total.plus(cent) };
    case 'currency':
      return { ...sound, currency: 'CHF', currencyRate: decimal('0.61') };
  }
}

function editedInvoice(
  random: Random,
  before: Invoice,
  edit: {
    what: 'reference' | 'dueDate' | 'lines' | 'contact' | 'date';
    contacts: readonly Contact[];
  },
): Invoice {
  switch (edit.what) {
    case 'reference':
      return { ...before, reference: `Changed ${integerBetween(random, 1, 9999)}` };
    case 'dueDate':
      return { ...before, dueDate: addDays(before.date, integerBetween(random, 7, 60)) };
    case 'date':
      return { ...before, date: addDays(before.date, -1) };
    case 'contact':
      return { ...before, contactId: pick(random, edit.contacts).id };
    case 'lines': {
      const lines = randomLines(random, before.amountsAre);
      return { ...before, lines, ...totalsOf(lines, before.amountsAre, 2) };
    }
  }
}

function editedContact(
  random: Random,
  before: Contact,
  what: 'email' | 'phone' | 'name' | 'address',
): Contact {
  const n = integerBetween(random, 1, 9999);
  switch (what) {
    case 'email':
      return { ...before, emails: [`new${n}@example.com`] };
    case 'phone':
      return { ...before, phones: [{ type: 'work', number: `02 5550 ${n}`, isPrimary: true }] };
    case 'name':
      return { ...before, name: `${before.name} ${n}` };
    case 'address':
      return {
        ...before,
        addresses: [{ type: 'billing', lines: [`${n} Low Road`], city: 'Perth' }],
      };
  }
}
