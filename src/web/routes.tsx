/** The whole map: every URL of the pages is declared here and nowhere else. */
import type { QueryClient } from '@tanstack/react-query';
import { createRootRoute, createRoute, createRouter } from '@tanstack/react-router';
import { invoiceStatuses, syncStates } from './invoice-choices.ts';
import { invoiceListQuery, invoiceQuery, invoiceSummaryQuery, overviewQuery } from './data.ts';
import type { InvoiceSearch } from './data.ts';
import { InvoicePage } from './pages/invoice.tsx';
import { InvoicesPage } from './pages/invoices.tsx';
import { NotFoundPage } from './pages/not-found.tsx';
import { OverviewPage } from './pages/overview.tsx';
import { FailedPage } from './parts/feedback.tsx';
import { Shell } from './parts/shell.tsx';

const root = createRootRoute({
  component: Shell,
  notFoundComponent: NotFoundPage,
  errorComponent: FailedPage,
});

/** What is not a filter of ours in the address is left out, rather than refused. */
export function invoiceSearchOf(search: Record<string, unknown>): InvoiceSearch {
  const { month, status, xero, q } = search;
  const isMonth = typeof month === 'string' && /^\d{4}-(0[1-9]|1[0-2])$/.test(month);
  const text = typeof q === 'string' || typeof q === 'number' ? String(q) : '';
  return {
    ...(isMonth ? { month } : {}),
    ...keep('status', invoiceStatuses, status),
    ...keep('xero', syncStates, xero),
    ...(text === '' ? {} : { q: text }),
  };
}

function keep<Name extends string, Choice extends string>(
  name: Name,
  choices: readonly Choice[],
  value: unknown,
): { [K in Name]?: Choice } {
  const choice = choices.find((one) => one === value);
  return choice === undefined ? {} : ({ [name]: choice } as { [K in Name]?: Choice });
}

export function createPages(queries: QueryClient) {
  const overview = createRoute({
    getParentRoute: () => root,
    path: '/',
    component: OverviewPage,
    loader: () => void queries.prefetchQuery(overviewQuery),
  });
  const invoices = createRoute({
    getParentRoute: () => root,
    path: '/invoices',
    component: InvoicesPage,
    validateSearch: invoiceSearchOf,
    loaderDeps: ({ search }) => search,
    loader: ({ deps }) => {
      void queries.prefetchInfiniteQuery(invoiceListQuery(deps));
      void queries.prefetchQuery(invoiceSummaryQuery(deps));
    },
  });
  const invoice = createRoute({
    getParentRoute: () => root,
    path: '/invoices/$invoiceId',
    component: InvoicePage,
    loader: ({ params }) => void queries.prefetchQuery(invoiceQuery(params.invoiceId)),
  });
  return createRouter({
    routeTree: root.addChildren([overview, invoices, invoice]),
    defaultPreload: 'intent',
    defaultPreloadStaleTime: 0,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createPages>;
  }
}
