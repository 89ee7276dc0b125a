/**
 * List calls: which records, in which order, which page. Filters, order and paging are the same for
 * all resources; each brings its fields, its own filters, and how a record looks.
 */
import { Refusal, requestException } from './answers.ts';
import { flagParameter, listParameter, parameter, type Call } from './call.ts';
import type { RecordTable } from './table.ts';
import { compareValues, compileWhere, fieldOf, type FieldMap } from './where-evaluation.ts';
import { QueryParseError } from './where-parser.ts';

const pageSizeMax = 1000;
const pageSizeDefault = 100;
/** A list of more records than this has to be narrowed. */
const unpagedMax = 100_000;

export interface Listing<T> {
  readonly table: RecordTable<T>;
  readonly fields: FieldMap<T>;
  /** The resource's name in messages. */
  readonly type: string;
  /** What searchTerm looks in. */
  readonly searched: (record: T) => readonly (string | undefined)[];
  /** The resource's own filters. */
  readonly keeps: (record: T) => boolean;
  /** The records named by IDs, numbers or contacts, when such a filter is given. */
  readonly named: readonly T[] | undefined;
}

export interface Listed<T> {
  readonly records: readonly T[];
  readonly pagination: object | undefined;
}

/** Statuses and summaryOnly make a list paged; so does asking for a page or a page size. */
export function isPaged(call: Call): boolean {
  return (
    parameter(call, 'page') !== undefined ||
    parameter(call, 'pageSize') !== undefined ||
    listParameter(call, 'Statuses') !== undefined ||
    flagParameter(call, 'summaryOnly') === true
  );
}

export function listRecords<T>(call: Call, listing: Listing<T>): Listed<T> {
  try {
    return list(call, listing);
  } catch (error) {
    if (error instanceof QueryParseError) throw new Refusal(requestException(16, error.message));
    throw error;
  }
}

function list<T>(call: Call, listing: Listing<T>): Listed<T> {
  const where = parameter(call, 'where');
  const matches =
    where === undefined || where.trim() === ''
      ? () => true
      : compileWhere(where, listing.fields, listing.type);
  const term = parameter(call, 'searchTerm')?.trim().toLowerCase() ?? '';
  const found = (record: T): boolean =>
    term === '' ||
    listing.searched(record).some((text) => text?.toLowerCase().includes(term) === true);
  const kept = candidates(call, listing).filter(
    (record) => listing.keeps(record) && found(record) && matches(record),
  );
  return page(call, ordered(kept, parameter(call, 'order'), listing));
}

function candidates<T>(call: Call, listing: Listing<T>): readonly T[] {
  const { table, named } = listing;
  const since = call.modifiedSince;
  const recent = since === undefined ? table.inUpdateOrder() : table.updatedSince(since);
  if (!named) return recent;
  const wanted = new Set(named);
  // A few named records are put in order by themselves, without walking the whole table.
  if (wanted.size > 200) return recent.filter((record) => wanted.has(record));
  const updated = fieldOf('UpdatedDateUTC', listing.fields, listing.type);
  const time = (record: T): number => Number(updated(record));
  return [...wanted]
    .filter((record) => since === undefined || time(record) >= since)
    .sort((a, b) => time(a) - time(b));
}

function ordered<T>(
  records: readonly T[],
  order: string | undefined,
  listing: Listing<T>,
): readonly T[] {
  const terms = (order ?? '')
    .split(',')
    .map((term) => term.trim())
    .filter((term) => term !== '');
  if (terms.length === 0) return records;
  const compared = terms.map((term) => {
    const match = /^([\w.]+)(?:\s+(asc|desc|ascending|descending))?$/i.exec(term);
    if (!match) throw new QueryParseError('OrderBy not supported');
    const sign = match[2]?.toLowerCase().startsWith('desc') ? -1 : 1;
    return { field: fieldOf(match[1] ?? '', listing.fields, listing.type), sign };
  });
  return [...records].sort((a, b) => {
    for (const { field, sign } of compared) {
      const left = field(a);
      const right = field(b);
      if (left === undefined || right === undefined) {
        if (left === right) continue;
        return left === undefined ? -sign : sign;
      }
      const order = compareValues(left, right) ?? 0;
      if (order !== 0) return order * sign;
    }
    return 0;
  });
}

function whole(text: string | undefined, otherwise: number): number {
  return text !== undefined && /^-?\d{1,9}$/.test(text.trim()) ? Number(text) : otherwise;
}

function page<T>(call: Call, records: readonly T[]): Listed<T> {
  if (!isPaged(call)) {
    if (records.length > unpagedMax) {
      throw new Refusal(
        requestException(16, `More than ${unpagedMax} records match: use paging or a filter`),
      );
    }
    return { records, pagination: undefined };
  }
  const asked = whole(parameter(call, 'pageSize'), pageSizeDefault);
  const pageSize = Math.min(pageSizeMax, Math.max(1, asked));
  const number = Math.max(1, whole(parameter(call, 'page'), 1));
  const start = (number - 1) * pageSize;
  return {
    records: records.slice(start, start + pageSize),
    pagination: {
      page: number,
      pageSize,
      pageCount: Math.ceil(records.length / pageSize),
      itemCount: records.length,
    },
  };
}
