/** The book's contacts, invoices and payments, read from their rows into domain values. */
import type { Address, Contact, Phone } from '../accounting/contact.ts';
import type { AmountsAre, Invoice, InvoiceLine, InvoiceStatus } from '../accounting/invoice.ts';
import type { Payment } from '../accounting/payment.ts';
import { Decimal } from '../base/decimal.ts';
import type { ContactId, InvoiceId, MatterId, PaymentId } from '../base/id.ts';
import type { CalendarDate, Instant } from '../base/time.ts';
import { sql, type Tx } from './database.ts';
import { present } from './json.ts';

export interface Versioned<T> {
  readonly record: T;
  readonly version: number;
  readonly changedAt: Instant;
}

export interface BookPaymentRow extends Versioned<Payment> {
  readonly isDeleted: boolean;
  readonly generation: number;
}

interface ContactRow {
  id: ContactId;
  number: string;
  kind: 'person' | 'organisation';
  name: string;
  first_name: string | null;
  last_name: string | null;
  emails: string[];
  phones: Phone[];
  addresses: Address[];
  tax_number: string | null;
  is_archived: boolean;
  version: number;
  changed_at: Instant;
}

/** Ids as rows, to join on. */
function idRows(ids: readonly string[]) {
  return sql`(select e.text::uuid as id
    from jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb) as e(text))`;
}

export async function readContacts(tx: Tx, ids: readonly string[]): Promise<Versioned<Contact>[]> {
  const { rows } = await sql<ContactRow>`
    select c.id, c.number, c.kind, c.name, c.first_name, c.last_name, c.emails, c.phones,
      c.addresses, c.tax_number, c.is_archived, c.version, c.changed_at
    from contact c join ${idRows(ids)} as wanted on wanted.id = c.id order by c.id`.execute(tx);
  return rows.map((row) => ({
    version: row.version,
    changedAt: row.changed_at,
    record: {
      id: row.id,
      number: row.number,
      kind: row.kind,
      name: row.name,
      emails: row.emails,
      phones: row.phones,
      addresses: row.addresses,
      isArchived: row.is_archived,
      ...present({
        firstName: row.first_name,
        lastName: row.last_name,
        taxNumber: row.tax_number,
      }),
    },
  }));
}

interface LineRow {
  kind: InvoiceLine['kind'];
  description: string;
  matter_id: MatterId | null;
  date: CalendarDate | null;
  timekeeper: string | null;
  entry_id: string | null;
  quantity: string;
  unit_price: string;
  discount: string;
  amount: string;
  tax_code: string;
  tax_rate: string;
  tax: string;
  is_tax_stated: boolean;
}

interface InvoiceRow {
  id: InvoiceId;
  contact_id: ContactId;
  number: string;
  external_id: string | null;
  status: InvoiceStatus;
  date: CalendarDate;
  due_date: CalendarDate | null;
  currency: string;
  currency_rate: string | null;
  amounts_are: AmountsAre;
  reference: string;
  net: string;
  tax: string;
  total: string;
  version: number;
  changed_at: Instant;
  lines: LineRow[];
}

function lineOf(row: LineRow): InvoiceLine {
  return {
    kind: row.kind,
    description: row.description,
    quantity: Decimal.parse(row.quantity),
    unitPrice: Decimal.parse(row.unit_price),
    discount: Decimal.parse(row.discount),
    amount: Decimal.parse(row.amount),
    taxCode: row.tax_code,
    taxRate: Decimal.parse(row.tax_rate),
    tax: Decimal.parse(row.tax),
    isTaxStated: row.is_tax_stated,
    ...present({
      matterId: row.matter_id,
      date: row.date,
      timekeeper: row.timekeeper,
      entryId: row.entry_id,
    }),
  };
}

export async function readInvoices(tx: Tx, ids: readonly string[]): Promise<Versioned<Invoice>[]> {
  const { rows } = await sql<InvoiceRow>`
    select i.id, i.contact_id, i.number, i.external_id, i.status, i.date, i.due_date, i.currency,
      i.currency_rate, i.amounts_are, i.reference, i.net, i.tax, i.total, i.version, i.changed_at,
      coalesce((
        select jsonb_agg(jsonb_build_object('kind', l.kind, 'description', l.description,
          'matter_id', l.matter_id, 'date', l.date, 'timekeeper', l.timekeeper,
          'entry_id', l.entry_id, 'quantity', l.quantity::text, 'unit_price', l.unit_price::text,
          'discount', l.discount::text, 'amount', l.amount::text, 'tax_code', l.tax_code,
          'tax_rate', l.tax_rate::text, 'tax', l.tax::text, 'is_tax_stated', l.is_tax_stated)
          order by l.position)
        from invoice_line l where l.invoice_id = i.id), '[]') as lines
    from invoice i join ${idRows(ids)} as wanted on wanted.id = i.id
    order by i.id`.execute(tx);
  return rows.map((row) => ({
    version: row.version,
    changedAt: row.changed_at,
    record: {
      id: row.id,
      contactId: row.contact_id,
      number: row.number,
      status: row.status,
      date: row.date,
      currency: row.currency,
      amountsAre: row.amounts_are,
      reference: row.reference,
      lines: row.lines.map(lineOf),
      net: Decimal.parse(row.net),
      tax: Decimal.parse(row.tax),
      total: Decimal.parse(row.total),
      ...present({ externalId: row.external_id, dueDate: row.due_date }),
      ...(row.currency_rate === null ? {} : { currencyRate: Decimal.parse(row.currency_rate) }),
    },
  }));
}

interface PaymentRow {
  id: PaymentId;
  invoice_id: InvoiceId;
  date: CalendarDate;
  amount: string;
  currency: string;
  reference: string;
  bank_account: string;
  entered_in: 'book' | 'xero';
  generation: number;
  is_deleted: boolean;
  version: number;
  changed_at: Instant;
}

/** The payments of these invoices, tombstones too, oldest first. */
export async function readPaymentsOf(
  tx: Tx,
  invoiceIds: readonly string[],
): Promise<BookPaymentRow[]> {
  const { rows } = await sql<PaymentRow>`
    select p.id, p.invoice_id, p.date, p.amount, p.currency, p.reference, p.bank_account,
      p.entered_in, p.generation, p.is_deleted, p.version, p.changed_at
    from payment p join ${idRows(invoiceIds)} as wanted on wanted.id = p.invoice_id
    order by p.date, p.id`.execute(tx);
  return rows.map((row) => ({
    version: row.version,
    changedAt: row.changed_at,
    isDeleted: row.is_deleted,
    generation: row.generation,
    record: {
      id: row.id,
      invoiceId: row.invoice_id,
      date: row.date,
      amount: Decimal.parse(row.amount),
      currency: row.currency,
      reference: row.reference,
      bankAccount: row.bank_account,
      enteredIn: row.entered_in,
    },
  }));
}
