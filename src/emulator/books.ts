/**
 * One organisation's books: its tables, and how records are found in them (a contact by name, an
 * invoice by number). Rules about what may be written live in the write files.
 */
import { dateIn, instant, type CalendarDate } from '../base/time.ts';
import { must } from '../base/assert.ts';
import type {
  Account,
  BrandingTheme,
  Contact,
  CreditNote,
  Currency,
  Invoice,
  Organisation,
  Payment,
  TaxRate,
  TrackingCategory,
} from './records.ts';
import { KeyedTable, RecordTable, type ChangeLog, type Restorable } from './table.ts';

/** What the control API sets for an organisation, besides Xero's own data. */
export interface TenantControl {
  readonly offline: boolean;
  readonly perMinute?: number | undefined;
  readonly perDay?: number | undefined;
  readonly concurrent?: number | undefined;
}

function lower(text: string | undefined): string | undefined {
  return text === undefined || text === '' ? undefined : text.toLowerCase();
}

export class Books {
  readonly tenantId: string;
  readonly organisations: KeyedTable<Organisation>;
  readonly control: KeyedTable<TenantControl>;
  readonly accounts: RecordTable<Account>;
  readonly taxRates: KeyedTable<TaxRate>;
  readonly currencies: KeyedTable<Currency>;
  readonly brandingThemes: KeyedTable<BrandingTheme>;
  readonly trackingCategories: KeyedTable<TrackingCategory>;
  readonly contacts: RecordTable<Contact>;
  readonly invoices: RecordTable<Invoice>;
  readonly creditNotes: RecordTable<CreditNote>;
  readonly payments: RecordTable<Payment>;
  /** The next automatic number by kind of document. */
  readonly sequences: KeyedTable<{ readonly next: number }>;

  constructor(tenantId: string, log: ChangeLog) {
    this.tenantId = tenantId;
    const name = (table: string): { table: string; books: string } => ({ table, books: tenantId });
    this.organisations = new KeyedTable(name('organisation'), log);
    this.control = new KeyedTable(name('control'), log);
    this.taxRates = new KeyedTable(name('taxRates'), log);
    this.currencies = new KeyedTable(name('currencies'), log);
    this.brandingThemes = new KeyedTable(name('brandingThemes'), log);
    this.trackingCategories = new KeyedTable(name('trackingCategories'), log);
    this.sequences = new KeyedTable(name('sequences'), log);
    const updatedAt = (record: { readonly UpdatedAt: number }): number => record.UpdatedAt;
    this.accounts = new RecordTable<Account>(name('accounts'), log, {
      id: (a) => a.AccountID,
      updatedAt,
      keys: { code: (a) => lower(a.Code) },
    });
    this.contacts = new RecordTable<Contact>(name('contacts'), log, {
      id: (c) => c.ContactID,
      updatedAt,
      keys: { name: (c) => lower(c.Name), number: (c) => lower(c.ContactNumber) },
    });
    this.invoices = new RecordTable<Invoice>(name('invoices'), log, {
      id: (i) => i.InvoiceID,
      updatedAt,
      keys: { number: (i) => lower(i.InvoiceNumber), contact: (i) => i.ContactID },
    });
    this.creditNotes = new RecordTable<CreditNote>(name('creditNotes'), log, {
      id: (n) => n.CreditNoteID,
      updatedAt,
      keys: { number: (n) => lower(n.CreditNoteNumber), contact: (n) => n.ContactID },
    });
    this.payments = new RecordTable<Payment>(name('payments'), log, {
      id: (p) => p.PaymentID,
      updatedAt,
      keys: { document: (p) => p.InvoiceID ?? p.CreditNoteID },
    });
  }

  tables(): readonly Restorable[] {
    return [
      this.organisations,
      this.control,
      this.accounts,
      this.taxRates,
      this.currencies,
      this.brandingThemes,
      this.trackingCategories,
      this.contacts,
      this.invoices,
      this.creditNotes,
      this.payments,
      this.sequences,
    ];
  }

  get organisation(): Organisation {
    return must(this.organisations.get('it'), `the organisation ${this.tenantId}`);
  }

  /** Today in the organisation's zone. */
  today(now: number): CalendarDate {
    return dateIn(this.organisation.TimeZone, instant(now));
  }

  accountByCode(code: string): Account | undefined {
    const found = this.accounts.find('code', code.toLowerCase());
    return found.find((account) => account.Status === 'ACTIVE') ?? found[0];
  }

  contactByNumber(number: string): Contact | undefined {
    return this.contacts.find('number', number.toLowerCase())[0];
  }

  activeContactByName(name: string): Contact | undefined {
    return this.contactsByName(name).find((contact) => contact.ContactStatus === 'ACTIVE');
  }

  /** Active ones first. */
  contactsByName(name: string): Contact[] {
    const found = this.contacts.find('name', name.toLowerCase());
    const archived = found.filter((contact) => contact.ContactStatus === 'ARCHIVED');
    return [...found.filter((contact) => contact.ContactStatus === 'ACTIVE'), ...archived];
  }

  invoicesByNumber(number: string): Invoice[] {
    return this.invoices.find('number', number.toLowerCase());
  }

  /** Payments that stand against a document, oldest first. */
  livePayments(documentId: string): Payment[] {
    return this.payments.find('document', documentId).filter((p) => p.Status === 'AUTHORISED');
  }

  /** Credit notes with an allocation to this invoice. */
  creditNotesOn(invoice: Invoice): CreditNote[] {
    return this.creditNotes
      .find('contact', invoice.ContactID)
      .filter((note) => note.Allocations.some((a) => a.InvoiceID === invoice.InvoiceID));
  }
}
