/**
 * The four kinds of record that we list, each with its address, its name in answers, the field that
 * has its id, and its reader.
 */
import { limits } from '../base/limits.ts';
import type { MirrorInvoice, MirrorPayment } from '../sync/mirror.ts';
import type { Query } from './requests.ts';
import { readContact, type ContactReading } from './wire-contact.ts';
import { readCreditNote, type CreditNoteReading } from './wire-credit-note.ts';
import { Fields } from './wire-fields.ts';
import { readInvoice } from './wire-invoice.ts';
import type { WireValue } from './wire-json.ts';
import { readPayment } from './wire-payment.ts';

export interface RecordsOf {
  contacts: ContactReading;
  invoices: MirrorInvoice;
  payments: MirrorPayment;
  credit_notes: CreditNoteReading;
}

export type Resource = keyof RecordsOf;

export interface ResourceShape<R> {
  readonly path: string;
  /** The array in the envelope. */
  readonly plural: string;
  readonly idField: string;
  /** Xero takes `IDs=` for this kind; else a `where` over ids. */
  readonly hasIds: boolean;
  /** What is asked for in each list, so that records come whole. */
  readonly query: Query;
  readonly read: (record: WireValue) => R;
}

export const resourceShapes: { readonly [R in Resource]: ResourceShape<RecordsOf[R]> } = {
  contacts: {
    path: '/Contacts',
    plural: 'Contacts',
    idField: 'ContactID',
    hasIds: true,
    // Archived contacts are left out of lists otherwise, and a contact is archived by merging.
    query: { includeArchived: true },
    read: (record) => readContact(new Fields(record)),
  },
  invoices: {
    path: '/Invoices',
    plural: 'Invoices',
    idField: 'InvoiceID',
    hasIds: true,
    // Unit prices come rounded to two decimals otherwise.
    query: { unitdp: 4 },
    read: (record) => readInvoice(new Fields(record)),
  },
  payments: {
    path: '/Payments',
    plural: 'Payments',
    idField: 'PaymentID',
    hasIds: false,
    query: {},
    read: (record) => readPayment(new Fields(record)),
  },
  credit_notes: {
    path: '/CreditNotes',
    plural: 'CreditNotes',
    idField: 'CreditNoteID',
    hasIds: false,
    query: { unitdp: 4 },
    read: (record) => readCreditNote(new Fields(record)),
  },
};

/** A `where` over ids takes twice the room in an address that `IDs=` takes. */
const whereIdsMax = 25;

/** How many ids `readByIds` takes at once. */
export const idsPerRead: Readonly<Record<Resource, number>> = {
  contacts: limits.readIdsMax,
  invoices: limits.readIdsMax,
  payments: whereIdsMax,
  credit_notes: whereIdsMax,
};
