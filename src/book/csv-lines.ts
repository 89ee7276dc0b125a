/**
 * The rows of a CSV invoice as lines, for our own layout and for Xero's: amounts, discounts, kinds
 * and taxes. Whether the lines add up to the invoice is asked in csv-invoice.ts.
 */
import type { AmountsAre, LineKind } from '../accounting/invoice.ts';
import { Decimal, decimal } from '../base/decimal.ts';
import { parseCsvDate, type Parsed } from './field-values.ts';
import type { ImportedLine, ImportSettings } from './imported-invoice.ts';
import { shortened, type InvoiceRows, type Row, type Value } from './invoice-rows.ts';
import { wholeCents } from './ledes-lines.ts';
import { modelLine } from './line-figures.ts';
import { parseRate, settleTax, type RateReadings } from './line-tax.ts';
import { namedTax } from './tax-names.ts';

export interface LineContext {
  readonly rows: InvoiceRows;
  readonly settings: ImportSettings;
  readonly amountsAre: AmountsAre;
  readonly places: number;
}

const kinds: Readonly<Record<string, LineKind>> = {
  time: 'time',
  fee: 'time',
  expense: 'expense',
  disbursement: 'expense',
  fixedfee: 'fixed_fee',
  flatfee: 'fixed_fee',
  discount: 'discount',
  writeoff: 'write_off',
  writedown: 'write_off',
  nocharge: 'no_charge',
  rounding: 'rounding',
};

function kindOf({ rows }: LineContext, row: Row, amount: Decimal): LineKind | undefined {
  const text = rows.text(row, 'kind');
  if (text !== '') {
    const kind = kinds[text.toLowerCase().replaceAll(/[^a-z]/g, '')];
    if (kind !== undefined) return kind;
    const message = `${rows.columns.nameOf('kind')} "${shortened(text)}" is no kind of line.`;
    rows.fault(row, 'kind', { code: 'bad_value', message });
    return undefined;
  }
  if (amount.isNegative()) return 'discount';
  if (amount.isZero()) return 'no_charge';
  return rows.text(row, 'timekeeper') === '' ? 'fixed_fee' : 'time';
}

const hundred = decimal('100');

interface Figures {
  readonly quantity: Decimal | undefined;
  readonly unitPrice: Decimal | undefined;
  readonly discount: Decimal;
  readonly amount: Decimal;
}

/** The stated figures; the amount follows from them when its column is blank or absent. */
function figuresOf({ rows, places }: LineContext, row: Row): Figures | undefined {
  const quantity = rows.number(row, 'quantity');
  const unitPrice = rows.number(row, 'unitPrice');
  const taken = rows.number(row, 'discount');
  const percent = rows.read(row, 'discountPercent', parsePercent);
  const amount = wholeCents(rows, { row, field: 'amount', places });
  if ([quantity, unitPrice, taken, percent, amount].some((value) => value.kind === 'bad')) {
    return undefined;
  }
  const units = quantity.value ?? (unitPrice.kind === 'value' ? Decimal.one : undefined);
  const product =
    units !== undefined && unitPrice.value !== undefined ? units.times(unitPrice.value) : undefined;
  // As Xero reckons a percentage: off the product, rounded once.
  const reduced = percent.value
    ? product?.times(hundred.minus(percent.value)).dividedBy(hundred, places)
    : undefined;
  const discount =
    reduced && product ? product.round(places).minus(reduced) : (taken.value ?? Decimal.zero);
  const due = amount.value ?? reduced ?? product?.minus(discount).round(places);
  if (due === undefined) {
    const message = `${rows.columns.nameOf('unitPrice')} and ${rows.columns.nameOf('amount')} are both blank.`;
    rows.fault(row, 'unitPrice', { code: 'missing_value', message });
    return undefined;
  }
  return { quantity: units, unitPrice: unitPrice.value, discount, amount: due };
}

/** A discount in per cent: here 0.5 is half a per cent, never a half. */
function parsePercent(text: string): Parsed<Decimal> {
  const parsed = parseRate(text.endsWith('%') ? text : `${text}%`);
  return parsed.ok ? { ok: true, value: parsed.value[0] } : parsed;
}

interface LineTax {
  readonly taxCode: string;
  readonly taxRate: Decimal;
  readonly tax: Decimal;
  readonly isTaxStated: boolean;
}

/** The tax code that the row names, or undefined when it names none. */
function namedCode(
  { rows }: LineContext,
  row: Row,
): { taxCode: string; taxRate?: Decimal } | undefined {
  const name = rows.text(row, 'taxName');
  if (name !== '') return namedTax(name);
  const code = rows.text(row, 'taxCode').toLowerCase();
  if (code === '') return undefined;
  const isUntaxed = code === 'none' || code === 'free';
  return isUntaxed ? { taxCode: code, taxRate: Decimal.zero } : { taxCode: code };
}

function taxOf(context: LineContext, row: Row, amount: Decimal): LineTax | undefined {
  const { rows, settings, amountsAre, places } = context;
  const rate: Value<RateReadings> = rows.read(row, 'taxRate', parseRate);
  const tax = wholeCents(rows, { row, field: 'tax', places });
  if (rate.kind === 'bad' || tax.kind === 'bad') return undefined;
  if (amountsAre === 'no_tax' && (tax.value ?? Decimal.zero).isZero()) {
    return {
      taxCode: 'none',
      taxRate: Decimal.zero,
      tax: Decimal.zero.round(places),
      isTaxStated: false,
    };
  }
  const named = namedCode(context, row);
  const isSaid = named !== undefined || rate.kind === 'value' || tax.kind === 'value';
  if (!isSaid && settings.taxCode === undefined) {
    const message = 'The row names no tax, and no tax code is set for imports.';
    rows.fault(row, 'taxCode', { code: 'setting_missing', message });
    return undefined;
  }
  const isOurs =
    named === undefined || named.taxCode === settings.taxCode || named.taxCode === 'standard';
  const untaxed = !isSaid && (settings.taxCode === 'none' || settings.taxCode === 'free');
  const fallback = untaxed ? Decimal.zero : isOurs ? settings.taxRate : undefined;
  const known = named?.taxRate ?? (tax.kind === 'blank' ? fallback : undefined);
  const readings = rate.value ?? (known === undefined ? undefined : ([known] as const));
  if (readings === undefined && tax.kind === 'blank') {
    const name = rows.text(row, 'taxName') || rows.text(row, 'taxCode') || settings.taxCode;
    const message = `The rate of the tax "${name}" is not known.`;
    rows.fault(row, rows.columns.has('taxRate') ? 'taxRate' : 'taxName', {
      code: 'unknown_tax',
      message,
    });
    return undefined;
  }
  const settled = settleTax({ amount, readings, tax: tax.value, amountsAre, places });
  noteTax(rows, row, settled);
  const isTaxed = settled.taxRate.isPositive() || !settled.tax.isZero();
  const untaxedCode = isSaid ? 'free' : (settings.taxCode ?? 'none');
  return {
    ...settled,
    taxCode: named?.taxCode ?? (isTaxed ? (settings.taxCode ?? 'standard') : untaxedCode),
  };
}

function noteTax(rows: InvoiceRows, row: Row, settled: ReturnType<typeof settleTax>): void {
  const { tax, taxRate } = settled;
  if (settled.isTaxStated) {
    const message = `The tax ${tax.toString()} does not follow from ${taxRate.toString()} %; it was taken as stated.`;
    rows.notice(row, 'tax', { code: 'tax_not_from_rate', message });
  }
  if (settled.isRateInferred) {
    const message = `The row has a tax of ${tax.toString()} but no rate; ${taxRate.toString()} % was worked out.`;
    rows.notice(row, 'taxRate', { code: 'tax_rate_inferred', message });
  }
}

/** The row as a line of the invoice, or undefined when a fault was noted in it. */
export function csvLine(context: LineContext, row: Row): ImportedLine | undefined {
  const { rows, settings, places } = context;
  const figures = figuresOf(context, row);
  const date = rows.read(row, 'workDate', (text) => parseCsvDate(text, settings.dateOrder));
  const description = rows.text(row, 'description');
  if (description === '') {
    const message = `${rows.columns.nameOf('description')} is blank.`;
    rows.fault(row, 'description', { code: 'missing_value', message });
  }
  if (!figures) return undefined;
  const { amount, discount } = figures;
  const kind = kindOf(context, row, amount);
  const tax = taxOf(context, row, amount);
  const modelled = modelLine({
    ...figures,
    adjustment: discount.negated(),
    isInvoiceAdjustment: false,
    places,
  });
  if (modelled.kind === 'mismatch') {
    const name = rows.columns.nameOf('amount');
    const message = `${name} ${amount.toString()} does not follow from its row, which comes to ${modelled.expected.toString()}.`;
    rows.fault(row, 'amount', { code: 'line_total_mismatch', message });
    return undefined;
  }
  if (modelled.isOneCentOff) {
    const message = `${rows.columns.nameOf('amount')} ${amount.toString()} is one cent off; it was taken as stated.`;
    rows.notice(row, 'amount', { code: 'amount_as_stated', message });
  }
  if (!kind || !tax || date.kind === 'bad' || description === '') return undefined;
  const timekeeper = rows.text(row, 'timekeeper');
  const matterNumber = rows.text(row, 'matterNumber');
  return {
    kind,
    description: modelled.original ? `${description} (${modelled.original})` : description,
    ...(matterNumber === '' ? {} : { matterNumber }),
    ...(date.value === undefined ? {} : { date: date.value }),
    ...(timekeeper === '' ? {} : { timekeeper }),
    ...modelled.figures,
    amount,
    taxCode: tax.taxCode,
    taxRate: tax.taxRate,
    tax: tax.tax,
    isTaxStated: tax.isTaxStated,
  };
}
