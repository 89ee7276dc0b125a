/** One invoice: lines and totals, payments, how it stands towards Xero, and both sides' figures. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { ArrowLeft, ExternalLink } from 'lucide-react';
import type { InvoiceView } from '../../api/invoices.ts';
import { ApiError } from '../../api/client.ts';
import { invoiceQuery } from '../data.ts';
import { keptSearch } from '../kept.ts';
import { Failed, Loading } from '../parts/feedback.tsx';
import { StatusBadge } from '../parts/status-badge.tsx';
import { SyncMark } from '../parts/sync-mark.tsx';
import { useShortcuts } from '../shortcuts.ts';
import { useTitle } from '../title.ts';
import { dateText } from '../words.ts';
import { Lines } from './invoice/lines.tsx';
import { Payments } from './invoice/payments.tsx';
import { BothSides, InvoiceFindings } from './invoice/towards-xero.tsx';

export function InvoicePage() {
  const { invoiceId } = useParams({ from: '/invoices/$invoiceId' });
  const navigate = useNavigate();
  const query = useQuery(invoiceQuery(invoiceId));
  useTitle(query.data ? `Invoice ${query.data.number}` : 'Invoice');
  const search = keptSearch(useQueryClient());
  useShortcuts({ Escape: () => void navigate({ to: '/invoices', search }) });
  return (
    <div className="h-full overflow-y-auto">
      <div className="mx-auto max-w-5xl space-y-6 px-4 py-6 md:px-8">
        <Link
          to="/invoices"
          search={search}
          className="inline-flex items-center gap-1.5 rounded text-soft hover:text-ink"
        >
          <ArrowLeft aria-hidden className="size-4" /> Invoices
        </Link>
        {query.isPending ? <Loading label="Loading the invoice" lines={8} /> : null}
        {query.isError && !query.data ? (
          <>
            <h1 className="sr-only">Invoice</h1>
            <Failed error={query.error} what={failure(query.error)} />
          </>
        ) : null}
        {query.data ? <Shown invoice={query.data} /> : null}
      </div>
    </div>
  );
}

function failure(error: unknown): string {
  const isUnknown = error instanceof ApiError && (error.status === 404 || error.status === 422);
  return isUnknown ? 'There is no such invoice.' : 'The invoice could not be loaded.';
}

function Shown({ invoice }: { invoice: InvoiceView }) {
  const { xeroUrl } = invoice.xero;
  return (
    <>
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="min-w-0">
          <div className="flex flex-wrap items-center gap-3">
            <h1 className="text-xl leading-7 font-semibold">Invoice {invoice.number}</h1>
            <StatusBadge status={invoice.status} />
          </div>
          <p className="text-soft">{invoice.contact.name}</p>
        </div>
        <div className="flex items-center gap-4">
          <SyncMark mark={invoice.xero} />
          {xeroUrl === null ? null : (
            <a
              href={xeroUrl}
              target="_blank"
              rel="noreferrer"
              className="inline-flex h-8 items-center gap-1.5 rounded-md border border-line bg-surface px-3 font-medium hover:bg-hover"
            >
              Open in Xero <ExternalLink aria-hidden className="size-3.5" />
              <span className="sr-only">(opens a new tab)</span>
            </a>
          )}
        </div>
      </div>
      <InvoiceFindings findings={invoice.xero.findings} />
      <Facts invoice={invoice} />
      <Lines invoice={invoice} />
      <div className="grid gap-6 lg:grid-cols-2">
        <Payments invoice={invoice} />
        <BothSides invoice={invoice} />
      </div>
    </>
  );
}

function Facts({ invoice }: { invoice: InvoiceView }) {
  const amounts = { exclusive: 'without tax', inclusive: 'with tax', no_tax: 'no tax' } as const;
  const facts = [
    ['Date', dateText(invoice.date)],
    ['Due date', invoice.dueDate === null ? 'None' : dateText(invoice.dueDate)],
    ['Client number', invoice.contact.number],
    ['Reference', invoice.reference === '' ? '–' : invoice.reference],
    ['Amounts are', amounts[invoice.amountsAre]],
  ] as const;
  return (
    <dl className="grid grid-cols-2 gap-x-6 gap-y-3 sm:grid-cols-3 lg:grid-cols-5">
      {facts.map(([name, value]) => (
        <div key={name} className="min-w-0">
          <dt className="text-xs text-soft">{name}</dt>
          <dd className="break-words">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
