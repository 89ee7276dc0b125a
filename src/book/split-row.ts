/**
 * One row's text into its fields, for LEDES (pipes, closed by `[]`) and for CSV (quotation marks).
 * The rule for quotation marks is the same that record-scan.ts finds row ends by. Fields are
 * trimmed; control characters become blanks, because neither PostgreSQL nor Xero takes them.
 */
const ledesEnd = /\[\s*\][\s|,;]*$/;
// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const controls = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g;

function withoutControls(text: string): string {
  return text.replaceAll(controls, ' ');
}

/** Blank fields beyond the header's count are an export's litter, not data. */
function withoutSurplus(fields: string[], columnCount: number): readonly string[] {
  while (fields.length > columnCount && fields.at(-1) === '') fields.pop();
  return fields;
}

/** The fields of a LEDES row; the closing `[]` may be missing or have blanks around it. */
export function splitLedesRow(text: string, columnCount: number): readonly string[] {
  const clean = withoutControls(text).replaceAll('\n', ' ').trimEnd();
  const fields = clean.replace(ledesEnd, '').split('|');
  return withoutSurplus(
    fields.map((field) => field.trim()),
    columnCount,
  );
}

/**
 * The fields of a CSV row. A quotation mark opens a quoted field only at its beginning; within one a
 * doubled mark is a mark. Line breaks inside stay, as one line feed each.
 */
export function splitCsvRow(text: string, delimiter: string, columnCount = 0): readonly string[] {
  const fields: string[] = [];
  let at = 0;
  for (;;) {
    let start = at;
    while (text.charCodeAt(start) <= 0x20 && text[start] !== delimiter) start += 1;
    let field = '';
    if (text[start] === '"') {
      at = start + 1;
      for (;;) {
        const quote = text.indexOf('"', at);
        if (quote < 0) {
          field += text.slice(at);
          at = text.length;
          break;
        }
        field += text.slice(at, quote);
        at = quote + 1;
        if (text[at] !== '"') break;
        field += '"';
        at += 1;
      }
    }
    const end = text.indexOf(delimiter, at);
    field += text.slice(at, end < 0 ? text.length : end);
    fields.push(withoutControls(field.replaceAll(/\r\n?/g, '\n')).trim());
    if (end < 0) break;
    at = end + 1;
  }
  return columnCount === 0 ? fields : withoutSurplus(fields, columnCount);
}
