/** Routes of invoices: the list, its sums, one invoice whole, and the upsert by external id. */
import { createRoute, z } from '@hono/zod-openapi';
import {
  invoiceFilterQuery,
  invoiceInput,
  invoicePageSchema,
  invoiceQuery,
  invoiceSchema,
  invoiceSummarySchema,
  type InvoiceFilters,
} from '../../api/invoices.ts';
import { externalIdInput, idInput } from '../../api/scalars.ts';
import type { InvoiceId } from '../../base/id.ts';
import { addMonths, firstOfMonth } from '../months.ts';
import { decodeCursor, pageOfRows } from '../cursors.ts';
import {
  answers,
  practiceOf,
  type Api,
  type RequestContext,
  type ServerOptions,
} from '../context.ts';
import { amountPrinter, showInvoiceRow, xeroUrls } from '../show-records.ts';
import { readInvoiceView } from '../show-invoice.ts';
import { viewScope } from '../view-scope.ts';
import { upsertInvoice } from '../upserts/invoice.ts';
import {
  listInvoiceMonths,
  listInvoices,
  sumInvoices,
  type InvoiceFilter,
} from '../../store/view-invoices.ts';
import { readFindingsOf } from '../../store/view-marks.ts';

const list = createRoute({
  method: 'get',
  path: '/api/v1/invoices',
  summary: 'Invoices, newest first',
  request: { query: invoiceQuery },
  responses: answers(invoicePageSchema, 'A page of invoices'),
});

const summary = createRoute({
  method: 'get',
  path: '/api/v1/invoices/summary',
  summary: 'How many invoices a filter leaves, and what they come to',
  request: { query: invoiceFilterQuery },
  responses: answers(invoiceSummarySchema, 'Sums by currency, and the months that have invoices'),
});

const read = createRoute({
  method: 'get',
  path: '/api/v1/invoices/{id}',
  summary: 'One invoice, with lines, payments and both sides',
  request: { params: z.object({ id: idInput }) },
  responses: answers(invoiceSchema, 'The invoice'),
});

const upsert = createRoute({
  method: 'put',
  path: '/api/v1/invoices/by-external-id/{id}',
  summary: 'Create or replace an invoice by the id of your own system',
  request: {
    params: z.object({ id: externalIdInput }),
    body: { required: true, content: { 'application/json': { schema: invoiceInput } } },
  },
  responses: answers(invoiceSchema, 'The invoice as it now is'),
});

function filterOf(query: InvoiceFilters): InvoiceFilter {
  const { month, status, xero, q } = query;
  return {
    ...(month === undefined
      ? {}
      : { from: firstOfMonth(month), before: firstOfMonth(addMonths(month, 1)) }),
    ...(status === undefined ? {} : { status }),
    ...(xero === undefined ? {} : { state: xero }),
    ...(q === undefined ? {} : { text: q }),
  };
}

export function invoiceRoutes(api: Api, options: ServerOptions): void {
  const { database } = options.engine;
  const show = async (c: RequestContext, id: InvoiceId) => {
    const scope = await viewScope(options, practiceOf(c));
    return readInvoiceView(options, scope, id);
  };

  api.openapi(list, async (c) => {
    const scope = await viewScope(options, practiceOf(c));
    const { cursor, limit, ...filters } = c.req.valid('query');
    const [date = '', number = ''] = decodeCursor(cursor, 2) ?? [];
    const after = cursor === undefined ? undefined : { date, number };
    const { rows, findings } = await database.transaction(async (tx) => {
      const page = { filter: filterOf(filters), after, limit: limit + 1 };
      const found = await listInvoices(tx, scope, page);
      const ids = found.map((row) => row.id);
      const wanted = { kind: 'invoice', ids } as const;
      return { rows: found, findings: await readFindingsOf(tx, scope.connectionId, wanted) };
    });
    const print = amountPrinter();
    const xeroUrl = xeroUrls(options, scope.connection);
    const page = pageOfRows(rows, {
      limit,
      cursorOf: (row) => [row.date, row.number],
      show: (row) => showInvoiceRow(row, { print, xeroUrl, findings: findings.get(row.id) }),
    });
    return c.json(page, 200);
  });

  api.openapi(summary, async (c) => {
    const scope = await viewScope(options, practiceOf(c));
    const filter = filterOf(c.req.valid('query'));
    const { sums, months } = await database.transaction(async (tx) => ({
      sums: await sumInvoices(tx, scope, filter),
      months: await listInvoiceMonths(tx, scope.practiceId),
    }));
    const print = amountPrinter();
    const currencies = sums.currencies.map(({ currency, total, due }) => ({
      currency,
      total: print(total, currency),
      due: print(due, currency),
    }));
    return c.json({ count: sums.count, currencies, months }, 200);
  });

  api.openapi(read, async (c) => c.json(await show(c, c.req.valid('param').id as InvoiceId), 200));

  api.openapi(upsert, async (c) => {
    const practice = practiceOf(c);
    const externalId = c.req.valid('param').id;
    const input = c.req.valid('json');
    const at = options.engine.clock.now();
    const why = `sent under external id ${externalId}`;
    const edit = { practiceId: practice.id, at, actor: c.get('actor'), why };
    const { id } = await database.transaction((tx) =>
      upsertInvoice({ tx, engine: options.engine, practice, edit, externalId, input }),
    );
    return c.json(await show(c, id), 200);
  });
}
