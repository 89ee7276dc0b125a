/** Lists of contacts, payments and findings, page by page, each with what its row shows. */
import { Decimal } from '../base/decimal.ts';
import type { ConnectionId, ContactId, InvoiceId, PaymentId, PracticeId } from '../base/id.ts';
import type { CalendarDate, Instant } from '../base/time.ts';
import type { FindingCode } from '../sync/finding-codes.ts';
import type { Kind } from '../sync/mirror.ts';
import type { FindingFacts } from '../sync/plan.ts';
import { sql, type Tx } from './database.ts';
import { present } from './json.ts';
import { containing } from './view-invoices.ts';
import { linkJoin, markOf, markState, type Mark, type MarkRow } from './view-marks.ts';

interface Scope {
  readonly practiceId: PracticeId;
  readonly connectionId: ConnectionId;
}

export interface ContactListed {
  readonly id: ContactId;
  readonly number: string;
  readonly externalId?: string;
  readonly kind: 'person' | 'organisation';
  readonly name: string;
  readonly emails: readonly string[];
  readonly isArchived: boolean;
  readonly version: number;
  readonly mark: Mark;
}

interface ContactListRow extends MarkRow {
  id: ContactId;
  number: string;
  external_id: string | null;
  kind: 'person' | 'organisation';
  name: string;
  emails: string[];
  is_archived: boolean;
  version: number;
}

/** Contacts in the order of their numbers, after number `after`. */
export async function listContacts(
  tx: Tx,
  scope: Scope,
  page: {
    text?: string | undefined;
    id?: ContactId;
    after?: string | undefined;
    limit: number;
  },
): Promise<ContactListed[]> {
  const all = [sql`r.practice_id = ${scope.practiceId}`];
  if (page.id !== undefined) all.push(sql`r.id = ${page.id}`);
  if (page.after !== undefined) all.push(sql`r.number > ${page.after}::text collate "C"`);
  if (page.text !== undefined && page.text !== '') {
    const pattern = containing(page.text);
    all.push(sql`(lower(r.number) like ${pattern} or lower(r.name) like ${pattern})`);
  }
  const { rows } = await sql<ContactListRow>`
    select r.id, r.number, r.external_id, r.kind, r.name, r.emails, r.is_archived, r.version,
      ${markState(scope.connectionId, 'contact')} as mark_state, l.xero_id as mark_xero_id,
      l.sent_at as mark_sent_at
    from contact r ${linkJoin(scope.connectionId, 'contact')}
    where ${sql.join(all, sql` and `)} order by r.number limit ${page.limit}`.execute(tx);
  return rows.map((row) => ({
    id: row.id,
    number: row.number,
    kind: row.kind,
    name: row.name,
    emails: row.emails,
    isArchived: row.is_archived,
    version: row.version,
    mark: markOf(row),
    ...present({ externalId: row.external_id }),
  }));
}

export interface PaymentListed {
  readonly id: PaymentId;
  readonly externalId?: string;
  readonly invoice: { readonly id: InvoiceId; readonly number: string };
  readonly date: CalendarDate;
  readonly amount: Decimal;
  readonly currency: string;
  readonly reference: string;
  readonly bankAccount: string;
  readonly enteredIn: 'book' | 'xero';
  readonly isDeleted: boolean;
  readonly version: number;
  readonly mark: Mark;
}

interface PaymentListRow extends MarkRow {
  id: PaymentId;
  external_id: string | null;
  invoice_id: InvoiceId;
  invoice_number: string;
  date: CalendarDate;
  amount: string;
  currency: string;
  reference: string;
  bank_account: string;
  entered_in: 'book' | 'xero';
  is_deleted: boolean;
  version: number;
}

/** Payments that stand, newest first; a single one is found even when it was deleted. */
export async function listPayments(
  tx: Tx,
  scope: Scope,
  page: {
    invoiceId?: string | undefined;
    id?: PaymentId;
    after?: { date: string; id: string } | undefined;
    limit: number;
  },
): Promise<PaymentListed[]> {
  const all = [sql`r.practice_id = ${scope.practiceId}`];
  if (page.id === undefined) all.push(sql`not r.is_deleted`);
  else all.push(sql`r.id = ${page.id}`);
  if (page.invoiceId !== undefined) all.push(sql`r.invoice_id = ${page.invoiceId}`);
  if (page.after) {
    all.push(sql`(r.date, r.id) < (${page.after.date}::date, ${page.after.id}::uuid)`);
  }
  const { rows } = await sql<PaymentListRow>`
    select r.id, r.external_id, r.invoice_id, i.number as invoice_number, r.date, r.amount,
      r.currency, r.reference, r.bank_account, r.entered_in, r.is_deleted, r.version,
      ${markState(scope.connectionId, 'payment')} as mark_state, l.xero_id as mark_xero_id,
      l.sent_at as mark_sent_at
    from payment r join invoice i on i.id = r.invoice_id
    ${linkJoin(scope.connectionId, 'payment')}
    where ${sql.join(all, sql` and `)} order by r.date desc, r.id desc
    limit ${page.limit}`.execute(tx);
  return rows.map((row) => ({
    id: row.id,
    invoice: { id: row.invoice_id, number: row.invoice_number },
    date: row.date,
    amount: Decimal.parse(row.amount),
    currency: row.currency,
    reference: row.reference,
    bankAccount: row.bank_account,
    enteredIn: row.entered_in,
    isDeleted: row.is_deleted,
    version: row.version,
    mark: markOf(row),
    ...present({ externalId: row.external_id }),
  }));
}

export interface FindingListed {
  readonly id: string;
  readonly connectionId: ConnectionId;
  readonly kind: Kind;
  readonly recordId: string;
  readonly number: string;
  readonly invoiceId?: InvoiceId;
  readonly code: FindingCode;
  readonly facts: FindingFacts;
  readonly openedAt: Instant;
}

/** Open findings of all the practice's connections, oldest first. */
export async function listFindings(
  tx: Tx,
  practiceId: PracticeId,
  page: {
    code?: string | undefined;
    id?: string;
    after?: { at: string; id: string } | undefined;
    limit: number;
  },
): Promise<FindingListed[]> {
  const all = [sql`n.practice_id = ${practiceId}`, sql`f.closed_at is null`];
  if (page.id !== undefined) all.push(sql`f.id = ${page.id}`);
  if (page.code !== undefined) all.push(sql`f.code = ${page.code}`);
  if (page.after) {
    all.push(sql`(f.opened_at, f.id) > (${page.after.at}::timestamptz, ${page.after.id}::uuid)`);
  }
  const { rows } = await sql<{
    id: string;
    connection_id: ConnectionId;
    kind: Kind;
    book_id: string;
    number: string | null;
    invoice_id: InvoiceId | null;
    code: FindingCode;
    facts: FindingFacts;
    opened_at: Instant;
  }>`
    select f.id, f.connection_id, f.kind, f.book_id, coalesce(c.number, i.number) as number,
      i.id as invoice_id, f.code, f.facts, f.opened_at
    from finding f
    join connection n on n.id = f.connection_id
    left join contact c on f.kind = 'contact' and c.id = f.book_id
    left join payment p on f.kind = 'payment' and p.id = f.book_id
    left join invoice i on f.kind <> 'contact' and i.id = coalesce(p.invoice_id, f.book_id)
    where ${sql.join(all, sql` and `)} order by f.opened_at, f.id limit ${page.limit}`.execute(tx);
  return rows.map((row) => ({
    id: row.id,
    connectionId: row.connection_id,
    kind: row.kind,
    recordId: row.book_id,
    number: row.number ?? '',
    code: row.code,
    facts: row.facts,
    openedAt: row.opened_at,
    ...present({ invoiceId: row.invoice_id }),
  }));
}
