/**
 * The rows of a LEDES invoice as lines: types, units, adjustments and taxes. An adjustment in a
 * line's own column is its discount; IF and IE rows are lines of their own. Whether the lines add up
 * to the invoice is asked in ledes-invoice.ts.
 */
import type { LineKind } from '../accounting/invoice.ts';
import type { Decimal } from '../base/decimal.ts';
import type { CalendarDate } from '../base/time.ts';
import { parseLedesDate } from './field-values.ts';
import type { InvoiceRows, Row, Value } from './invoice-rows.ts';
import { parseRate, type RateReadings } from './line-tax.ts';

export type LedesLineType = 'F' | 'E' | 'IF' | 'IE';

export interface LedesLine {
  readonly row: Row;
  readonly type: LedesLineType;
  readonly quantity: Decimal | undefined;
  readonly unitPrice: Decimal | undefined;
  readonly adjustment: Decimal | undefined;
  /** LINE_ITEM_TOTAL, in whole minor units. */
  readonly total: Decimal;
  readonly tax: Decimal | undefined;
  readonly rate: RateReadings | undefined;
  readonly date: CalendarDate | undefined;
}

const types: ReadonlySet<string> = new Set<LedesLineType>(['F', 'E', 'IF', 'IE']);

function isType(text: string): text is LedesLineType {
  return types.has(text);
}

const typeField = 'EXP/FEE/INV_ADJ_TYPE';

function typeOf(rows: InvoiceRows, row: Row): LedesLineType | undefined {
  const text = rows.text(row, typeField).toUpperCase();
  if (isType(text)) return text;
  const message =
    text === ''
      ? `${typeField} is blank; it must be F, E, IF or IE.`
      : `${typeField} "${text}" is none of F, E, IF and IE.`;
  rows.fault(row, typeField, { code: 'bad_line_type', message });
  return undefined;
}

/** A stated amount in whole minor units; fractions are rounded and said so. */
export function wholeCents(
  rows: InvoiceRows,
  at: { readonly row: Row; readonly field: string; readonly places: number },
): Value<Decimal> {
  const read = rows.number(at.row, at.field);
  if (read.kind !== 'value') return read;
  const value = read.value.round(at.places);
  if (!value.equals(read.value)) {
    const name = rows.columns.nameOf(at.field);
    const message = `${name} ${read.value.toString()} has fractions of a cent and was taken as ${value.toString()}.`;
    rows.notice(at.row, at.field, { code: 'amount_rounded', message });
  }
  return { kind: 'value', value };
}

/** The row as a line, or undefined when a fault was noted in it. */
export function ledesLine(
  rows: InvoiceRows,
  row: Row,
  options: { readonly hasTax: boolean; readonly places: number },
): LedesLine | undefined {
  const { places } = options;
  const type = typeOf(rows, row);
  const quantity = rows.number(row, 'LINE_ITEM_NUMBER_OF_UNITS');
  const unitPrice = rows.number(row, 'LINE_ITEM_UNIT_COST');
  const adjustment = rows.number(row, 'LINE_ITEM_ADJUSTMENT_AMOUNT');
  const total = wholeCents(rows, { row, field: 'LINE_ITEM_TOTAL', places });
  const date = rows.read(row, 'LINE_ITEM_DATE', parseLedesDate);
  const tax: Value<Decimal> = options.hasTax
    ? wholeCents(rows, { row, field: 'LINE_ITEM_TAX_TOTAL', places })
    : { kind: 'blank' };
  const rate: Value<RateReadings> = options.hasTax
    ? rows.read(row, 'LINE_ITEM_TAX_RATE', parseRate)
    : { kind: 'blank' };
  if (total.kind === 'blank') {
    const message = 'LINE_ITEM_TOTAL is blank.';
    rows.fault(row, 'LINE_ITEM_TOTAL', { code: 'missing_value', message });
  }
  const values = [quantity, unitPrice, adjustment, total, date, tax, rate];
  if (type === undefined || total.kind !== 'value') return undefined;
  if (values.some((value) => value.kind === 'bad')) return undefined;
  return {
    row,
    type,
    quantity: quantity.value,
    unitPrice: unitPrice.value,
    adjustment: adjustment.value,
    total: total.value,
    tax: tax.value,
    rate: rate.value,
    date: date.value,
  };
}

/** What kind of line of ours a LEDES type with this amount is. */
export function kindOf(
  line: Pick<LedesLine, 'type'>,
  amount: Decimal,
  hasTimekeeper: boolean,
): LineKind {
  if (line.type === 'E') return amount.isZero() ? 'no_charge' : 'expense';
  if (amount.isNegative()) return 'discount';
  if (line.type === 'IE') return 'expense';
  if (amount.isZero()) return 'no_charge';
  return line.type === 'F' && hasTimekeeper ? 'time' : 'fixed_fee';
}

/** Notes rows of one matter that share a line number: exported twice, or two invoices in one. */
export function checkLineNumbers(
  rows: InvoiceRows,
  fields: { readonly lineNumber: string; readonly matter: string },
): void {
  const seen = new Map<string, number>();
  for (const row of rows.rows) {
    const number = rows.text(row, fields.lineNumber);
    if (number === '') continue;
    const key = `${rows.text(row, fields.matter)}\n${number}`;
    const earlier = seen.get(key);
    if (earlier === undefined) {
      seen.set(key, row.line);
      continue;
    }
    const name = rows.columns.nameOf(fields.lineNumber);
    const message = `${name} ${number} stands on line ${earlier} and again on line ${row.line}, for the same matter.`;
    rows.fault(row, fields.lineNumber, { code: 'duplicate_line_number', message });
  }
}
