/** Routes of payments: the list, and the upsert by external id. */
import { createRoute, z } from '@hono/zod-openapi';
import {
  paymentInput,
  paymentPageSchema,
  paymentQuery,
  paymentSchema,
} from '../../api/payments.ts';
import { externalIdInput } from '../../api/scalars.ts';
import type { PaymentId } from '../../base/id.ts';
import { readFindingsOf } from '../../store/view-marks.ts';
import { listPayments } from '../../store/view-records.ts';
import {
  answers,
  practiceOf,
  type Api,
  type RequestContext,
  type ServerOptions,
} from '../context.ts';
import { decodeCursor, pageOfRows } from '../cursors.ts';
import { problem } from '../problems.ts';
import { amountPrinter, showPayment } from '../show-records.ts';
import { upsertPayment } from '../upserts/payment.ts';
import { viewScope } from '../view-scope.ts';

const list = createRoute({
  method: 'get',
  path: '/api/v1/payments',
  summary: 'Payments, newest first',
  request: { query: paymentQuery },
  responses: answers(paymentPageSchema, 'A page of payments'),
});

const upsert = createRoute({
  method: 'put',
  path: '/api/v1/payments/by-external-id/{id}',
  summary: 'Create, replace or take back a payment by the id of your own system',
  request: {
    params: z.object({ id: externalIdInput }),
    body: { required: true, content: { 'application/json': { schema: paymentInput } } },
  },
  responses: answers(paymentSchema, 'The payment as it now is'),
});

export function paymentRoutes(api: Api, options: ServerOptions): void {
  const { database } = options.engine;
  const show = async (c: RequestContext, id: PaymentId) => {
    const scope = await viewScope(options, practiceOf(c));
    return database.transaction(async (tx) => {
      const [row] = await listPayments(tx, scope, { id, limit: 1 });
      if (!row) throw problem('record.unknown', `There is no payment ${id}.`);
      const wanted = { kind: 'payment', ids: [id] } as const;
      const findings = await readFindingsOf(tx, scope.connectionId, wanted);
      return showPayment(row, { print: amountPrinter(), findings: findings.get(id) });
    });
  };

  api.openapi(list, async (c) => {
    const scope = await viewScope(options, practiceOf(c));
    const { cursor, limit, invoiceId } = c.req.valid('query');
    const [date = '', id = ''] = decodeCursor(cursor, 2) ?? [];
    const after = cursor === undefined ? undefined : { date, id };
    const { rows, findings } = await database.transaction(async (tx) => {
      const found = await listPayments(tx, scope, { invoiceId, after, limit: limit + 1 });
      const wanted = { kind: 'payment', ids: found.map((row) => row.id) } as const;
      return { rows: found, findings: await readFindingsOf(tx, scope.connectionId, wanted) };
    });
    const print = amountPrinter();
    const page = pageOfRows(rows, {
      limit,
      cursorOf: (row) => [row.date, row.id],
      show: (row) => showPayment(row, { print, findings: findings.get(row.id) }),
    });
    return c.json(page, 200);
  });

  api.openapi(upsert, async (c) => {
    const practice = practiceOf(c);
    const externalId = c.req.valid('param').id;
    const input = c.req.valid('json');
    const at = options.engine.clock.now();
    const why = `sent under external id ${externalId}`;
    const edit = { practiceId: practice.id, at, actor: c.get('actor'), why };
    const { id } = await database.transaction((tx) =>
      upsertPayment({ tx, engine: options.engine, practice, edit, externalId, input }),
    );
    return c.json(await show(c, id), 200);
  });
}
