/**
 * Where the next page of a long read starts. Records move to the end of a list when they change, so
 * page numbers skip and repeat while somebody works in Xero. So each full page is followed by a new
 * read of what changed since its last record; page numbers go on only while a page does not get past
 * one second. Records come twice at the seams, which does no harm: a later reading of a record
 * replaces an earlier one. More than a page of records with one time, edited while they are read,
 * can still hide one; that is left to the sweep. Pure; who reads, and when, is the caller's.
 */
import { instant, second, type Instant } from '../base/time.ts';

export interface PagePlace {
  readonly modifiedSince?: Instant;
  readonly page: number;
}

/** If it compares by "later than", a second of overlap still finds records of that very second. */
const overlapMs = second;

/** The place of the next page; undefined when this was the last. */
export function nextPlace(
  place: PagePlace,
  read: {
    readonly records: readonly { readonly updatedAt: Instant }[];
    readonly pageCount: number;
  },
): PagePlace | undefined {
  if (place.page >= read.pageCount) return undefined;
  let last = -Infinity;
  for (const record of read.records) last = Math.max(last, record.updatedAt);
  const seekTo = Math.floor(last / second) * second - overlapMs;
  const isFurther = place.modifiedSince === undefined || seekTo > place.modifiedSince;
  return Number.isFinite(seekTo) && isFurther
    ? { modifiedSince: instant(seekTo), page: 1 }
    : { ...place, page: place.page + 1 };
}
