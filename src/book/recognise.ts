/**
 * What a file is, told from its first bytes and never from its name: which layout, where its rows
 * begin, how they end. Files that are no text, or a text we do not read, are refused here with a
 * reason.
 */
import type { Columns } from './columns.ts';
import { csvColumns, csvLayout, type CsvLayout } from './csv-columns.ts';
import { FaultList } from './fault-list.ts';
import type { ImportCode } from './import-codes.ts';
import type { ImportFault } from './imported-invoice.ts';
import { ledesColumns, ledesMarker, versionOfHeader, type LedesVersion } from './ledes-columns.ts';
import type { RowShape } from './record-scan.ts';
import { splitCsvRow, splitLedesRow } from './split-row.ts';

export type Layout =
  | { readonly kind: 'ledes'; readonly version: LedesVersion }
  | { readonly kind: 'csv'; readonly layout: CsvLayout; readonly delimiter: string };

export interface FileFormat {
  readonly layout: Layout;
  readonly columns: Columns;
  readonly shape: RowShape;
  /** Byte offset of the first row after the header. */
  readonly dataStart: number;
  /** 1-based line of the file on which that row stands. */
  readonly dataLine: number;
}

export type Recognition =
  | { readonly kind: 'known'; readonly format: FileFormat }
  | { readonly kind: 'refused'; readonly faults: readonly ImportFault[] };

const lineFeed = 0x0a;
const carriageReturn = 0x0d;

function refused(code: ImportCode, message: string): Recognition {
  return { kind: 'refused', faults: [{ line: 1, field: '', code, message }] };
}

const magics: readonly (readonly [latin1: string, what: string])[] = [
  ['PK\u0003\u0004', 'a workbook (.xlsx) or an archive (.zip)'],
  ['%PDF', 'a PDF document'],
  ['\u00d0\u00cf\u0011\u00e0', 'an old Excel or Word document'],
  ['\u001f\u008b', 'a compressed file (.gz)'],
  ['{\\rtf', 'a rich-text document'],
];

function notText(head: Buffer): Recognition | undefined {
  const start = head.toString('latin1', 0, 8);
  for (const [magic, what] of magics) {
    if (!start.startsWith(magic)) continue;
    return refused('binary_file', `The file is ${what}, not a text file.`);
  }
  const hasMark = start.startsWith('\u00ff\u00fe') || start.startsWith('\u00fe\u00ff');
  const zeros = head.subarray(0, 65_536).filter((byte) => byte === 0).length;
  const looksWide = zeros * 3 > Math.min(head.length, 65_536);
  if (hasMark || looksWide) {
    return refused(
      'utf16_file',
      'The file is written in UTF-16. Save it as UTF-8 and import again.',
    );
  }
  return zeros > 0
    ? refused('binary_file', 'The file holds bytes that no text file has.')
    : undefined;
}

interface Line {
  readonly text: string;
  readonly number: number;
  readonly next: number;
}

/** The lines of the file's head that are not blank, up to the few that a header can take. */
function firstLines(head: Buffer, from: number, terminator: number): readonly Line[] {
  const lines: Line[] = [];
  let at = from;
  let number = 0;
  while (at < head.length && lines.length < 4) {
    const found = head.indexOf(terminator, at);
    const end = found < 0 ? head.length : found;
    number += 1;
    const text = head.toString('utf8', at, end).trim();
    if (text !== '') lines.push({ text, number, next: Math.min(end + 1, head.length) });
    at = end + 1;
  }
  return lines;
}

function ledesFormat(
  version: LedesVersion | undefined,
  line: Line,
  terminator: number,
): Recognition {
  const faults = new FaultList();
  const header = splitLedesRow(line.text, 0);
  const known = version ?? versionOfHeader(header);
  const columns = ledesColumns(header, { version: known, line: line.number, faults });
  if (!faults.isEmpty) return { kind: 'refused', faults: faults.inOrder() };
  return {
    kind: 'known',
    format: {
      layout: { kind: 'ledes', version: known },
      columns,
      shape: {
        terminator,
        delimiter: '|'.charCodeAt(0),
        isQuoted: false,
        columnCount: columns.count,
        numberColumn: columns.placeOf('INVOICE_NUMBER'),
        dateColumn: columns.placeOf('INVOICE_DATE'),
      },
      dataStart: line.next,
      dataLine: line.number + 1,
    },
  };
}

function csvFormat(line: Line, terminator: number): Recognition | undefined {
  for (const delimiter of [',', ';', '\t']) {
    const header = [...splitCsvRow(line.text, delimiter)];
    while (header.at(-1) === '') header.pop();
    const layout = csvLayout(header);
    if (layout === undefined) continue;
    const faults = new FaultList();
    const columns = csvColumns(header, { layout, line: line.number, faults });
    if (!faults.isEmpty) return { kind: 'refused', faults: faults.inOrder() };
    return {
      kind: 'known',
      format: {
        layout: { kind: 'csv', layout, delimiter },
        columns,
        shape: {
          terminator,
          delimiter: delimiter.charCodeAt(0),
          isQuoted: true,
          columnCount: columns.count,
          numberColumn: columns.placeOf('number'),
          dateColumn: columns.placeOf('date'),
        },
        dataStart: line.next,
        dataLine: line.number + 1,
      },
    };
  }
  return undefined;
}

/** Recognises a file by its `head`: its first bytes, enough to hold the header lines. */
export function recognise(head: Buffer): Recognition {
  const problem = notText(head);
  if (problem) return problem;
  const from = head.toString('latin1', 0, 3) === '\u00ef\u00bb\u00bf' ? 3 : 0;
  const terminator =
    !head.includes(lineFeed) && head.includes(carriageReturn) ? carriageReturn : lineFeed;
  const lines = firstLines(head, from, terminator);
  let [first, second] = lines;
  // Excel's own first line, which names the separator.
  if (first && /^sep=.$/i.test(first.text)) [, first, second] = lines;
  if (!first) return refused('empty_file', 'The file holds nothing.');
  if (first.text.startsWith('<')) {
    return refused('unsupported_format', 'The file is XML; LEDES XML is not read.');
  }
  const marker = ledesMarker(first.text);
  if (marker === 'unsupported') {
    const name = first.text.slice(0, 40);
    return refused('unsupported_format', `The file calls itself "${name}", which is not read.`);
  }
  if (marker === 'header') return ledesFormat(undefined, first, terminator);
  if (marker !== undefined) {
    if (!second) return refused('empty_file', 'The file holds its first line and nothing more.');
    return ledesFormat(marker, second, terminator);
  }
  const message = `Its first line is "${first.text.slice(0, 60)}", which no known layout begins with.`;
  return csvFormat(first, terminator) ?? refused('unknown_format', message);
}
