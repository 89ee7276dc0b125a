/**
 * The last step of every layout: an invoice without faults becomes an item, one with faults a
 * refusal. Nothing leaves here whose lines do not give its totals by the equations of
 * accounting/invoice.ts.
 */
import { lineAmount, totalsOf, type Totals } from '../accounting/invoice.ts';
import { assert } from '../base/assert.ts';
import type { ImportedInvoice, ImportItem } from './imported-invoice.ts';
import type { InvoiceRows } from './invoice-rows.ts';
import { placesOf } from './minor-digits.ts';

export interface Finishing {
  /** The file's base name. */
  readonly file: string;
  readonly numberField: string;
  readonly totalField: string;
  readonly sums: Totals;
}

/** `build` is asked for the invoice only when no fault was found. */
export function finish(
  rows: InvoiceRows,
  finishing: Finishing,
  build: () => Omit<ImportedInvoice, 'number' | 'notices'> | undefined,
): ImportItem {
  const { file, sums } = finishing;
  const [first] = rows.rows;
  const number = first ? rows.text(first, finishing.numberField) : rows.invoiceNumber;
  if (first && sums.total.isNegative()) {
    const message = `The invoice comes to ${sums.total.toString()}; issue it as a credit note instead.`;
    rows.fault(first, finishing.totalField, { code: 'negative_total', message });
  }
  const built = rows.faults.isEmpty ? build() : undefined;
  if (!built) {
    const faults = rows.faults.inOrder();
    assert(faults.length > 0, 'a refusal says why');
    return {
      kind: 'refused',
      refusal: { file, ...(number === '' ? {} : { invoiceNumber: number }), faults },
    };
  }
  const places = placesOf(built.currency);
  for (const line of built.lines) {
    assert(
      lineAmount(line, places).equals(line.amount),
      `a line of ${number} does not give its amount`,
    );
  }
  const totals = totalsOf(built.lines, built.amountsAre, places);
  assert(
    totals.total.equals(built.total) && totals.tax.equals(built.tax),
    `${number} does not add up`,
  );
  return { kind: 'invoice', invoice: { ...built, number, notices: rows.notices.inOrder() } };
}
