/**
 * What the pages remember while they are open: the filters of the invoice list and how far it was
 * scrolled, so that coming back from an invoice is coming back to where one was.
 */
import type { QueryClient } from '@tanstack/react-query';
import type { InvoiceSearch } from './data.ts';

/** First part of the keys that hold such things; main.tsx never lets them go. */
export const keptKey = 'kept';

export function keepSearch(queries: QueryClient, search: InvoiceSearch): void {
  queries.setQueryData([keptKey, 'search'], search);
}

export function keptSearch(queries: QueryClient): InvoiceSearch {
  return queries.getQueryData<InvoiceSearch>([keptKey, 'search']) ?? {};
}

export function keepOffset(queries: QueryClient, list: string, offset: number): void {
  queries.setQueryData([keptKey, 'offset', list], offset);
}

export function keptOffset(queries: QueryClient, list: string): number {
  return queries.getQueryData<number>([keptKey, 'offset', list]) ?? 0;
}
