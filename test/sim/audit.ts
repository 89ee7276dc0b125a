/**
 * What is compared when all is at rest, read once for all checkers: Xero's books and log from the
 * emulator, the book as people entered it, the findings that they are shown, and the tie-out.
 */
import type { Contact } from '../../src/accounting/contact.ts';
import type { Invoice } from '../../src/accounting/invoice.ts';
import { must } from '../../src/base/assert.ts';
import type { ConnectionId, ContactId, InvoiceId } from '../../src/base/id.ts';
import type { Emulator } from '../../src/emulator/emulator.ts';
import {
  readContacts,
  readInvoices,
  readPaymentsOf,
  type BookPaymentRow,
} from '../../src/store/book-records.ts';
import { readConnection, type Connection } from '../../src/store/connections.ts';
import { sql, type Tx } from '../../src/store/database.ts';
import { readOpenFindings, type OpenFinding } from '../../src/store/findings.ts';
import type { TieOut } from '../../src/sync/tie-out.ts';
import type { Known } from './known.ts';
import { readXeroBooks, type XeroBooks } from './xero-books.ts';

/** A broken promise: which, and what shows it. */
export interface Violation {
  readonly invariant: string;
  readonly detail: string;
}

export interface Audit {
  readonly xero: XeroBooks;
  readonly contacts: readonly Contact[];
  readonly invoices: readonly Invoice[];
  /** Tombstones too. */
  readonly payments: readonly BookPaymentRow[];
  readonly findings: readonly OpenFinding[];
  readonly tieOut: TieOut;
  readonly connection: Connection;
  readonly installationId: string;
  readonly known: Known;
}

export type Checker = (audit: Audit) => Violation[];

const findingsMax = 10_000;

export async function readAudit(
  tx: Tx,
  given: {
    emulator: Emulator;
    connectionId: ConnectionId;
    installationId: string;
    known: Known;
    tieOut: TieOut;
  },
): Promise<Audit> {
  const { emulator, connectionId, installationId, known, tieOut } = given;
  const contactIds = await sql<{ id: ContactId }>`select id from contact order by id`.execute(tx);
  const invoiceIds = await sql<{ id: InvoiceId }>`select id from invoice order by id`.execute(tx);
  const contacts = await readContacts(
    tx,
    contactIds.rows.map(({ id }) => id),
  );
  const invoices = await readInvoices(
    tx,
    invoiceIds.rows.map(({ id }) => id),
  );
  return {
    xero: readXeroBooks(emulator),
    contacts: contacts.map(({ record }) => record),
    invoices: invoices.map(({ record }) => record),
    payments: await readPaymentsOf(
      tx,
      invoiceIds.rows.map(({ id }) => id),
    ),
    findings: await readOpenFindings(tx, connectionId, findingsMax),
    connection: must(await readConnection(tx, connectionId), 'the connection'),
    tieOut,
    installationId,
    known,
  };
}

/** Book records (invoices for payments too) that have something said about them. */
export function explained(audit: Audit): ReadonlySet<string> {
  const invoiceOf = new Map<string, string>(
    audit.payments.map(({ record }) => [record.id, record.invoiceId]),
  );
  return new Set(audit.findings.flatMap(({ bookId }) => [bookId, invoiceOf.get(bookId) ?? bookId]));
}
