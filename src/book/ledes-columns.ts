/**
 * The LEDES layouts by their first line and their column names: 1998B with its 24 columns, and
 * 98BI V2, which adds tax, currency, names and addresses. Columns are read by name, in any order.
 */
import { Columns } from './columns.ts';
import type { FaultList } from './fault-list.ts';

export type LedesVersion = '1998B' | '98BI';

const neededIn1998B = [
  'INVOICE_DATE',
  'INVOICE_NUMBER',
  'CLIENT_ID',
  'LAW_FIRM_MATTER_ID',
  'INVOICE_TOTAL',
  'LINE_ITEM_NUMBER',
  'EXP/FEE/INV_ADJ_TYPE',
  'LINE_ITEM_NUMBER_OF_UNITS',
  'LINE_ITEM_ADJUSTMENT_AMOUNT',
  'LINE_ITEM_TOTAL',
  'LINE_ITEM_DATE',
  'LINE_ITEM_DESCRIPTION',
  'LINE_ITEM_UNIT_COST',
] as const;

const neededIn98BI = [
  ...neededIn1998B,
  'INVOICE_TAX_TOTAL',
  'INVOICE_NET_TOTAL',
  'INVOICE_CURRENCY',
  'LINE_ITEM_TAX_RATE',
  'LINE_ITEM_TAX_TOTAL',
] as const;

/**
 * What a file's first line says it is: a LEDES version, `unsupported` for LEDES of another kind, or
 * undefined for no LEDES at all. A file without the marker is known by its header line.
 */
export function ledesMarker(line: string): LedesVersion | 'header' | 'unsupported' | undefined {
  const text = line
    .toUpperCase()
    .replace(/[\s|,;]*\[\s*\][\s|,;]*$/, '')
    .replaceAll(/\s+/g, '');
  if (/^LEDES(19)?98B$/.test(text)) return '1998B';
  if (/^LEDES(19)?98B-?I(NTL)?(V[12](\.0)?)?$/.test(text)) return '98BI';
  if (text.startsWith('LEDES') || text.startsWith('@FIRM')) return 'unsupported';
  if (text.includes('INVOICE_NUMBER|') && text.includes('LINE_ITEM_TOTAL')) return 'header';
  return undefined;
}

/** Without a marker: a file with line taxes is 98BI. */
export function versionOfHeader(header: readonly string[]): LedesVersion {
  return header.some((name) => canonical(name) === 'LINE_ITEM_TAX_TOTAL') ? '98BI' : '1998B';
}

function canonical(name: string): string {
  return name.toUpperCase().replaceAll(/\s+/g, '_');
}

/** The columns of a header line; faults for those that are needed and missing, or there twice. */
export function ledesColumns(
  header: readonly string[],
  options: { readonly version: LedesVersion; readonly line: number; readonly faults: FaultList },
): Columns {
  const { version, line, faults } = options;
  const places = new Map<string, number>();
  header.forEach((shown, place) => {
    const name = canonical(shown);
    if (name === '') return;
    if (places.has(name)) {
      const message = `The header names ${shown} twice.`;
      faults.add({ line, field: shown, code: 'duplicate_column', message });
    } else {
      places.set(name, place);
    }
  });
  for (const name of version === '98BI' ? neededIn98BI : neededIn1998B) {
    if (places.has(name)) continue;
    const message = `The header has no column ${name}, which LEDES ${version} needs.`;
    faults.add({ line, field: name, code: 'missing_column', message });
  }
  return new Columns(places, header);
}
