/**
 * The virtual table: only the rows on the screen are in the document, and further pages are read as
 * the end comes near, so that a hundred thousand invoices scroll like a hundred. j and k walk the
 * rows; Enter opens the one that has the focus.
 */
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useTable } from '@tanstack/react-table';
import { useVirtualizer } from '@tanstack/react-virtual';
import { FileSearch, FileText } from 'lucide-react';
import { useEffect, useLayoutEffect, useMemo, useRef } from 'react';
import type { InvoiceRow } from '../../../api/invoices.ts';
import { invoiceListQuery, type InvoiceSearch } from '../../data.ts';
import { keepOffset, keptOffset } from '../../kept.ts';
import { Button } from '../../parts/button.tsx';
import { Empty, Failed, Loading } from '../../parts/feedback.tsx';
import { useIsWide } from '../../screen.ts';
import { columns, features, grid, places } from './columns.tsx';
import { useRowKeys } from './row-keys.ts';

const rowHeight = { wide: 41, narrow: 85 } as const;
/** The next page is asked for when so many rows are left below. */
const aheadRows = 40;
const none: InvoiceRow[] = [];

export function InvoiceTable(props: { search: InvoiceSearch; onClear: () => void }) {
  const query = useInfiniteQuery(invoiceListQuery(props.search));
  const rows = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? none, [query.data]);
  if (query.isPending) return <Loading label="Loading the invoices" lines={10} />;
  if (query.isError && rows.length === 0) {
    return <Failed error={query.error} what="The invoices could not be loaded." />;
  }
  if (rows.length === 0) return <Nothing search={props.search} onClear={props.onClear} />;
  const isFollowedBy = query.hasNextPage;
  return (
    <Rows
      rows={rows}
      searchKey={JSON.stringify(props.search)}
      isFollowedBy={isFollowedBy}
      isOld={query.isPlaceholderData}
      onNearEnd={() => {
        if (isFollowedBy && !query.isFetchingNextPage) void query.fetchNextPage();
      }}
    />
  );
}

function Nothing(props: { search: InvoiceSearch; onClear: () => void }) {
  const isNarrowed = Object.values(props.search).some((value) => value !== undefined);
  if (!isNarrowed) {
    return (
      <Empty icon={<FileText />} title="There are no invoices yet.">
        Bring them in with <code>npm run -s tieout -- import FILE</code> (LEDES or CSV), or send
        them over the API.
      </Empty>
    );
  }
  return (
    <Empty icon={<FileSearch />} title="No invoice is like that.">
      <p className="mb-3">Widen the month, the status or the search.</p>
      <Button onClick={props.onClear}>Show all invoices</Button>
    </Empty>
  );
}

function Rows(props: {
  rows: InvoiceRow[];
  searchKey: string;
  isFollowedBy: boolean;
  isOld: boolean;
  onNearEnd: () => void;
}) {
  const { rows, searchKey, isFollowedBy, onNearEnd } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const queries = useQueryClient();
  const isWide = useIsWide();
  const table = useTable({ features, columns, data: rows, getRowId: (row) => row.id });
  const model = table.getRowModel().rows;
  // oxlint-disable-next-line react/incompatible-library -- nothing here is memoised by the compiler
  const virtual = useVirtualizer({
    count: model.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => (isWide ? rowHeight.wide : rowHeight.narrow),
    getItemKey: (index) => model[index]?.id ?? index,
    overscan: 12,
    // The header stays on top of the rows.
    scrollPaddingStart: isWide ? 40 : 0,
    // Coming back from an invoice, the list is where it was left.
    initialOffset: () => keptOffset(queries, searchKey),
  });
  useEffect(() => virtual.measure(), [isWide, virtual]);
  // Before the rows leave the document: afterwards nobody knows how far they were scrolled.
  useLayoutEffect(() => {
    const element = scroller.current;
    return () => {
      if (element) keepOffset(queries, searchKey, element.scrollTop);
    };
  }, [queries, searchKey]);
  const items = virtual.getVirtualItems();
  const lastShown = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (isFollowedBy && lastShown >= model.length - aheadRows) onNearEnd();
  }, [isFollowedBy, lastShown, model.length, onNearEnd]);
  useRowKeys({
    count: model.length,
    scroller,
    scrollTo: (index) => virtual.scrollToIndex(index),
  });
  return (
    <div
      ref={scroller}
      className={`min-h-0 flex-1 overflow-y-auto ${props.isOld ? 'opacity-60' : ''}`}
    >
      <table
        aria-label="Invoices"
        aria-rowcount={isFollowedBy ? -1 : model.length + 1}
        aria-busy={props.isOld}
        className="block"
      >
        <thead className="sticky top-0 z-20 block border-b border-line bg-canvas px-4 max-md:sr-only md:px-8">
          {table.getHeaderGroups().map((group) => (
            <tr key={group.id} className={`${grid} py-2 text-xs text-soft`}>
              {group.headers.map((header) => (
                // oxlint-disable-next-line jsx-a11y/control-has-associated-label -- the header's text is it
                <th
                  key={header.id}
                  scope="col"
                  className={`text-left font-medium ${places[header.column.id] ?? ''}`}
                >
                  <table.FlexRender header={header} />
                </th>
              ))}
            </tr>
          ))}
        </thead>
        <tbody className="relative block" style={{ height: virtual.getTotalSize() }}>
          {items.map((item) => {
            const row = model[item.index];
            if (!row) return null;
            return (
              <tr
                key={item.key}
                aria-rowindex={item.index + 2}
                data-index={item.index}
                className={`absolute inset-x-0 flex flex-wrap content-center border-b border-line px-4 focus-within:bg-accent-wash hover:bg-hover max-md:gap-y-0.5 md:px-8 ${grid}`}
                style={{ height: item.size, transform: `translateY(${item.start}px)` }}
              >
                {row.getAllCells().map((cell) => (
                  // oxlint-disable-next-line jsx-a11y/control-has-associated-label -- the cell's content is it
                  <td key={cell.id} className={places[cell.column.id]}>
                    <table.FlexRender cell={cell} />
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
