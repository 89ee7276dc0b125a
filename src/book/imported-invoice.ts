/**
 * What a reader of a billing file yields: one whole invoice, or one refusal that names the invoice
 * and every fault found in it by line and field. Readers do not know the database; store/imports.ts
 * takes their invoices in.
 */
import type { Address } from '../accounting/contact.ts';
import type { AmountsAre, InvoiceLine } from '../accounting/invoice.ts';
import type { Decimal } from '../base/decimal.ts';
import type { CalendarDate } from '../base/time.ts';

export interface ImportedClient {
  /** CLIENT_ID, the practice's client number. */
  readonly number: string;
  /**
   * The file has no client numbers (Xero's own layout): `number` is then made from the name, and a
   * contact of that name is to be preferred to a new one.
   */
  readonly isNumberMade?: boolean;
  readonly name?: string;
  readonly taxNumber?: string;
  readonly email?: string;
  readonly address?: Address;
}

export interface ImportedMatter {
  readonly number: string;
  readonly name?: string;
}

/** A line whose matter is still a number of the file's. */
export interface ImportedLine extends Omit<InvoiceLine, 'matterId' | 'entryId'> {
  readonly matterNumber?: string;
}

export interface ImportedInvoice {
  readonly number: string;
  readonly client: ImportedClient;
  readonly matters: readonly ImportedMatter[];
  readonly status: 'draft' | 'issued';
  readonly date: CalendarDate;
  readonly dueDate: CalendarDate;
  readonly currency: string;
  readonly amountsAre: AmountsAre;
  readonly reference: string;
  readonly lines: readonly ImportedLine[];
  readonly net: Decimal;
  readonly tax: Decimal;
  readonly total: Decimal;
  /** Said to the person who imports, without refusing anything: a tax that does not follow from its rate. */
  readonly notices: readonly ImportFault[];
}

export interface ImportFault {
  /** 1-based line of the file. */
  readonly line: number;
  /** The file's own name of the column, such as INVOICE_TOTAL. */
  readonly field: string;
  /** A code of book/import-codes.ts. */
  readonly code: string;
  /** One sentence with the values in it. */
  readonly message: string;
}

export interface ImportRefusal {
  readonly file: string;
  /** Absent when the file as a whole, or a row without a number, is refused. */
  readonly invoiceNumber?: string;
  readonly faults: readonly ImportFault[];
}

export type ImportItem =
  | { readonly kind: 'invoice'; readonly invoice: ImportedInvoice }
  | { readonly kind: 'refused'; readonly refusal: ImportRefusal };

export interface ImportProgress {
  /** A file is read twice, so each pass counts for half: bytesRead / bytesTotal is the share done. */
  readonly bytesRead: number;
  readonly bytesTotal: number;
  readonly invoices: number;
  readonly lines: number;
}

/**
 * What a file does not say and the practice must (docs/SPEC.md IMP). One that is absent where the
 * file needs it refuses the file, or the invoice: nothing is taxed, dated or valued in silence.
 */
export interface ImportSettings {
  /** ISO 4217, for files and rows that name no currency. */
  readonly currency?: string;
  /** How amounts without any tax field are to be taken: `none` means untaxed, with this tax code. */
  readonly taxCode?: string;
  /** Per cent; needed with a tax code other than `none` and `free`. */
  readonly taxRate?: Decimal;
  /** Whether amounts hold their tax; needed where the file does not say and a tax is not nil. */
  readonly amountsAre?: 'exclusive' | 'inclusive';
  /** How dates with slashes are written in CSV. Xero's own layout is taken as day first. */
  readonly dateOrder?: 'dmy' | 'mdy';
  /** Days from the invoice date to the due date. */
  readonly paymentTermsDays?: number;
  readonly status: 'draft' | 'issued';
}
