/** The columns of the invoice list. On a phone the same cells stand in two lines. */
import { createColumnHelper, tableFeatures } from '@tanstack/react-table';
import { Link } from '@tanstack/react-router';
import type { InvoiceRow } from '../../../api/invoices.ts';
import { Amount } from '../../parts/amount.tsx';
import { StatusBadge } from '../../parts/status-badge.tsx';
import { SyncMark } from '../../parts/sync-mark.tsx';
import { dateText } from '../../words.ts';

export const features = tableFeatures({});
const column = createColumnHelper<typeof features, InvoiceRow>();

export const columns = column.columns([
  column.accessor('number', {
    header: 'Number',
    cell: ({ row }) => (
      <Link
        to="/invoices/$invoiceId"
        params={{ invoiceId: row.original.id }}
        data-row-link
        // The link covers the whole row, so that a click anywhere opens the invoice.
        className="font-medium outline-none after:absolute after:inset-0"
      >
        {row.original.number}
      </Link>
    ),
  }),
  column.accessor('date', {
    header: 'Date',
    cell: ({ row }) => <span className="text-soft">{dateText(row.original.date)}</span>,
  }),
  column.accessor('contact', {
    header: 'Contact',
    cell: ({ row }) => <span className="block truncate">{row.original.contact.name}</span>,
  }),
  column.accessor('total', {
    header: 'Total',
    cell: ({ row }) => <Amount amount={row.original.total} currency={row.original.currency} />,
  }),
  column.accessor('due', {
    header: 'Due',
    cell: ({ row }) => <Amount amount={row.original.due} />,
  }),
  column.accessor('status', {
    header: 'Status',
    cell: ({ row }) => <StatusBadge status={row.original.status} />,
  }),
  column.accessor('xero', {
    header: 'Xero',
    cell: ({ row }) => <SyncMark mark={row.original.xero} />,
  }),
]);

/** The grid of a row on wide screens, column by column. */
export const grid =
  'md:grid md:grid-cols-[7rem_6.25rem_minmax(8rem,1fr)_8rem_6.5rem_8.5rem_8rem] md:items-center md:gap-x-4';

/** Where each cell stands: in its column on wide screens, in two lines on a phone. */
export const places: Readonly<Record<string, string>> = {
  number: 'order-1 grow max-md:basis-2/5',
  total: 'order-2 md:order-4 md:text-right',
  date: 'order-6 md:order-2 max-md:ml-auto max-md:text-xs',
  contact: 'order-3 min-w-0 max-md:basis-full md:order-3',
  due: 'hidden md:order-5 md:block md:text-right',
  status: 'order-4 md:order-6',
  xero: 'order-5 md:order-7 max-md:ml-3 max-md:text-xs',
};
