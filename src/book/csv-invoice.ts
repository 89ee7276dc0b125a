/**
 * One CSV invoice from its rows, in our own layout or in Xero's. Values of the invoice may stand on
 * its first row alone; where several rows state them they must agree.
 */
import { totalsOf, type AmountsAre } from '../accounting/invoice.ts';
import type { Decimal } from '../base/decimal.ts';
import { addDays, type CalendarDate } from '../base/time.ts';
import type { CsvLayout } from './csv-columns.ts';
import { csvLine } from './csv-lines.ts';
import { parseCsvDate, parseCurrency, parseNumber, type Parsed } from './field-values.ts';
import { finish } from './finished-invoice.ts';
import type {
  ImportedClient,
  ImportedMatter,
  ImportItem,
  ImportSettings,
} from './imported-invoice.ts';
import { textUpTo, type InvoiceRows } from './invoice-rows.ts';
import { addressOf } from './ledes-client.ts';
import { checkLineNumbers } from './ledes-lines.ts';
import { placesOf } from './minor-digits.ts';

interface Context {
  readonly rows: InvoiceRows;
  readonly layout: CsvLayout;
  readonly settings: ImportSettings;
}

const statuses: Readonly<Record<string, 'draft' | 'issued'>> = {
  draft: 'draft',
  issued: 'issued',
  final: 'issued',
  finalised: 'issued',
  finalized: 'issued',
  approved: 'issued',
  authorised: 'issued',
  authorized: 'issued',
  sent: 'issued',
};

const treatments: Readonly<Record<string, AmountsAre>> = {
  exclusive: 'exclusive',
  taxexclusive: 'exclusive',
  net: 'exclusive',
  inclusive: 'inclusive',
  taxinclusive: 'inclusive',
  gross: 'inclusive',
  notax: 'no_tax',
};

/** One of a few words, compared without case and punctuation. */
function oneOf<T>(words: Readonly<Record<string, T>>): (text: string) => Parsed<T> {
  return (text) => {
    const value = words[text.toLowerCase().replaceAll(/[^a-z]/g, '')];
    return value === undefined
      ? { ok: false, code: 'bad_value', problem: `is none of ${Object.keys(words).join(', ')}` }
      : { ok: true, value };
  };
}

function clientOf({ rows, layout }: Context): ImportedClient | undefined {
  const text = (field: string, max = 255): string =>
    rows.agreed(field, { parse: textUpTo(max) }).value ?? '';
  const name = text('clientName');
  const given = text('clientNumber', 50);
  const taxNumber = text('clientTaxNumber', 50);
  const email = text('clientEmail');
  const address = addressOf({
    lines: [text('address1'), text('address2'), text('address3'), text('address4')],
    city: text('city'),
    region: text('region'),
    postalCode: text('postalCode'),
    country: text('country'),
  });
  const isNumberMade = layout === 'xero';
  const number = isNumberMade ? name.toUpperCase().slice(0, 50).trim() : given;
  const [first] = rows.rows;
  if (number === '' && first) {
    const field = isNumberMade ? 'clientName' : 'clientNumber';
    const message = `${rows.columns.nameOf(field)} is blank on every row of the invoice.`;
    rows.fault(first, field, { code: 'missing_value', message });
  }
  if (number === '') return undefined;
  return {
    number,
    ...(isNumberMade ? { isNumberMade } : {}),
    ...(name === '' ? {} : { name }),
    ...(taxNumber === '' ? {} : { taxNumber }),
    ...(email === '' ? {} : { email }),
    ...(address === undefined ? {} : { address }),
  };
}

function datesOf({ rows, layout, settings }: Context) {
  const order = settings.dateOrder ?? (layout === 'xero' ? 'dmy' : undefined);
  const options = {
    parse: (text: string) => parseCsvDate(text, order),
    isSame: (a: CalendarDate, b: CalendarDate) => a === b,
  };
  const [first] = rows.rows;
  const issued = rows.agreed('date', options);
  const due = rows.agreed('dueDate', options);
  if (first && issued.kind === 'blank') {
    const message = `${rows.columns.nameOf('date')} is blank on every row of the invoice.`;
    rows.fault(first, 'date', { code: 'missing_value', message });
  }
  if (first && due.kind === 'blank' && settings.paymentTermsDays === undefined) {
    const message = 'The invoice has no due date, and no payment terms are set for imports.';
    rows.fault(first, 'dueDate', { code: 'setting_missing', message });
  }
  if (issued.kind !== 'value' || due.kind === 'bad') return undefined;
  return {
    date: issued.value,
    dueDate: due.value ?? addDays(issued.value, settings.paymentTermsDays ?? 0),
  };
}

function currencyOf({ rows, settings }: Context): string | undefined {
  const isSame = (a: string, b: string): boolean => a === b;
  const read = rows.agreed('currency', { parse: parseCurrency, isSame });
  const [first] = rows.rows;
  if (first && read.kind === 'blank' && settings.currency === undefined) {
    const message = 'The invoice names no currency, and none is set for imports.';
    rows.fault(first, 'currency', { code: 'setting_missing', message });
  }
  return read.kind === 'blank' ? settings.currency : read.value;
}

function mattersOf(rows: InvoiceRows): readonly ImportedMatter[] {
  const matters = new Map<string, ImportedMatter>();
  for (const row of rows.rows) {
    const number = rows.text(row, 'matterNumber');
    const name = rows.text(row, 'matterName');
    if (number === '' || matters.get(number)?.name !== undefined) continue;
    matters.set(number, name === '' ? { number } : { number, name });
  }
  return [...matters.values()];
}

function checkTotal(rows: InvoiceRows, total: Decimal): void {
  const read = rows.agreed('total', {
    parse: (text) => parseNumber(text, true),
    isSame: (a, b) => a.equals(b),
  });
  const [first] = rows.rows;
  if (!first || read.kind !== 'value') return;
  const difference = total.minus(read.value.round(total.scale));
  if (difference.isZero()) return;
  const name = rows.columns.nameOf('total');
  const message =
    `The rows add up to ${total.toString()}, but ${name} says ${read.value.round(total.scale).toString()}: ` +
    `a difference of ${difference.absolute().toString()}.`;
  rows.fault(first, 'total', { code: 'invoice_total_mismatch', message });
}

/** Assembles the invoice whose rows these are. */
export function csvInvoice(context: Context, file: string): ImportItem {
  const { rows, settings } = context;
  const dates = datesOf(context);
  checkLineNumbers(rows, { lineNumber: 'lineNumber', matter: 'matterNumber' });
  const client = clientOf(context);
  const currency = currencyOf(context);
  const reference = rows.agreed('reference', { parse: textUpTo(255) });
  const status = rows.agreed('status', {
    parse: oneOf<'draft' | 'issued'>(statuses),
    isSame: (a, b) => a === b,
  });
  const treatment = rows.agreed('amountsAre', {
    parse: oneOf<AmountsAre>(treatments),
    isSame: (a, b) => a === b,
  });
  const places = placesOf(currency ?? 'AUD');
  const amountsAre = treatment.value ?? settings.amountsAre ?? 'exclusive';
  const lines = rows.rows.map((row) => csvLine({ rows, settings, amountsAre, places }, row));
  const whole = lines.filter((line) => line !== undefined);
  const sums = totalsOf(whole, amountsAre, places);
  if (rows.isComplete && whole.length === rows.rows.length) checkTotal(rows, sums.total);
  const [first] = rows.rows;
  const isSaid = treatment.kind !== 'blank' || settings.amountsAre !== undefined;
  if (first && !isSaid && !sums.tax.isZero()) {
    const message = 'Nothing says whether the amounts of this file hold their tax.';
    rows.fault(first, 'amountsAre', { code: 'setting_missing', message });
  }
  if (first && amountsAre === 'no_tax' && !sums.tax.isZero()) {
    const message = `The invoice is said to have no tax, but its rows have ${sums.tax.toString()}.`;
    rows.fault(first, 'tax', { code: 'bad_value', message });
  }
  const finishing = { file, numberField: 'number', totalField: 'total', sums };
  return finish(rows, finishing, () => {
    if (!dates || !client || currency === undefined) return undefined;
    return {
      client,
      matters: mattersOf(rows),
      status: status.value ?? settings.status,
      ...dates,
      currency,
      amountsAre,
      reference: reference.value ?? '',
      lines: whole,
      ...sums,
    };
  });
}
