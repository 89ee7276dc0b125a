/**
 * The invoice list as people see it: newest first, with what payments and today's date make of the
 * status, and the sync mark. Pages are found by (date, number), never by counting rows, so that the
 * hundredth page is as quick as the first.
 */
import type { InvoiceStatus } from '../accounting/invoice.ts';
import { Decimal } from '../base/decimal.ts';
import type { ConnectionId, ContactId, InvoiceId, PracticeId } from '../base/id.ts';
import type { CalendarDate } from '../base/time.ts';
import { sql, type Tx } from './database.ts';
import { present } from './json.ts';
import {
  inState,
  linkJoin,
  markOf,
  markState,
  type Mark,
  type MarkRow,
  type MarkState,
} from './view-marks.ts';

export type ShownStatus = InvoiceStatus | 'part_paid' | 'paid' | 'overdue';

export interface InvoiceListed {
  readonly id: InvoiceId;
  readonly number: string;
  readonly externalId?: string;
  readonly date: CalendarDate;
  readonly dueDate?: CalendarDate;
  readonly contact: { readonly id: ContactId; readonly number: string; readonly name: string };
  readonly reference: string;
  readonly currency: string;
  readonly total: Decimal;
  readonly paid: Decimal;
  readonly due: Decimal;
  readonly status: ShownStatus;
  readonly mark: Mark;
}

/** Whose invoices, seen from which connection, on which day. */
export interface InvoiceScope {
  readonly practiceId: PracticeId;
  readonly connectionId: ConnectionId;
  readonly today: CalendarDate;
}

export interface InvoiceFilter {
  /** First day of the month and of the one after. */
  readonly from?: CalendarDate;
  readonly before?: CalendarDate;
  readonly status?: ShownStatus;
  readonly state?: MarkState;
  /** In the number or in the contact's name. */
  readonly text?: string;
  readonly id?: InvoiceId;
}

interface InvoiceListRow extends MarkRow {
  id: InvoiceId;
  number: string;
  external_id: string | null;
  date: CalendarDate;
  due_date: CalendarDate | null;
  contact_id: ContactId;
  contact_number: string;
  contact_name: string;
  reference: string;
  currency: string;
  total: string;
  paid: string;
  status: ShownStatus;
  is_issued: boolean;
}

/** A person's search text as a pattern for `like`: their % and _ are letters like any other. */
export function containing(text: string): string {
  return `%${text.toLowerCase().replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
}

function shownStatus(today: CalendarDate) {
  return sql`case
    when r.status <> 'issued' then r.status
    when r.total <= p.paid then 'paid'
    when r.due_date < ${today}::date then 'overdue'
    when p.paid > 0 then 'part_paid'
    else 'issued' end`;
}

/** Part-paid ones are found under that name also when they are overdue, which is what they show. */
function isOfStatus(today: CalendarDate, status: ShownStatus) {
  return status === 'part_paid'
    ? sql`r.status = 'issued' and p.paid > 0 and p.paid < r.total`
    : sql`${shownStatus(today)} = ${status}`;
}

function conditions(scope: InvoiceScope, filter: InvoiceFilter) {
  const all = [sql`r.practice_id = ${scope.practiceId}`];
  if (filter.id !== undefined) all.push(sql`r.id = ${filter.id}`);
  if (filter.from !== undefined) all.push(sql`r.date >= ${filter.from}::date`);
  if (filter.before !== undefined) all.push(sql`r.date < ${filter.before}::date`);
  if (filter.text !== undefined && filter.text !== '') {
    const pattern = containing(filter.text);
    all.push(sql`(lower(r.number) like ${pattern} or r.contact_id in (select t.id from contact t
      where t.practice_id = ${scope.practiceId} and lower(t.name) like ${pattern}))`);
  }
  if (filter.status !== undefined) all.push(isOfStatus(scope.today, filter.status));
  if (filter.state !== undefined) {
    all.push(inState(scope.connectionId, 'invoice', filter.state));
  }
  return sql.join(all, sql` and `);
}

/** What was paid on invoice `r`, looked up for each: quickest for few. */
const paidOfOne = sql`cross join lateral (select coalesce(sum(y.amount), 0) as paid from payment y
  where y.invoice_id = r.id and not y.is_deleted) as p`;

/** What was paid on invoice `r`, added up once for all: quickest for many. */
function paidOfAll(practiceId: PracticeId) {
  return sql`left join (select y.invoice_id, sum(y.amount) as paid from payment y
      where y.practice_id = ${practiceId} and not y.is_deleted group by y.invoice_id) as s
      on s.invoice_id = r.id
    cross join lateral (select coalesce(s.paid, 0) as paid) as p`;
}

function isNarrow(filter: InvoiceFilter): boolean {
  return filter.from !== undefined || filter.text !== undefined || filter.state === 'finding';
}

/** The invoices after `after`, newest first. */
export async function listInvoices(
  tx: Tx,
  scope: InvoiceScope,
  page: {
    filter: InvoiceFilter;
    after?: { date: string; number: string } | undefined;
    limit: number;
  },
): Promise<InvoiceListed[]> {
  const { filter, after, limit } = page;
  const seek = after
    ? sql`and (r.date, r.number) < (${after.date}::date, ${after.number}::text collate "C")`
    : sql``;
  const { rows } = await sql<InvoiceListRow>`
    select r.id, r.number, r.external_id, r.date, r.due_date, r.contact_id,
      c.number as contact_number, c.name as contact_name, r.reference, r.currency, r.total, p.paid,
      ${shownStatus(scope.today)} as status, r.status = 'issued' as is_issued,
      ${markState(scope.connectionId, 'invoice')} as mark_state, l.xero_id as mark_xero_id,
      l.sent_at as mark_sent_at
    from invoice r
    join contact c on c.id = r.contact_id
    ${paidOfOne}
    ${linkJoin(scope.connectionId, 'invoice')}
    where ${conditions(scope, filter)} ${seek}
    order by r.date desc, r.number desc limit ${limit}`.execute(tx);
  return rows.map(invoiceListed);
}

function invoiceListed(row: InvoiceListRow): InvoiceListed {
  const total = Decimal.parse(row.total);
  const paid = Decimal.parse(row.paid);
  return {
    id: row.id,
    number: row.number,
    date: row.date,
    contact: { id: row.contact_id, number: row.contact_number, name: row.contact_name },
    reference: row.reference,
    currency: row.currency,
    total,
    paid,
    due: row.is_issued ? total.minus(paid) : Decimal.zero,
    status: row.status,
    mark: markOf(row),
    ...present({ externalId: row.external_id, dueDate: row.due_date }),
  };
}

export interface InvoiceSums {
  readonly count: number;
  readonly currencies: readonly { currency: string; total: Decimal; due: Decimal }[];
}

/** How many invoices a filter leaves, and what they come to; cancelled ones come to nothing. */
export async function sumInvoices(
  tx: Tx,
  scope: InvoiceScope,
  filter: InvoiceFilter,
): Promise<InvoiceSums> {
  const { rows } = await sql<{ currency: string; count: number; total: string; due: string }>`
    select r.currency, count(*) as count,
      coalesce(sum(r.total) filter (where r.status <> 'cancelled'), 0) as total,
      coalesce(sum(r.total - p.paid) filter (where r.status = 'issued'), 0) as due
    from invoice r
    ${isNarrow(filter) ? paidOfOne : paidOfAll(scope.practiceId)}
    ${filter.state === undefined ? sql`` : linkJoin(scope.connectionId, 'invoice')}
    where ${conditions(scope, filter)}
    group by r.currency order by r.currency`.execute(tx);
  return {
    count: rows.reduce((sum, row) => sum + row.count, 0),
    currencies: rows.map((row) => ({
      currency: row.currency,
      total: Decimal.parse(row.total),
      due: Decimal.parse(row.due),
    })),
  };
}

/** Every month that has invoices, newest first. */
export async function listInvoiceMonths(
  tx: Tx,
  practiceId: PracticeId,
): Promise<{ month: string; count: number }[]> {
  const { rows } = await sql<{ month: string; count: number }>`
    select to_char(date_trunc('month', date), 'YYYY-MM') as month, count(*) as count from invoice
    where practice_id = ${practiceId} group by 1 order by 1 desc`.execute(tx);
  return rows;
}

/** Names of the matters that invoice lines point at. */
export async function readMatterNames(
  tx: Tx,
  ids: readonly string[],
): Promise<Map<string, { id: string; number: string; name: string }>> {
  const { rows } = await sql<{ id: string; number: string; name: string }>`
    select m.id, m.number, m.name from matter m
    join (select distinct t.text::uuid as id
      from jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb) as t(text)) as e on e.id = m.id
    order by m.id`.execute(tx);
  return new Map(rows.map((row) => [row.id, row]));
}
