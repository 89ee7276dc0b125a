/**
 * Writes to the book: new records in bulk, and edits. Every one bumps the record's version, leaves a
 * row in the history and a hint for each connection, in the caller's transaction.
 */
import type { Contact } from '../accounting/contact.ts';
import type { Invoice, InvoiceLine, InvoiceStatus } from '../accounting/invoice.ts';
import type { Payment } from '../accounting/payment.ts';
import type { ExpenseEntry, Matter, TimeEntry } from '../accounting/practice.ts';
import type { InvoiceId, PaymentId, PracticeId } from '../base/id.ts';
import { formatInstant, type Instant } from '../base/time.ts';
import type { Kind } from '../sync/mirror.ts';
import { sql, type Tx } from './database.ts';
import { appendHistory, type HistoryChange } from './history.ts';
import { noteBookEdits } from './hints.ts';

/** Whose book, when, by whom and why: said once for all edits of a transaction. */
export interface Edit {
  readonly practiceId: PracticeId;
  readonly at: Instant;
  readonly actor: string;
  readonly why: string;
}

/** The history rows and hints that belong to an edit of the book. */
export async function noteEdits(
  tx: Tx,
  edit: Edit,
  records: readonly {
    kind: Kind;
    id: string;
    action: string;
    changes: readonly HistoryChange[];
    /** Payments are planned by invoice. */
    hintId?: string;
  }[],
): Promise<void> {
  await appendHistory(tx, {
    practiceId: edit.practiceId,
    at: edit.at,
    entries: records.map((record) => ({
      actor: edit.actor,
      side: 'book',
      kind: record.kind,
      recordId: record.id,
      action: record.action,
      changes: record.changes,
      why: edit.why,
    })),
  });
  for (const kind of ['contact', 'invoice', 'payment'] as const) {
    const bookIds = records
      .filter((record) => record.kind === kind)
      .map((record) => record.hintId ?? record.id);
    if (bookIds.length > 0) await noteBookEdits(tx, edit.practiceId, { kind, bookIds });
  }
}

function contactRow(contact: Contact): object {
  return {
    id: contact.id,
    number: contact.number,
    kind: contact.kind,
    name: contact.name,
    first_name: contact.firstName ?? null,
    last_name: contact.lastName ?? null,
    emails: contact.emails,
    phones: contact.phones,
    addresses: contact.addresses,
    tax_number: contact.taxNumber ?? null,
    is_archived: contact.isArchived,
  };
}

const contactColumns = sql.raw(`r(id uuid, number text, kind text, name text, first_name text,
  last_name text, emails jsonb, phones jsonb, addresses jsonb, tax_number text,
  is_archived boolean)`);

export async function addContacts(tx: Tx, edit: Edit, contacts: readonly Contact[]): Promise<void> {
  if (contacts.length === 0) return;
  await sql`
    insert into contact (id, practice_id, number, kind, name, first_name, last_name, emails, phones,
      addresses, tax_number, is_archived, changed_at)
    select r.id, ${edit.practiceId}, r.number, r.kind, r.name, r.first_name, r.last_name, r.emails,
      r.phones, r.addresses, r.tax_number, r.is_archived, ${formatInstant(edit.at)}
    from jsonb_to_recordset(${JSON.stringify(contacts.map(contactRow))}::jsonb) as ${contactColumns}
    order by r.id`.execute(tx);
  await noteEdits(
    tx,
    edit,
    contacts.map((contact) => ({
      kind: 'contact',
      id: contact.id,
      action: 'created',
      changes: [{ field: 'name', to: contact.name }],
    })),
  );
}

/** Replaces a contact's content; answers its new version. */
export async function replaceContact(
  tx: Tx,
  edit: Edit,
  replaced: { contact: Contact; changes: readonly HistoryChange[] },
): Promise<number> {
  const { contact, changes } = replaced;
  const { rows } = await sql<{ version: number }>`
    update contact set number = r.number, kind = r.kind, name = r.name, first_name = r.first_name,
      last_name = r.last_name, emails = r.emails, phones = r.phones, addresses = r.addresses,
      tax_number = r.tax_number, is_archived = r.is_archived, version = contact.version + 1,
      changed_at = ${formatInstant(edit.at)}
    from jsonb_to_recordset(${JSON.stringify([contactRow(contact)])}::jsonb) as ${contactColumns}
    where contact.id = r.id returning contact.version`.execute(tx);
  await noteEdits(tx, edit, [{ kind: 'contact', id: contact.id, action: 'edited', changes }]);
  return rows[0]?.version ?? 0;
}

export async function addMatters(
  tx: Tx,
  practiceId: PracticeId,
  matters: readonly Matter[],
): Promise<void> {
  if (matters.length === 0) return;
  await sql`
    insert into matter (id, practice_id, contact_id, number, name, opened_on, is_closed)
    select r.id, ${practiceId}, r."contactId", r.number, r.name, r."openedOn", r."isClosed"
    from jsonb_to_recordset(${JSON.stringify(matters)}::jsonb) as r(id uuid, "contactId" uuid,
      number text, name text, "openedOn" date, "isClosed" boolean)
    order by r.id`.execute(tx);
}

export async function addTimeEntries(
  tx: Tx,
  practiceId: PracticeId,
  entries: readonly TimeEntry[],
): Promise<void> {
  await sql`
    insert into time_entry (id, practice_id, matter_id, person_id, date, description, hours, rate,
      currency)
    select r.id, ${practiceId}, r."matterId", r."personId", r.date, r.description, r.hours, r.rate,
      r.currency
    from jsonb_to_recordset(${JSON.stringify(entries)}::jsonb) as r(id uuid, "matterId" uuid,
      "personId" uuid, date date, description text, hours numeric, rate numeric, currency text)
    order by r.id`.execute(tx);
}

export async function addExpenseEntries(
  tx: Tx,
  practiceId: PracticeId,
  entries: readonly ExpenseEntry[],
): Promise<void> {
  await sql`
    insert into expense_entry (id, practice_id, matter_id, person_id, date, description, category,
      quantity, unit_price, currency, tax_code)
    select r.id, ${practiceId}, r."matterId", r."personId", r.date, r.description, r.category,
      r.quantity, r."unitPrice", r.currency, r."taxCode"
    from jsonb_to_recordset(${JSON.stringify(entries)}::jsonb) as r(id uuid, "matterId" uuid,
      "personId" uuid, date date, description text, category text, quantity numeric,
      "unitPrice" numeric, currency text, "taxCode" text)
    order by r.id`.execute(tx);
}

function lineRow(invoiceId: InvoiceId, line: InvoiceLine, index: number): object {
  return { ...line, invoiceId, position: index + 1 };
}

async function insertLines(tx: Tx, invoices: readonly Invoice[]): Promise<void> {
  const rows = invoices.flatMap((invoice) =>
    invoice.lines.map((line, index) => lineRow(invoice.id, line, index)),
  );
  await sql`
    insert into invoice_line (invoice_id, position, kind, description, matter_id, date, timekeeper,
      entry_id, quantity, unit_price, discount, amount, tax_code, tax_rate, tax, is_tax_stated)
    select r."invoiceId", r.position, r.kind, r.description, r."matterId", r.date, r.timekeeper,
      r."entryId", r.quantity, r."unitPrice", r.discount, r.amount, r."taxCode", r."taxRate", r.tax,
      r."isTaxStated"
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r("invoiceId" uuid, position int,
      kind text, description text, "matterId" uuid, date date, timekeeper text, "entryId" uuid,
      quantity numeric, "unitPrice" numeric, discount numeric, amount numeric, "taxCode" text,
      "taxRate" numeric, tax numeric, "isTaxStated" boolean)
    order by r."invoiceId", r.position`.execute(tx);
}

const invoiceColumns = sql.raw(`r(id uuid, "contactId" uuid, number text, "externalId" text,
  status text, date date, "dueDate" date, currency text, "currencyRate" numeric, "amountsAre" text,
  reference text, net numeric, tax numeric, total numeric, source text, "contentHash" text)`);

export interface BookInvoice {
  readonly invoice: Invoice;
  /** Where it came from: `book`, `ledes`, `csv`. */
  readonly source: string;
  readonly contentHash?: string;
}

function invoiceRow({ invoice, source, contentHash }: BookInvoice): object {
  const { lines: _, ...header } = invoice;
  return { ...header, source, contentHash: contentHash ?? null };
}

export async function addInvoices(
  tx: Tx,
  edit: Edit,
  invoices: readonly BookInvoice[],
): Promise<void> {
  if (invoices.length === 0) return;
  await sql`
    insert into invoice (id, practice_id, contact_id, number, external_id, status, date, due_date,
      currency, currency_rate, amounts_are, reference, net, tax, total, source, content_hash,
      changed_at)
    select r.id, ${edit.practiceId}, r."contactId", r.number, r."externalId", r.status, r.date,
      r."dueDate", r.currency, r."currencyRate", r."amountsAre", r.reference, r.net, r.tax, r.total,
      r.source, r."contentHash", ${formatInstant(edit.at)}
    from jsonb_to_recordset(${JSON.stringify(invoices.map(invoiceRow))}::jsonb) as ${invoiceColumns}
    order by r.id`.execute(tx);
  await insertLines(
    tx,
    invoices.map(({ invoice }) => invoice),
  );
  await noteEdits(
    tx,
    edit,
    invoices.map(({ invoice }) => ({
      kind: 'invoice',
      id: invoice.id,
      action: 'created',
      changes: [
        { field: 'number', to: invoice.number },
        { field: 'total', to: `${invoice.total.toFixed(2)} ${invoice.currency}` },
      ],
    })),
  );
}

/** Replaces an invoice's content, lines and all. */
export async function replaceInvoice(
  tx: Tx,
  edit: Edit,
  replaced: BookInvoice & { readonly changes: readonly HistoryChange[] },
): Promise<void> {
  const { invoice, changes } = replaced;
  await sql`
    update invoice set contact_id = r."contactId", number = r.number, status = r.status,
      date = r.date, due_date = r."dueDate", currency = r.currency,
      currency_rate = r."currencyRate", amounts_are = r."amountsAre", reference = r.reference,
      net = r.net, tax = r.tax, total = r.total, source = r.source, content_hash = r."contentHash",
      version = invoice.version + 1, changed_at = ${formatInstant(edit.at)}
    from jsonb_to_recordset(${JSON.stringify([invoiceRow(replaced)])}::jsonb) as ${invoiceColumns}
    where invoice.id = r.id`.execute(tx);
  await sql`delete from invoice_line where invoice_id = ${invoice.id}`.execute(tx);
  await insertLines(tx, [invoice]);
  await noteEdits(tx, edit, [{ kind: 'invoice', id: invoice.id, action: 'edited', changes }]);
}

/** Moves an invoice to a status; a cancelled one releases its time and expense entries (RULES L13). */
export async function setInvoiceStatus(
  tx: Tx,
  edit: Edit,
  moved: { id: InvoiceId; from: InvoiceStatus; to: InvoiceStatus },
): Promise<void> {
  await sql`
    update invoice set status = ${moved.to}, version = version + 1,
      changed_at = ${formatInstant(edit.at)}
    where id = ${moved.id}`.execute(tx);
  if (moved.to === 'cancelled') {
    await sql`update invoice_line set entry_id = null where invoice_id = ${moved.id}`.execute(tx);
  }
  const changes = [{ field: 'status', from: moved.from, to: moved.to }];
  await noteEdits(tx, edit, [{ kind: 'invoice', id: moved.id, action: 'edited', changes }]);
}

export async function addPayments(tx: Tx, edit: Edit, payments: readonly Payment[]): Promise<void> {
  if (payments.length === 0) return;
  await sql`
    insert into payment (id, practice_id, invoice_id, date, amount, currency, reference,
      bank_account, entered_in, changed_at)
    select r.id, ${edit.practiceId}, r."invoiceId", r.date, r.amount, r.currency, r.reference,
      r."bankAccount", r."enteredIn", ${formatInstant(edit.at)}
    from jsonb_to_recordset(${JSON.stringify(payments)}::jsonb) as r(id uuid, "invoiceId" uuid,
      date date, amount numeric, currency text, reference text, "bankAccount" text,
      "enteredIn" text)
    order by r.id`.execute(tx);
  await noteEdits(
    tx,
    edit,
    payments.map((payment) => ({
      kind: 'payment',
      id: payment.id,
      hintId: payment.invoiceId,
      action: 'created',
      changes: [{ field: 'amount', to: `${payment.amount.toFixed(2)} ${payment.currency}` }],
    })),
  );
}

/** Changes the amount or date of a payment. */
export async function replacePayment(tx: Tx, edit: Edit, payment: Payment): Promise<void> {
  await sql`
    update payment set date = ${payment.date}, amount = ${payment.amount.toString()}::numeric,
      reference = ${payment.reference}, version = version + 1,
      changed_at = ${formatInstant(edit.at)}
    where id = ${payment.id}`.execute(tx);
  await noteEdits(tx, edit, [
    {
      kind: 'payment',
      id: payment.id,
      hintId: payment.invoiceId,
      action: 'edited',
      changes: [{ field: 'amount', to: payment.amount.toFixed(2) }],
    },
  ]);
}

/** Deletes a payment: a tombstone stays, for a link or an awaited answer may still name it. */
export async function removePayment(
  tx: Tx,
  edit: Edit,
  payment: { id: PaymentId; invoiceId: InvoiceId },
): Promise<void> {
  await sql`
    update payment set is_deleted = true, version = version + 1,
      changed_at = ${formatInstant(edit.at)}
    where id = ${payment.id}`.execute(tx);
  await noteEdits(tx, edit, [
    { kind: 'payment', id: payment.id, hintId: payment.invoiceId, action: 'deleted', changes: [] },
  ]);
}

/** The next making of a payment in Xero gets a mark of its own. */
export async function nextPaymentGeneration(tx: Tx, id: PaymentId): Promise<void> {
  await sql`update payment set generation = generation + 1 where id = ${id}`.execute(tx);
}
