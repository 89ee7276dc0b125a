/** What the tie-out streams: ids of the book page by page, and Xero's sales invoices and credit. */
import type { BookId, ConnectionId, PracticeId } from '../base/id.ts';
import { Decimal } from '../base/decimal.ts';
import type { Kind, MirrorInvoiceStatus } from '../sync/mirror.ts';
import { sql, type Tx } from './database.ts';

const firstId = '00000000-0000-0000-0000-000000000000';

/** The practice's next invoices after an id. */
export async function readInvoiceIds(
  tx: Tx,
  practiceId: PracticeId,
  page: { after: string | undefined; limit: number },
): Promise<BookId[]> {
  const { rows } = await sql<{ id: BookId }>`
    select id from invoice where practice_id = ${practiceId} and id > ${page.after ?? firstId}
    order by id limit ${page.limit}`.execute(tx);
  return rows.map((row) => row.id);
}

/** The next ids of a kind: for payments, of the invoices that have any on either side. */
export async function readBookIds(
  tx: Tx,
  scope: { connectionId: ConnectionId; practiceId: PracticeId },
  page: { kind: Kind; after: string | undefined; limit: number },
): Promise<BookId[]> {
  const after = page.after ?? firstId;
  const source = {
    contact: sql`select id from contact where practice_id = ${scope.practiceId}`,
    invoice: sql`select id from invoice where practice_id = ${scope.practiceId}`,
    payment: sql`
      select p.invoice_id as id from payment p where p.practice_id = ${scope.practiceId}
      union
      select l.book_id from mirror m
      join link l on l.connection_id = m.connection_id and l.kind = 'invoice'
        and l.xero_id = m.parent_id
      where m.connection_id = ${scope.connectionId} and m.kind = 'payment'`,
  }[page.kind];
  const { rows } = await sql<{ id: BookId }>`
    select id from (${source}) as s where id > ${after} order by id limit ${page.limit}`.execute(
    tx,
  );
  return rows.map((row) => row.id);
}

export interface XeroInvoiceSum {
  readonly currency: string;
  readonly status: MirrorInvoiceStatus;
  readonly isLinked: boolean;
  readonly amountDue: Decimal;
}

/** Xero's sales invoices, summed by currency, status and whether the book knows them. */
export async function sumXeroInvoices(
  tx: Tx,
  connectionId: ConnectionId,
): Promise<XeroInvoiceSum[]> {
  const { rows } = await sql<{
    currency: string;
    status: MirrorInvoiceStatus;
    is_linked: boolean;
    amount_due: string;
  }>`
    select m.body ->> 'currency' as currency, m.status, l.book_id is not null as is_linked,
      sum((m.body ->> 'amountDue')::numeric) as amount_due
    from mirror m
    left join link l on l.connection_id = m.connection_id and l.kind = 'invoice'
      and l.xero_id = m.xero_id
    where m.connection_id = ${connectionId} and m.kind = 'invoice' and m.body ->> 'type' = 'sale'
    group by 1, 2, 3 order by 1, 2, 3`.execute(tx);
  return rows.map((row) => ({
    currency: row.currency,
    status: row.status,
    isLinked: row.is_linked,
    amountDue: Decimal.parse(row.amount_due),
  }));
}

/** Credit notes to customers that still have credit to give, by currency. */
export async function sumUnallocatedCredit(
  tx: Tx,
  connectionId: ConnectionId,
): Promise<{ currency: string; remaining: Decimal }[]> {
  const { rows } = await sql<{ currency: string; remaining: string }>`
    select body ->> 'currency' as currency, sum((body ->> 'remaining')::numeric) as remaining
    from mirror
    where connection_id = ${connectionId} and kind = 'credit_note' and body ->> 'type' = 'sale'
      and status in ('authorised', 'paid')
    group by 1 order by 1`.execute(tx);
  return rows.map((row) => ({ currency: row.currency, remaining: Decimal.parse(row.remaining) }));
}
