import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isSameText, mergeField, normaliseText, type FieldSides } from './merge.ts';

const words = fc.constantFrom('', 'a', 'b', ' a ', 'a  b', 'a b', 'A', 'c\nd');
const agreedSides = fc.record({ book: words, xero: words, bookBase: words, xeroBase: words });

/** The value that a merge leaves on both sides; undefined for a clash. */
function merged(sides: FieldSides): string | undefined {
  switch (mergeField(sides)) {
    case 'agreed':
    case 'to_xero':
      return sides.book;
    case 'to_book':
      return sides.xero;
    case 'clash':
      return undefined;
  }
}

describe('[PLN5] a field with a base', () => {
  test('[PLN5] a side that did not change takes what the other has', () => {
    fc.assert(
      fc.property(words, words, words, (base, xeroBase, fresh) => {
        const fromBook = { book: fresh, xero: xeroBase, bookBase: base, xeroBase };
        if (fresh !== base) expect(isSameText(merged(fromBook) ?? '?', fresh)).toBe(true);
        const fromXero = { book: base, xero: fresh, bookBase: base, xeroBase };
        if (fresh !== xeroBase) {
          // Equal texts need no move.
          expect(mergeField(fromXero)).toBe(isSameText(base, fresh) ? 'agreed' : 'to_book');
        }
      }),
    );
  });

  test('[PLN5] a merge never invents a value', () => {
    fc.assert(
      fc.property(agreedSides, (sides) => {
        const value = merged(sides);
        if (value !== undefined) expect([sides.book, sides.xero]).toContain(value);
      }),
    );
  });

  test('[PLN5] the sides are alike: what goes one way goes the other way when they change places', () => {
    const mirrored = { agreed: 'agreed', clash: 'clash', to_xero: 'to_book', to_book: 'to_xero' };
    fc.assert(
      fc.property(agreedSides, ({ book, xero, bookBase, xeroBase }) => {
        const there = mergeField({ book, xero, bookBase, xeroBase });
        const back = mergeField({ book: xero, xero: book, bookBase: xeroBase, xeroBase: bookBase });
        expect(back).toBe(mirrored[there]);
      }),
    );
  });

  test('[PLN5] both changed to one value is no clash, to two values it is', () => {
    const base = { bookBase: 'a', xeroBase: 'a' };
    expect(mergeField({ ...base, book: 'b', xero: 'b ' })).toBe('agreed');
    expect(mergeField({ ...base, book: 'b', xero: 'c' })).toBe('clash');
  });

  test('[PLN7] what Xero made of a value is no change: each side has its own half of the base', () => {
    const sides = {
      book: 'A  Pty Ltd ',
      bookBase: 'A  Pty Ltd ',
      xero: 'A PTY',
      xeroBase: 'A PTY',
    };
    expect(mergeField(sides)).toBe('agreed');
  });

  test('[PLN2] a merge that was carried out has nothing left to do', () => {
    fc.assert(
      fc.property(agreedSides, (sides) => {
        const value = merged(sides);
        fc.pre(value !== undefined);
        const after = { book: value, xero: value, bookBase: value, xeroBase: value };
        expect(mergeField(after)).toBe('agreed');
      }),
    );
  });
});

describe('[PLN6] a field without a base', () => {
  const first = (book: string, xero: string) =>
    mergeField({ book, xero, bookBase: undefined, xeroBase: undefined });

  test('[PLN6] blanks are filled and every other difference is asked about', () => {
    expect(first('a', '')).toBe('to_xero');
    expect(first('', 'a')).toBe('to_book');
    expect(first('a', ' a')).toBe('agreed');
    expect(first('a', 'b')).toBe('clash');
    fc.assert(
      fc.property(words, words, (book, xero) => {
        fc.pre(book !== '' && xero !== '' && !isSameText(book, xero));
        expect(first(book, xero)).toBe('clash');
      }),
    );
  });
});

test('texts are one when Xero would hold them as one', () => {
  expect(normaliseText('  a \t b\n c ')).toBe('a b\n c');
  expect(isSameText('a b', ' a  b ')).toBe(true);
  expect(isSameText('a\nb', 'a b')).toBe(false);
});
