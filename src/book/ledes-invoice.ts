/**
 * One LEDES invoice from its rows: everything the rows must agree on, every equation between lines
 * and invoice, and what LEDES does not say from the settings. Gives the whole invoice, or a refusal
 * with all its faults.
 *
 * In 98BI a row's total includes its tax (LINE_ITEM_TOTAL = units × cost + adjustment + tax) and
 * INVOICE_NET_TOTAL = sum of the totals − INVOICE_TAX_TOTAL. Systems that leave the tax out of the
 * rows are recognised by their invoice total and read accordingly.
 */
import { totalsOf, type AmountsAre, type Totals } from '../accounting/invoice.ts';
import { Decimal } from '../base/decimal.ts';
import { addDays, type CalendarDate } from '../base/time.ts';
import { parseCurrency, parseLedesDate, parseNumber, type Parsed } from './field-values.ts';
import { finish } from './finished-invoice.ts';
import type {
  ImportedInvoice,
  ImportedLine,
  ImportedMatter,
  ImportItem,
  ImportSettings,
} from './imported-invoice.ts';
import { textUpTo, type InvoiceRows, type Value } from './invoice-rows.ts';
import { ledesClient } from './ledes-client.ts';
import type { LedesVersion } from './ledes-columns.ts';
import { checkLineNumbers, kindOf, ledesLine, type LedesLine } from './ledes-lines.ts';
import { modelLine } from './line-figures.ts';
import { settleTax } from './line-tax.ts';
import { placesOf } from './minor-digits.ts';

interface Context {
  readonly rows: InvoiceRows;
  readonly version: LedesVersion;
  readonly settings: ImportSettings;
}

function parseAmount(text: string): Parsed<Decimal> {
  return parseNumber(text);
}

const sameNumber = (a: Decimal, b: Decimal): boolean => a.equals(b);
const sameDate = (a: CalendarDate, b: CalendarDate): boolean => a === b;
const sameText = (a: string, b: string): boolean => a === b;

interface Stated {
  readonly date: Value<CalendarDate>;
  readonly currency: Value<string>;
  readonly total: Value<Decimal>;
  readonly taxTotal: Value<Decimal>;
  readonly netTotal: Value<Decimal>;
}

/** Billing dates and the description may differ from matter to matter, but not within one. */
function checkMatters(rows: InvoiceRows): void {
  const matters = Map.groupBy(rows.rows, (row) => rows.text(row, 'LAW_FIRM_MATTER_ID'));
  for (const ofMatter of matters.values()) {
    const options = { parse: parseLedesDate, isSame: sameDate, rows: ofMatter };
    rows.agreed('BILLING_START_DATE', options);
    rows.agreed('BILLING_END_DATE', options);
    const billed = ofMatter.filter(
      (row) => !rows.text(row, 'EXP/FEE/INV_ADJ_TYPE').toUpperCase().startsWith('I'),
    );
    rows.agreed('INVOICE_DESCRIPTION', { parse: textUpTo(15_000), rows: billed });
  }
}

function stated({ rows, version, settings }: Context): Stated {
  const amount = { parse: parseAmount, isSame: sameNumber };
  rows.agreed('INVOICE_NUMBER', { parse: textUpTo(255), isNeeded: true });
  const blank = { kind: 'blank' } as const;
  const currency: Value<string> =
    version === '98BI'
      ? rows.agreed('INVOICE_CURRENCY', { parse: parseCurrency, isSame: sameText })
      : blank;
  const given: Value<string> =
    settings.currency === undefined ? blank : { kind: 'value', value: settings.currency };
  return {
    date: rows.agreed('INVOICE_DATE', { parse: parseLedesDate, isNeeded: true, isSame: sameDate }),
    currency: currency.kind === 'blank' ? given : currency,
    total: rows.agreed('INVOICE_TOTAL', { ...amount, isNeeded: true }),
    taxTotal: version === '98BI' ? rows.agreed('INVOICE_TAX_TOTAL', amount) : blank,
    netTotal: version === '98BI' ? rows.agreed('INVOICE_NET_TOTAL', amount) : blank,
  };
}

/** Whether the rows' totals hold their tax: the specification says so, the invoice's total decides. */
function holdTax(lines: readonly LedesLine[], total: Decimal): boolean {
  const sum = Decimal.sum(lines.map((line) => line.total));
  const tax = Decimal.sum(lines.map((line) => line.tax ?? Decimal.zero));
  return tax.isZero() || sum.equals(total) || !sum.plus(tax).equals(total);
}

interface TaxRule {
  readonly amountsAre: AmountsAre;
  /** The row's amount as our lines state it. */
  readonly amountOf: (line: LedesLine) => Decimal;
  /** For files without taxes. */
  readonly fixed?: { readonly taxCode: string; readonly taxRate: Decimal };
}

function taxRule(
  { version, settings }: Context,
  lines: readonly LedesLine[],
  total: Decimal,
): TaxRule {
  if (version === '1998B') {
    const taxCode = settings.taxCode ?? 'none';
    const taxRate = settings.taxRate ?? Decimal.zero;
    const amountsAre = taxCode === 'none' ? 'no_tax' : (settings.amountsAre ?? 'exclusive');
    return { amountsAre, amountOf: (line) => line.total, fixed: { taxCode, taxRate } };
  }
  return {
    amountsAre: 'exclusive',
    amountOf: holdTax(lines, total)
      ? (line) => line.total.minus(line.tax ?? Decimal.zero)
      : (line) => line.total,
  };
}

function taxOfLine(rows: InvoiceRows, line: LedesLine, rule: TaxRule & { places: number }) {
  const { amountsAre, places, fixed } = rule;
  const amount = rule.amountOf(line);
  if (fixed) {
    const readings = [fixed.taxRate] as const;
    const settled = settleTax({ amount, readings, tax: undefined, amountsAre, places });
    return { ...settled, taxCode: fixed.taxCode };
  }
  const tax = line.tax ?? Decimal.zero.round(places);
  const settled = settleTax({ amount, readings: line.rate, tax, amountsAre, places });
  if (settled.isTaxStated) {
    const message =
      `LINE_ITEM_TAX_TOTAL ${tax.toString()} does not follow from ${settled.taxRate.toString()} % on ${amount.toString()}; ` +
      'it was taken as stated.';
    rows.notice(line.row, 'LINE_ITEM_TAX_TOTAL', { code: 'tax_not_from_rate', message });
  }
  if (settled.isRateInferred) {
    const message = `The row has a tax of ${tax.toString()} but no rate; ${settled.taxRate.toString()} % was worked out.`;
    rows.notice(line.row, 'LINE_ITEM_TAX_RATE', { code: 'tax_rate_inferred', message });
  }
  const isNamed = line.rate !== undefined || rows.text(line.row, 'LINE_ITEM_TAX_TYPE') !== '';
  const isTaxed = settled.taxRate.isPositive() || !tax.isZero();
  return { ...settled, taxCode: isTaxed ? 'standard' : isNamed ? 'free' : 'none' };
}

function descriptionOf(rows: InvoiceRows, line: LedesLine): string {
  const own = rows.text(line.row, 'LINE_ITEM_DESCRIPTION');
  if (own !== '') return own;
  const code =
    rows.text(line.row, 'LINE_ITEM_EXPENSE_CODE') || rows.text(line.row, 'LINE_ITEM_TASK_CODE');
  const whole = rows.text(line.row, 'INVOICE_DESCRIPTION');
  return [whole || (line.type.endsWith('E') ? 'Expense' : 'Professional services'), code]
    .filter((part) => part !== '')
    .join(' ');
}

function importedLine(
  rows: InvoiceRows,
  line: LedesLine,
  rule: TaxRule & { places: number },
): ImportedLine | undefined {
  const { row } = line;
  const amount = rule.amountOf(line).round(rule.places);
  const modelled = modelLine({
    quantity: line.quantity,
    unitPrice: line.unitPrice,
    adjustment: line.adjustment,
    amount,
    isInvoiceAdjustment: line.type === 'IF' || line.type === 'IE',
    places: rule.places,
  });
  if (modelled.kind === 'mismatch') {
    const units = `${line.quantity?.toString() ?? 0} × ${line.unitPrice?.toString() ?? 0} + ${line.adjustment?.toString() ?? 0}`;
    const message =
      `LINE_ITEM_TOTAL ${line.total.toString()} does not follow from its row: ${units} ` +
      `${line.tax === undefined || line.tax.isZero() ? '' : `+ ${line.tax.toString()} tax `}` +
      `comes to ${modelled.expected.plus(line.total.minus(amount)).toString()}.`;
    rows.fault(row, 'LINE_ITEM_TOTAL', { code: 'line_total_mismatch', message });
    return undefined;
  }
  if (modelled.isOneCentOff) {
    const message = `LINE_ITEM_TOTAL ${line.total.toString()} is one cent off its units × cost; it was taken as stated.`;
    rows.notice(row, 'LINE_ITEM_TOTAL', { code: 'amount_as_stated', message });
  }
  const { taxCode, taxRate, tax, isTaxStated } = taxOfLine(rows, line, rule);
  const timekeeper = rows.text(row, 'TIMEKEEPER_ID') || rows.text(row, 'TIMEKEEPER_NAME');
  const matterNumber = rows.text(row, 'LAW_FIRM_MATTER_ID');
  const description = descriptionOf(rows, line);
  return {
    kind: kindOf(line, amount, timekeeper !== ''),
    description: modelled.original ? `${description} (${modelled.original})` : description,
    ...(matterNumber === '' ? {} : { matterNumber }),
    ...(line.date === undefined ? {} : { date: line.date }),
    ...(timekeeper === '' ? {} : { timekeeper }),
    ...modelled.figures,
    amount,
    taxCode,
    taxRate,
    tax,
    isTaxStated,
  };
}

/** Compares the lines' sums with what the invoice states; each difference is a fault. */
function checkTotals(
  rows: InvoiceRows,
  sums: Totals,
  { told, rule }: { told: Stated; rule: TaxRule },
) {
  const [row] = rows.rows;
  if (!row) return;
  const places = sums.total.scale;
  // Without taxes of its own the file's total is of its amounts, whatever tax comes on top.
  const total = rule.fixed && rule.amountsAre === 'exclusive' ? sums.net : sums.total;
  const equations = [
    ['INVOICE_TOTAL', told.total, total, 'invoice_total_mismatch'],
    ['INVOICE_TAX_TOTAL', told.taxTotal, sums.tax, 'tax_total_mismatch'],
    ['INVOICE_NET_TOTAL', told.netTotal, sums.net, 'net_total_mismatch'],
  ] as const;
  for (const [field, value, sum, code] of equations) {
    if (value.kind !== 'value') continue;
    const difference = sum.minus(value.value.round(places));
    if (difference.isZero()) continue;
    const message =
      `The rows add up to ${sum.toString()}, but ${field} says ${value.value.round(places).toString()}: ` +
      `a difference of ${difference.absolute().toString()}.`;
    rows.fault(row, field, { code, message });
  }
}

function checkReportedTax(rows: InvoiceRows, tax: Decimal, currency: string): void {
  const [row] = rows.rows;
  if (!row || rows.text(row, 'INVOICE_TAX_CURRENCY').toUpperCase() !== currency) return;
  const reported = parseAmount(rows.text(row, 'INVOICE_REPORTED_TAX_TOTAL'));
  // Left at nought by systems that report only foreign tax.
  if (!reported.ok || reported.value.isZero() || reported.value.equals(tax)) return;
  const message = `INVOICE_REPORTED_TAX_TOTAL ${reported.value.toString()} is not the tax of the rows, ${tax.toString()}.`;
  rows.notice(row, 'INVOICE_REPORTED_TAX_TOTAL', { code: 'reported_tax_differs', message });
}

function mattersOf(rows: InvoiceRows): readonly ImportedMatter[] {
  const matters = new Map<string, ImportedMatter>();
  for (const row of rows.rows) {
    const number = rows.text(row, 'LAW_FIRM_MATTER_ID');
    const name = rows.text(row, 'MATTER_NAME');
    if (number === '' || matters.get(number)?.name !== undefined) continue;
    matters.set(number, name === '' ? { number } : { number, name });
  }
  return [...matters.values()];
}

function referenceOf(rows: InvoiceRows): string {
  const texts = (field: string): string[] =>
    [...new Set(rows.rows.map((row) => rows.text(row, field)))].filter((text) => text !== '');
  const orders = texts('PO_NUMBER');
  const all = (orders.length > 0 ? orders : texts('CLIENT_MATTER_ID')).join(', ');
  return all.length > 255 ? `${all.slice(0, 254)}…` : all;
}

/** Assembles the invoice whose rows these are; `number` is only for refusals without any. */
export function ledesInvoice(context: Context, file: string): ImportItem {
  const { rows, version, settings } = context;
  const told = stated(context);
  const client = ledesClient(rows, version);
  checkMatters(rows);
  checkLineNumbers(rows, { lineNumber: 'LINE_ITEM_NUMBER', matter: 'LAW_FIRM_MATTER_ID' });
  const [first] = rows.rows;
  if (first && told.currency.kind === 'blank') {
    const message = 'INVOICE_CURRENCY is blank and no currency is set for imports.';
    rows.fault(first, 'INVOICE_CURRENCY', { code: 'setting_missing', message });
  }
  const currency = told.currency.value ?? 'AUD';
  const places = placesOf(currency);
  const read = rows.rows.map((row) => ledesLine(rows, row, { hasTax: version === '98BI', places }));
  const lines = read.filter((line) => line !== undefined);
  const rule = { ...taxRule(context, lines, told.total.value ?? Decimal.zero), places };
  const imported = lines.map((line) => importedLine(rows, line, rule));
  const whole = imported.filter((line) => line !== undefined);
  const isWhole = rows.isComplete && lines.length === rows.rows.length && lines.length > 0;
  // A row that does not add up still counts with its stated total.
  const summed = lines.map((line, at) => ({
    amount: rule.amountOf(line),
    tax: imported[at]?.tax ?? line.tax ?? Decimal.zero,
  }));
  const sums = totalsOf(summed, rule.amountsAre, places);
  if (isWhole) checkTotals(rows, sums, { told, rule });
  const hasTaxApart = lines.some((line) => !(line.tax ?? Decimal.zero).isZero());
  if (first && version === '98BI' && hasTaxApart && !holdTax(lines, sums.total)) {
    const message = 'LINE_ITEM_TOTAL is without tax here; it was read so.';
    rows.notice(first, 'LINE_ITEM_TOTAL', { code: 'line_totals_without_tax', message });
  }
  if (version === '98BI') checkReportedTax(rows, sums.tax, currency);
  return finish(
    rows,
    { file, numberField: 'INVOICE_NUMBER', totalField: 'INVOICE_TOTAL', sums },
    () => {
      if (told.date.kind !== 'value' || !client) return undefined;
      const invoice: Omit<ImportedInvoice, 'number' | 'notices'> = {
        client,
        matters: mattersOf(rows),
        status: settings.status,
        date: told.date.value,
        dueDate: addDays(told.date.value, settings.paymentTermsDays ?? 0),
        currency,
        amountsAre: rule.amountsAre,
        reference: referenceOf(rows),
        lines: whole,
        ...sums,
      };
      return invoice;
    },
  );
}
