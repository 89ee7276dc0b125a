/**
 * The emulator's books and its log of committed writes, read as an auditor would: from the emulator
 * alone, never from our tables.
 */
import type { Emulator } from '../../src/emulator/emulator.ts';
import type { Contact, Invoice, Payment } from '../../src/emulator/records.ts';
import type { CommittedWrite } from '../../src/emulator/world.ts';

export interface XeroBooks {
  readonly contacts: readonly Contact[];
  readonly invoices: readonly Invoice[];
  readonly payments: readonly Payment[];
  readonly writes: readonly CommittedWrite[];
}

export function readXeroBooks(emulator: Emulator): XeroBooks {
  const tables = new Map<string, unknown[]>();
  for (const entry of emulator.snapshot()) {
    for (const { table, record } of entry.changes) {
      if (record === null) continue;
      const rows = tables.get(table);
      if (rows) rows.push(record);
      else tables.set(table, [record]);
    }
  }
  const rowsOf = <T>(table: string): T[] => (tables.get(table) ?? []) as T[];
  return {
    contacts: rowsOf<Contact>('contacts'),
    invoices: rowsOf<Invoice>('invoices').filter((invoice) => invoice.Type === 'ACCREC'),
    payments: rowsOf<Payment>('payments'),
    writes: emulator.committedWrites(),
  };
}

export function isLive(invoice: Invoice): boolean {
  return invoice.Status !== 'VOIDED' && invoice.Status !== 'DELETED';
}

/** What was applied, by payments that stand, to this invoice. */
export function livePaymentsOn(books: XeroBooks, invoice: Invoice): Payment[] {
  return books.payments.filter(
    (payment) => payment.InvoiceID === invoice.InvoiceID && payment.Status === 'AUTHORISED',
  );
}
