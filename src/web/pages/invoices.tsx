/** The invoice list: filters in the address, sums of what they leave, and a virtual table. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Search } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { InvoiceSummary } from '../../api/invoices.ts';
import { invoiceSummaryQuery, type InvoiceSearch } from '../data.ts';
import { keepSearch } from '../kept.ts';
import { invoiceStatuses, syncStates } from '../invoice-choices.ts';
import { Amount } from '../parts/amount.tsx';
import { Button } from '../parts/button.tsx';
import { SyncButton } from '../parts/sync-button.tsx';
import { useShortcuts } from '../shortcuts.ts';
import { useTitle } from '../title.ts';
import { countText, isZero, monthText, numberText, statusWords, syncWords } from '../words.ts';
import { InvoiceTable } from './invoices/invoice-table.tsx';

export function InvoicesPage() {
  useTitle('Invoices');
  const search = useSearch({ from: '/invoices' });
  const navigate = useNavigate();
  const narrow = (change: InvoiceSearch): void => {
    void navigate({ to: '/invoices', search: { ...search, ...change }, replace: true });
  };
  const summary = useQuery(invoiceSummaryQuery(search));
  const queries = useQueryClient();
  useEffect(() => keepSearch(queries, search), [queries, search]);
  return (
    <div className="flex h-full flex-col">
      <div className="shrink-0 space-y-3 px-4 pt-5 pb-3 md:px-8">
        <div className="flex flex-wrap items-start justify-between gap-3">
          <div className="min-w-0 flex-1 basis-60">
            <h1 className="text-xl leading-7 font-semibold">Invoices</h1>
            <Sums summary={summary.data} />
          </div>
          <SyncButton label="Copy invoices to Xero" />
        </div>
        <Filters search={search} narrow={narrow} months={summary.data?.months ?? []} />
      </div>
      <InvoiceTable
        search={search}
        onClear={() => void navigate({ to: '/invoices', search: {} })}
      />
    </div>
  );
}

function Sums({ summary }: { summary: InvoiceSummary | undefined }) {
  if (!summary) return <p className="text-soft">…</p>;
  const due = summary.currencies.filter((sum) => !isZero(sum.due));
  return (
    <p aria-live="polite" className="text-soft">
      {countText(summary.count, 'invoice')}
      {due.map((sum, index) => (
        <span key={sum.currency}>
          {index === 0 ? ' · due ' : ', '}
          <Amount amount={sum.due} currency={sum.currency} />
        </span>
      ))}
    </p>
  );
}

const field = 'h-8 rounded-md border border-line bg-surface px-2 text-ink';

function Filters(props: {
  search: InvoiceSearch;
  narrow: (change: InvoiceSearch) => void;
  months: InvoiceSummary['months'];
}) {
  const { search, narrow, months } = props;
  const isNarrowed = Object.values(search).some((value) => value !== undefined);
  return (
    <search className="flex flex-wrap items-center gap-2">
      <SearchBox text={search.q ?? ''} onChange={(q) => narrow({ q: q === '' ? undefined : q })} />
      <select
        aria-label="Month of the invoice date"
        className={field}
        value={search.month ?? ''}
        onChange={({ target }) => narrow({ month: target.value || undefined })}
      >
        <option value="">Every month</option>
        {months.map(({ month, count }) => (
          <option key={month} value={month}>
            {monthText(month)} ({numberText(count)})
          </option>
        ))}
      </select>
      <select
        aria-label="Status"
        className={field}
        value={search.status ?? ''}
        onChange={({ target }) =>
          narrow({ status: invoiceStatuses.find((status) => status === target.value) })
        }
      >
        <option value="">Every status</option>
        {invoiceStatuses.map((status) => (
          <option key={status} value={status}>
            {statusWords[status]}
          </option>
        ))}
      </select>
      <select
        aria-label="State towards Xero"
        className={field}
        value={search.xero ?? ''}
        onChange={({ target }) =>
          narrow({ xero: syncStates.find((state) => state === target.value) })
        }
      >
        <option value="">In Xero or not</option>
        {syncStates.map((state) => (
          <option key={state} value={state}>
            {syncWords[state]}
          </option>
        ))}
      </select>
      {isNarrowed ? (
        <Button
          onClick={() =>
            narrow({ month: undefined, status: undefined, xero: undefined, q: undefined })
          }
        >
          Clear
        </Button>
      ) : null}
    </search>
  );
}

const typingMs = 180;

/** Searches a moment after the last key, so that not every letter asks the server. */
function SearchBox(props: { text: string; onChange: (text: string) => void }) {
  const input = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(props.text);
  const [asked, setAsked] = useState(props.text);
  const [seen, setSeen] = useState(props.text);
  // The text came from elsewhere: the Clear button, or the browser's Back.
  if (props.text !== seen) {
    setSeen(props.text);
    if (props.text !== asked) setTyped(props.text);
  }
  const { onChange } = props;
  useEffect(() => {
    const text = typed.trim();
    if (text === props.text) return undefined;
    const timer = window.setTimeout(() => {
      setAsked(text);
      onChange(text);
    }, typingMs);
    return () => window.clearTimeout(timer);
  }, [typed, props.text, onChange]);
  useShortcuts({ '/': () => input.current?.focus() });
  return (
    <div className="relative min-w-44 flex-1 sm:max-w-72">
      <Search aria-hidden className="absolute top-2 left-2.5 size-4 text-soft" />
      <input
        ref={input}
        type="search"
        aria-label="Search by number or contact"
        placeholder="Number or contact"
        maxLength={100}
        className={`${field} w-full pr-8 pl-8 placeholder:text-soft`}
        value={typed}
        onChange={({ target }) => setTyped(target.value)}
        onKeyDown={({ key, currentTarget }) => {
          if (key === 'Escape' || key === 'Enter') currentTarget.blur();
        }}
      />
      {typed === '' ? (
        <kbd
          aria-hidden
          className="absolute top-1.5 right-2 rounded border border-line px-1.5 font-sans text-xs leading-4 text-soft max-md:hidden"
        >
          /
        </kbd>
      ) : null}
    </div>
  );
}
