/**
 * Billing files for this folder's tests: LEDES text from a few values, and reading a text as the
 * bytes of a file that is held in memory. Only tests import it.
 */
import { decimal } from '../base/decimal.ts';
import type { FileBytes } from './file-bytes.ts';
import type {
  ImportedInvoice,
  ImportItem,
  ImportProgress,
  ImportRefusal,
  ImportSettings,
} from './imported-invoice.ts';
import { readInvoices } from './read-invoices.ts';

export const columns1998B = [
  'INVOICE_DATE',
  'INVOICE_NUMBER',
  'CLIENT_ID',
  'LAW_FIRM_MATTER_ID',
  'INVOICE_TOTAL',
  'BILLING_START_DATE',
  'BILLING_END_DATE',
  'INVOICE_DESCRIPTION',
  'LINE_ITEM_NUMBER',
  'EXP/FEE/INV_ADJ_TYPE',
  'LINE_ITEM_NUMBER_OF_UNITS',
  'LINE_ITEM_ADJUSTMENT_AMOUNT',
  'LINE_ITEM_TOTAL',
  'LINE_ITEM_DATE',
  'LINE_ITEM_TASK_CODE',
  'LINE_ITEM_EXPENSE_CODE',
  'LINE_ITEM_ACTIVITY_CODE',
  'TIMEKEEPER_ID',
  'LINE_ITEM_DESCRIPTION',
  'LAW_FIRM_ID',
  'LINE_ITEM_UNIT_COST',
  'TIMEKEEPER_NAME',
  'TIMEKEEPER_CLASSIFICATION',
  'CLIENT_MATTER_ID',
];

const added98BI =
  'PO_NUMBER|CLIENT_TAX_ID|MATTER_NAME|INVOICE_TAX_TOTAL|INVOICE_NET_TOTAL|INVOICE_CURRENCY|' +
  'TIMEKEEPER_LAST_NAME|TIMEKEEPER_FIRST_NAME|ACCOUNT_TYPE|LAW_FIRM_NAME|LAW_FIRM_ADDRESS_1|' +
  'LAW_FIRM_ADDRESS_2|LAW_FIRM_CITY|LAW_FIRM_STATEorREGION|LAW_FIRM_POSTCODE|LAW_FIRM_COUNTRY|' +
  'CLIENT_NAME|CLIENT_ADDRESS_1|CLIENT_ADDRESS_2|CLIENT_CITY|CLIENT_STATEorREGION|' +
  'CLIENT_POSTCODE|CLIENT_COUNTRY|LINE_ITEM_TAX_RATE|LINE_ITEM_TAX_TOTAL|LINE_ITEM_TAX_TYPE|' +
  'INVOICE_REPORTED_TAX_TOTAL|INVOICE_TAX_CURRENCY';

export const columns98BI = [...columns1998B, ...added98BI.split('|')];

export type LedesRow = Readonly<Record<string, string>>;

const common: LedesRow = {
  INVOICE_DATE: '20260131',
  INVOICE_NUMBER: '7001',
  CLIENT_ID: 'C1',
  LAW_FIRM_MATTER_ID: 'M1',
  BILLING_START_DATE: '20260101',
  BILLING_END_DATE: '20260131',
  INVOICE_DESCRIPTION: 'For services rendered',
  'EXP/FEE/INV_ADJ_TYPE': 'F',
  LINE_ITEM_DATE: '20260115',
  TIMEKEEPER_ID: 'RAB',
  LINE_ITEM_DESCRIPTION: 'Advising',
  CLIENT_MATTER_ID: 'CM-1',
};

/** A fee row of `units` × `cost` (+ `adjustment`) that adds up; `more` replaces any field. */
export function feeRow(
  figures: { number: string; units: string; cost: string; adjustment?: string },
  more: LedesRow = {},
): LedesRow {
  const total = decimal(figures.units)
    .times(decimal(figures.cost))
    .plus(decimal(figures.adjustment ?? '0'));
  return {
    ...common,
    LINE_ITEM_NUMBER: figures.number,
    LINE_ITEM_NUMBER_OF_UNITS: figures.units,
    LINE_ITEM_UNIT_COST: figures.cost,
    LINE_ITEM_ADJUSTMENT_AMOUNT: figures.adjustment ?? '0',
    LINE_ITEM_TOTAL: total.toFixed(2),
    ...more,
  };
}

export function fileOf1998B(rows: readonly LedesRow[], lineEnd = '\n'): string {
  return fileOf({ marker: 'LEDES1998B', columns: columns1998B }, rows, lineEnd);
}

export function fileOf98BI(rows: readonly LedesRow[], lineEnd = '\n'): string {
  return fileOf({ marker: 'LEDES98BI V2', columns: columns98BI }, rows, lineEnd);
}

function fileOf(
  layout: { marker: string; columns: readonly string[] },
  rows: readonly LedesRow[],
  lineEnd: string,
): string {
  const lines = rows.map((row) => layout.columns.map((column) => row[column] ?? '').join('|'));
  return [layout.marker, layout.columns.join('|'), ...lines]
    .map((line) => `${line}[]${lineEnd}`)
    .join('');
}

export const settings: ImportSettings = {
  currency: 'AUD',
  taxCode: 'none',
  paymentTermsDays: 30,
  status: 'issued',
};

export async function allOf(items: AsyncIterable<ImportItem>): Promise<ImportItem[]> {
  const all: ImportItem[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** A file in memory. */
export function bytesOf(content: string | Uint8Array): FileBytes {
  const bytes = Buffer.from(content);
  return {
    size: bytes.length,
    read: (position, length) => Promise.resolve(bytes.subarray(position, position + length)),
    isUnchanged: () => Promise.resolve(true),
    close: () => Promise.resolve(),
  };
}

/** All items of a file with this content. */
export async function itemsOf(
  content: string | Uint8Array,
  given: ImportSettings = settings,
  onProgress: (progress: ImportProgress) => void = () => {},
): Promise<ImportItem[]> {
  return allOf(
    readInvoices(bytesOf(content), { name: 'invoices.txt', settings: given, onProgress }),
  );
}

/** The only item, which must be an invoice. */
export async function invoiceOf(
  content: string | Uint8Array,
  given?: ImportSettings,
): Promise<ImportedInvoice> {
  const [item, ...others] = await itemsOf(content, given);
  if (item?.kind !== 'invoice' || others.length > 0) {
    throw new Error(`expected one invoice, got ${JSON.stringify([item, ...others])}`);
  }
  return item.invoice;
}

/** The only item, which must be a refusal. */
export async function refusalOf(
  content: string | Uint8Array,
  given?: ImportSettings,
): Promise<ImportRefusal> {
  const [item, ...others] = await itemsOf(content, given);
  if (item?.kind !== 'refused' || others.length > 0) {
    throw new Error(`expected one refusal, got ${JSON.stringify([item, ...others])}`);
  }
  return item.refusal;
}

/** `line:field:code` of every fault. */
export function codesOf(refusal: ImportRefusal): string[] {
  return refusal.faults.map((fault) => `${fault.line}:${fault.field}:${fault.code}`);
}
