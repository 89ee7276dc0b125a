/** What a practice's invoices name: currencies, tax percentages, matters, and their first day. */
import { Decimal } from '../base/decimal.ts';
import type { MatterId, PracticeId } from '../base/id.ts';
import type { CalendarDate } from '../base/time.ts';
import { sql, type Tx } from './database.ts';

export async function readUsedCurrencies(tx: Tx, practiceId: PracticeId): Promise<string[]> {
  const { rows } = await sql<{ currency: string }>`
    select distinct currency from invoice where practice_id = ${practiceId}
    order by currency`.execute(tx);
  return rows.map((row) => row.currency);
}

export async function readTaxPercentages(tx: Tx, practiceId: PracticeId): Promise<Decimal[]> {
  const { rows } = await sql<{ tax_rate: string }>`
    select distinct trim_scale(l.tax_rate) as tax_rate
    from invoice_line l join invoice i on i.id = l.invoice_id
    where i.practice_id = ${practiceId} order by 1`.execute(tx);
  return rows.map((row) => Decimal.parse(row.tax_rate));
}

export async function readMatterNumbers(
  tx: Tx,
  practiceId: PracticeId,
): Promise<Map<MatterId, string>> {
  const { rows } = await sql<{ id: MatterId; number: string }>`
    select id, number from matter where practice_id = ${practiceId} order by id`.execute(tx);
  return new Map(rows.map((row) => [row.id, row.number]));
}

/** How many invoices the practice has and the date of the first: what a cut-over is asked for with. */
export async function readInvoiceSpan(
  tx: Tx,
  practiceId: PracticeId,
): Promise<{ count: number; first: CalendarDate | undefined }> {
  const { rows } = await sql<{ count: number; first: CalendarDate | null }>`
    select count(*) as count, min(date) as first from invoice
    where practice_id = ${practiceId} and status <> 'cancelled'`.execute(tx);
  return { count: rows[0]?.count ?? 0, first: rows[0]?.first ?? undefined };
}
