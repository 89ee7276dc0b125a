/**
 * Three-way merge of one text field. Each side is compared with its own half of the base, so that
 * what Xero trims or fills in is not a change (RULES P7). Without a base nothing was ever agreed:
 * blanks are filled, every other difference is a clash (L4).
 */
export type FieldMerge = 'agreed' | 'to_xero' | 'to_book' | 'clash';

export interface FieldSides {
  readonly book: string;
  readonly xero: string;
  readonly bookBase: string | undefined;
  readonly xeroBase: string | undefined;
}

/** Two texts that Xero would hold as one. */
export function isSameText(a: string, b: string): boolean {
  return a === b || normaliseText(a) === normaliseText(b);
}

/** Xero trims, and joins runs of blanks; line feeds separate address lines and stay. */
export function normaliseText(text: string): string {
  return text.trim().replace(/[^\S\n]+/g, ' ');
}

export function mergeField(sides: FieldSides): FieldMerge {
  const { book, xero, bookBase, xeroBase } = sides;
  if (bookBase === undefined || xeroBase === undefined) {
    if (isSameText(book, xero)) return 'agreed';
    if (xero === '') return 'to_xero';
    if (book === '') return 'to_book';
    return 'clash';
  }
  const bookChanged = book !== bookBase;
  const xeroChanged = xero !== xeroBase;
  if (!bookChanged && !xeroChanged) return 'agreed';
  if (isSameText(book, xero)) return 'agreed';
  if (bookChanged && xeroChanged) return 'clash';
  return bookChanged ? 'to_xero' : 'to_book';
}
