/** Which currencies and tax percentages a practice's invoices use. */
import { Decimal } from '../base/decimal.ts';
import type { PracticeId } from '../base/id.ts';
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
