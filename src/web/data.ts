/** Every query and mutation of the pages, one for each thing that they ask the server. */
import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useMutation,
  useQueryClient,
  type QueryClient,
} from '@tanstack/react-query';
import { createClient } from '../api/client.ts';
import type { ShownStatus } from '../api/invoices.ts';
import type { SyncState } from '../api/sync-mark.ts';
import { browserFetch } from './browser-fetch.ts';

const client = createClient({ fetch: browserFetch, baseUrl: '' });
const invoicesAPage = 100;
const findingsAPage = 50;

/** What the invoice list is narrowed to; lives in the address of the page. */
export interface InvoiceSearch {
  readonly month?: string | undefined;
  readonly status?: ShownStatus | undefined;
  readonly xero?: SyncState | undefined;
  readonly q?: string | undefined;
}

export const overviewQuery = queryOptions({
  queryKey: ['overview'],
  queryFn: () => client.overview(),
});

export const invoiceListQuery = (search: InvoiceSearch) =>
  infiniteQueryOptions({
    queryKey: ['invoices', 'list', search],
    queryFn: ({ pageParam }) =>
      client.invoices({ ...search, limit: invoicesAPage, cursor: pageParam }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
  });

export const invoiceSummaryQuery = (search: InvoiceSearch) =>
  queryOptions({
    queryKey: ['invoices', 'summary', search],
    queryFn: () => client.invoiceSummary(search),
    placeholderData: keepPreviousData,
  });

export const invoiceQuery = (id: string) =>
  queryOptions({ queryKey: ['invoices', 'one', id], queryFn: () => client.invoice(id) });

export const findingsQuery = (code: string) =>
  infiniteQueryOptions({
    queryKey: ['findings', code],
    queryFn: ({ pageParam }) => client.findings({ code, limit: findingsAPage, cursor: pageParam }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
  });

/** Something changed on the server: whatever is on the screen is read again. */
export async function refreshAll(queries: QueryClient): Promise<void> {
  await queries.invalidateQueries({
    predicate: ({ queryKey, state }) => !isLongList(queryKey, state.data),
  });
  // A long list would be read again page by page; it is marked as old and read when next opened.
  await queries.invalidateQueries({
    predicate: ({ queryKey, state }) => isLongList(queryKey, state.data),
    refetchType: 'none',
  });
}

const pagesReadAgainMax = 5;

function isLongList(queryKey: readonly unknown[], data: unknown): boolean {
  if (queryKey[0] !== 'invoices' || queryKey[1] !== 'list') return false;
  const pages = (data as { readonly pages?: readonly unknown[] } | undefined)?.pages;
  return (pages?.length ?? 0) > pagesReadAgainMax;
}

export function useStartSync() {
  return useMutation({
    mutationFn: (connectionId: string | undefined) => client.startSync(connectionId),
  });
}

export function useRetryFinding() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => client.retryFinding(id),
    onSuccess: () => refreshAll(queries),
  });
}

export function useMakeTieOut() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (connectionId: string) => client.makeTieOut(connectionId),
    onSuccess: () => refreshAll(queries),
  });
}
