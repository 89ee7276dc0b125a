/**
 * What a bookkeeper does in Xero by hand, through the emulator's own door for it. Each event notes
 * whose records it touched, so that what is ours is no longer held to be certain.
 */
import { decimal } from '../../src/base/decimal.ts';
import { chance, integerBetween, pick, type Random } from '../../src/base/random.ts';
import { addDays, dateIn, type Instant } from '../../src/base/time.ts';
import { demoTenantId } from '../../src/emulator/demo-company.ts';
import type { Emulator } from '../../src/emulator/emulator.ts';
import type { Invoice } from '../../src/emulator/records.ts';
import { emulatorUrl } from '../support/firm.ts';
import type { Known } from './known.ts';
import { recentDate, simZone } from './sample-records.ts';
import { isLive, readXeroBooks, type XeroBooks } from './xero-books.ts';

export interface XeroHandParts {
  readonly emulator: Emulator;
  readonly random: Random;
  readonly known: Known;
  readonly now: () => Instant;
}

interface Acted {
  readonly status: number;
  readonly body: string;
}

/** The book's invoice that a link of ours names; undefined for what somebody else made. */
export function bookInvoiceOf(invoice: Invoice): string | undefined {
  return /\/go\/[^/]+\/invoices\/(.+)$/.exec(invoice.Url ?? '')?.[1];
}

export class XeroHand {
  readonly #parts: XeroHandParts;
  #own = 1;

  constructor(parts: XeroHandParts) {
    this.#parts = parts;
  }

  books(): XeroBooks {
    return readXeroBooks(this.#parts.emulator);
  }

  async control(method: string, path: string, body: unknown): Promise<Acted> {
    const answer = await this.#parts.emulator.handle({
      method,
      url: `${emulatorUrl}/_control${path}`,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return answer.kind === 'drop' ? { status: 0, body: '' } : answer;
  }

  /** True if Xero took it. */
  async #act(method: string, path: string, body: unknown): Promise<boolean> {
    const act = { tenantId: demoTenantId, method, path, body };
    const { status } = await this.control('POST', '/act', act);
    return status === 200;
  }

  #doubt(invoice: Invoice, reason: string): void {
    const bookId = bookInvoiceOf(invoice);
    if (bookId !== undefined) this.#parts.known.doubt(bookId, reason);
  }

  /** Whichever contact of the book has this number or name is no longer certain. */
  #doubtContact(contact: { Name: string; ContactNumber?: string | undefined }): void {
    const { known } = this.#parts;
    known.doubt(contact.Name, 'a contact in Xero was touched by hand');
    if (contact.ContactNumber) known.doubt(contact.ContactNumber, 'touched by hand in Xero');
  }

  #pickInvoice(fits: (invoice: Invoice) => boolean): Invoice | undefined {
    const found = this.books().invoices.filter(fits);
    if (found.length === 0) return undefined;
    const { known, random } = this.#parts;
    return known.pick(random, found, ({ InvoiceID, InvoiceNumber }) => [
      InvoiceID,
      InvoiceNumber ?? '',
    ]);
  }

  async payInvoice(): Promise<string | undefined> {
    const { random, now } = this.#parts;
    const invoice = this.#pickInvoice(
      ({ Status, AmountDue }) => Status === 'AUTHORISED' && AmountDue.isPositive(),
    );
    if (!invoice) return undefined;
    const { AmountDue } = invoice;
    const Amount = chance(random, 0.6) ? AmountDue : AmountDue.dividedBy(decimal('2'), 2);
    this.#doubt(invoice, 'paid by hand');
    const isDone = await this.#act('PUT', 'Payments', {
      Invoice: { InvoiceID: invoice.InvoiceID },
      Account: { Code: '090' },
      Date: dateIn(simZone, now()),
      Amount: Amount.isPositive() ? Amount : AmountDue,
      Reference: 'by hand',
    });
    return isDone ? invoice.InvoiceNumber : undefined;
  }

  /** Deletes a draft, voids an approved invoice. */
  async voidInvoice(): Promise<string | undefined> {
    const invoice = this.#pickInvoice(
      (one) => isLive(one) && one.Status !== 'PAID' && one.AmountPaid.isZero(),
    );
    if (!invoice) return undefined;
    this.#doubt(invoice, 'voided by hand');
    const Status = invoice.Status === 'AUTHORISED' ? 'VOIDED' : 'DELETED';
    const { InvoiceID } = invoice;
    return (await this.#act('POST', `Invoices/${InvoiceID}`, { InvoiceID, Status }))
      ? invoice.InvoiceNumber
      : undefined;
  }

  async approveDraft(): Promise<string | undefined> {
    const invoice = this.#pickInvoice(({ Status }) => Status === 'DRAFT' || Status === 'SUBMITTED');
    if (!invoice) return undefined;
    this.#doubt(invoice, 'approved by hand');
    const { InvoiceID } = invoice;
    const change = { InvoiceID, Status: 'AUTHORISED' };
    return (await this.#act('POST', `Invoices/${InvoiceID}`, change))
      ? invoice.InvoiceNumber
      : undefined;
  }

  async editInvoice(what: 'reference' | 'dueDate' | 'lines'): Promise<string | undefined> {
    const { random } = this.#parts;
    // A due date that is edited once money is applied moves no time stamp: only a sweep could see it.
    const invoice = this.#pickInvoice(
      (one) =>
        isLive(one) && one.Status !== 'PAID' && (what !== 'dueDate' || one.AmountPaid.isZero()),
    );
    if (!invoice) return undefined;
    this.#doubt(invoice, `${what} edited by hand`);
    const { InvoiceID } = invoice;
    const line = {
      Description: 'Added by hand',
      Quantity: 1,
      UnitAmount: integerBetween(random, 1, 50),
      AccountCode: '200',
      TaxType: 'OUTPUT',
    };
    const kept = invoice.LineItems.map(({ LineItemID }) => ({ LineItemID }));
    const change = {
      reference: { Reference: `By hand ${integerBetween(random, 1, 999)}` },
      dueDate: { DueDate: addDays(invoice.Date, integerBetween(random, 10, 50)) },
      lines: { LineItems: [...kept, line] },
    }[what];
    return (await this.#act('POST', `Invoices/${InvoiceID}`, { InvoiceID, ...change }))
      ? invoice.InvoiceNumber
      : undefined;
  }

  async deletePayment(): Promise<string | undefined> {
    const books = this.books();
    const live = books.payments.filter(
      ({ Status, IsReconciled }) => Status === 'AUTHORISED' && !IsReconciled,
    );
    if (live.length === 0) return undefined;
    const { known, random } = this.#parts;
    const payment = known.pick(random, live, ({ PaymentID }) => [PaymentID]);
    const invoice = books.invoices.find(({ InvoiceID }) => InvoiceID === payment.InvoiceID);
    if (invoice) this.#doubt(invoice, 'payment deleted by hand');
    const { PaymentID } = payment;
    return (await this.#act('POST', `Payments/${PaymentID}`, { Status: 'DELETED' }))
      ? PaymentID
      : undefined;
  }

  async reconcilePayment(): Promise<string | undefined> {
    const live = this.books().payments.filter(({ Status }) => Status === 'AUTHORISED');
    if (live.length === 0) return undefined;
    const { PaymentID } = pick(this.#parts.random, live);
    return (await this.#act('POST', `Payments/${PaymentID}/Reconcile`, { IsReconciled: true }))
      ? PaymentID
      : undefined;
  }

  async editContact(what: 'email' | 'phone' | 'name'): Promise<string | undefined> {
    const { random } = this.#parts;
    const active = this.books().contacts.filter(({ ContactStatus }) => ContactStatus === 'ACTIVE');
    if (active.length === 0) return undefined;
    const contact = pick(random, active);
    const n = integerBetween(random, 1, 9999);
    const change = {
      email: { EmailAddress: `byhand${n}@example.com` },
      phone: { Phones: [{ PhoneType: 'DEFAULT', PhoneNumber: `03 5550 ${n}` }] },
      name: { Name: `${contact.Name} (${n})` },
    }[what];
    const { ContactID } = contact;
    this.#doubtContact(contact);
    return (await this.#act('POST', `Contacts/${ContactID}`, { ContactID, ...change }))
      ? contact.Name
      : undefined;
  }

  async archiveContact(isBack: boolean): Promise<string | undefined> {
    const from = isBack ? 'ARCHIVED' : 'ACTIVE';
    const found = this.books().contacts.filter(({ ContactStatus }) => ContactStatus === from);
    if (found.length === 0) return undefined;
    const contact = pick(this.#parts.random, found);
    const { ContactID, Name } = contact;
    this.#doubtContact(contact);
    const ContactStatus = isBack ? 'ACTIVE' : 'ARCHIVED';
    return (await this.#act('POST', `Contacts/${ContactID}`, { ContactID, ContactStatus }))
      ? Name
      : undefined;
  }

  async ownContact(
    given: { Name?: string; ContactNumber?: string } = {},
  ): Promise<string | undefined> {
    const Name = given.Name ?? `Xero contact ${this.#own++}`;
    this.#doubtContact({ ...given, Name });
    return (await this.#act('PUT', 'Contacts', { ...given, Name })) ? Name : undefined;
  }

  /** An invoice of Xero's own; with a number of ours it is in the way of the book's. */
  async ownInvoice(number?: string): Promise<string | undefined> {
    const { random, known, now } = this.#parts;
    const active = this.books().contacts.filter(({ ContactStatus }) => ContactStatus === 'ACTIVE');
    if (active.length === 0) return undefined;
    const InvoiceNumber = number ?? `XI-${this.#own++}`;
    const day = recentDate({ random, now: now() });
    const isDone = await this.#act('PUT', 'Invoices', {
      Type: 'ACCREC',
      Status: pick(random, ['AUTHORISED', 'AUTHORISED', 'DRAFT'] as const),
      InvoiceNumber,
      Contact: { ContactID: pick(random, active).ContactID },
      Date: day,
      DueDate: addDays(day, 14),
      LineAmountTypes: 'Exclusive',
      LineItems: [
        {
          Description: 'Made in Xero',
          Quantity: 1,
          UnitAmount: integerBetween(random, 5, 90),
          AccountCode: '200',
          TaxType: 'OUTPUT',
        },
      ],
    });
    if (!isDone) return undefined;
    if (number !== undefined) known.clashes.add(number);
    const made = this.books().invoices.find((one) => one.InvoiceNumber === InvoiceNumber);
    if (made) known.strangers.add(made.InvoiceID);
    return InvoiceNumber;
  }

  /** Locks everything up to some days ago, or opens it again. */
  async lockPeriod(isOpen: boolean): Promise<string | undefined> {
    const { random, known, now } = this.#parts;
    const date = addDays(dateIn(simZone, now()), -integerBetween(random, 20, 70));
    if (!isOpen) known.lock(date);
    await this.control('POST', `/tenants/${demoTenantId}`, { periodLockDate: isOpen ? '' : date });
    return isOpen ? 'no lock' : date;
  }
}
