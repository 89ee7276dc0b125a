import fc from 'fast-check';
import { expect, test } from 'vitest';
import { instant, type Instant } from '../base/time.ts';
import { nextPlace, type PagePlace } from './pager.ts';

interface Row {
  readonly id: number;
  updatedAt: Instant;
}

/** A list as Xero serves it: what changed since a second, oldest change first, in pages. */
function serve(
  rows: readonly Row[],
  place: PagePlace,
  { pageSize, isStrict }: { readonly pageSize: number; readonly isStrict: boolean },
) {
  const since = Math.floor((place.modifiedSince ?? -Infinity) / 1000) * 1000;
  const listed = rows
    .filter((row) => (isStrict ? row.updatedAt > since : row.updatedAt >= since))
    .toSorted((a, b) => a.updatedAt - b.updatedAt || a.id - b.id);
  return {
    records: listed
      .slice((place.page - 1) * pageSize, place.page * pageSize)
      .map((row) => ({ ...row })),
    pageCount: Math.ceil(listed.length / pageSize),
  };
}

test('a full page is followed by what changed since its last record', () => {
  const records = [{ updatedAt: instant(5_500) }, { updatedAt: instant(9_900) }];
  expect(nextPlace({ page: 1 }, { records, pageCount: 3 })).toEqual({
    modifiedSince: 8_000,
    page: 1,
  });
  expect(nextPlace({ page: 1 }, { records, pageCount: 1 })).toBeUndefined();
  expect(nextPlace({ page: 1 }, { records: [], pageCount: 0 })).toBeUndefined();
});

test('page numbers go on while a page does not get past its second', () => {
  const records = [{ updatedAt: instant(9_100) }, { updatedAt: instant(9_900) }];
  const place = { modifiedSince: instant(8_000), page: 1 };
  expect(nextPlace(place, { records, pageCount: 3 })).toEqual({ ...place, page: 2 });
});

test('a page of nothing but unreadable records is gone past by its number', () => {
  const place = { modifiedSince: instant(8_000), page: 1 };
  expect(nextPlace(place, { records: [], pageCount: 2 })).toEqual({ ...place, page: 2 });
});

interface Scene {
  readonly rows: Row[];
  readonly pageSize: number;
  readonly isStrict: boolean;
  /** Called between reads, with the time. */
  readonly between?: (now: Instant) => void;
}

const startedAt = 1_100_000;

/** Reads everything, page after page: the times at which each record was seen. */
function readAll({ rows, pageSize, isStrict, between }: Scene): ReadonlyMap<number, Instant> {
  const seen = new Map<number, Instant>();
  let now = startedAt;
  let place: PagePlace | undefined = { page: 1 };
  for (let reads = 0; place; reads += 1) {
    expect(reads).toBeLessThan(2_000);
    const read = serve(rows, place, { pageSize, isStrict });
    for (const row of read.records) seen.set(row.id, row.updatedAt);
    place = nextPlace(place, read);
    now += 700;
    between?.(instant(now));
  }
  return seen;
}

const times = fc.array(fc.integer({ min: 0, max: 30_000 }), { maxLength: 60 });

test('[CUR2] every record is read once things stand still, many of one time too', () => {
  fc.assert(
    fc.property(times, fc.integer({ min: 2, max: 7 }), fc.boolean(), (at, pageSize, isStrict) => {
      const rows = at.map((ms, id): Row => ({ id, updatedAt: instant(1_000_000 + ms) }));
      const seen = readAll({ rows, pageSize, isStrict });
      for (const row of rows) expect(seen.get(row.id)).toBe(row.updatedAt);
    }),
  );
});

test('[CUR2] no record is passed over while others change, however Xero compares', () => {
  const gaps = fc.array(fc.integer({ min: 700, max: 3_000 }), { minLength: 1, maxLength: 60 });
  const edits = fc.array(fc.nat(59), { maxLength: 15 });
  fc.assert(
    fc.property(gaps, edits, fc.integer({ min: 5, max: 9 }), fc.boolean(), (...given) => {
      const [between, edited, pageSize, isStrict] = given;
      let at = 900_000;
      const rows = between.map((gap, id): Row => ({ id, updatedAt: instant((at += gap)) }));
      const toEdit = [...edited];
      const seen = readAll({
        rows,
        pageSize,
        isStrict,
        // Somebody edits a record, which moves it to the end of the list.
        between: (now) => {
          const row = rows[toEdit.pop() ?? -1];
          if (row) row.updatedAt = now;
        },
      });
      // What changed after the reading began is found by the next, from the first answer's time.
      const still = rows.filter((row) => row.updatedAt < startedAt);
      for (const row of still) expect(seen.get(row.id), `record ${row.id}`).toBe(row.updatedAt);
    }),
  );
});
