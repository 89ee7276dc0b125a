/**
 * Cursors of lists: where the next page starts, as an opaque text. A cursor names the last record that
 * was given, so that pages neither repeat nor skip when records are added in between.
 */
import { problem } from './problems.ts';

export function encodeCursor(parts: readonly string[]): string {
  return Buffer.from(JSON.stringify(parts), 'utf8').toString('base64url');
}

/** The `count` parts of a cursor; a problem when it is not one of ours, undefined when there is none. */
export function decodeCursor(cursor: string | undefined, count: number): string[] | undefined {
  if (cursor === undefined || cursor === '') return undefined;
  const parts = parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  const isOurs =
    Array.isArray(parts) &&
    parts.length === count &&
    parts.every((part) => typeof part === 'string');
  if (!isOurs) throw problem('cursor.invalid', 'Start again without a cursor.');
  return parts as string[];
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A page of at most `limit` of the `limit + 1` records that were read, with the cursor of the next. */
export function pageOfRows<Row, Item>(
  rows: readonly Row[],
  page: { limit: number; cursorOf: (row: Row) => readonly string[]; show: (row: Row) => Item },
): { items: Item[]; nextCursor: string | null } {
  const shown = rows.slice(0, page.limit);
  const last = shown.at(-1);
  const hasMore = rows.length > page.limit && last !== undefined;
  return {
    items: shown.map((row) => page.show(row)),
    nextCursor: hasMore ? encodeCursor(page.cursorOf(last)) : null,
  };
}
