/** Routes of findings: the list, and asking for another try of what Xero refused. */
import { createRoute, z } from '@hono/zod-openapi';
import { findingPageSchema, findingQuery, findingSchema } from '../../api/findings.ts';
import { idInput } from '../../api/scalars.ts';
import { newId } from '../../base/id.ts';
import { askRetry } from '../../store/findings.ts';
import { noteHints } from '../../store/hints.ts';
import { listFindings } from '../../store/view-records.ts';
import { answers, practiceOf, type Api, type ServerOptions } from '../context.ts';
import { decodeCursor, pageOfRows } from '../cursors.ts';
import { formatInstant } from '../../base/time.ts';
import { problem } from '../problems.ts';
import { canRetry, showFinding } from '../show-records.ts';

const list = createRoute({
  method: 'get',
  path: '/api/v1/findings',
  summary: 'Why records are not in agreement, and what to do; oldest first',
  request: { query: findingQuery },
  responses: answers(findingPageSchema, 'A page of open findings'),
});

const retry = createRoute({
  method: 'post',
  path: '/api/v1/findings/{id}/retry',
  summary: 'Try again what Xero refused',
  request: { params: z.object({ id: idInput }) },
  responses: answers(findingSchema, 'The finding; it goes when the record is in agreement'),
});

export function findingRoutes(api: Api, options: ServerOptions): void {
  const { database, clock, random } = options.engine;

  api.openapi(list, async (c) => {
    const practice = practiceOf(c);
    const { cursor, limit, code } = c.req.valid('query');
    const [at = '', id = ''] = decodeCursor(cursor, 2) ?? [];
    const after = cursor === undefined ? undefined : { at, id };
    const rows = await database.transaction((tx) =>
      listFindings(tx, practice.id, { code, after, limit: limit + 1 }),
    );
    const page = pageOfRows(rows, {
      limit,
      cursorOf: (row) => [formatInstant(row.openedAt), row.id],
      show: showFinding,
    });
    return c.json(page, 200);
  });

  api.openapi(retry, async (c) => {
    const practice = practiceOf(c);
    const { id } = c.req.valid('param');
    const finding = await database.transaction(async (tx) => {
      const [found] = await listFindings(tx, practice.id, { id, limit: 1 });
      if (!found) throw problem('record.unknown', 'The finding is closed, or was never opened.');
      if (!canRetry(found.code)) {
        throw problem('finding.no_retry', 'It goes by itself once what causes it has changed.');
      }
      const { kind, recordId: bookId, connectionId } = found;
      const at = clock.now();
      const want = { id: newId<string>(random, at), kind, bookId, madeBy: c.get('actor'), at };
      await askRetry(tx, connectionId, want);
      // Payments are planned by their invoice.
      const hinted = kind === 'payment' ? (found.invoiceId ?? bookId) : bookId;
      await noteHints(tx, connectionId, { kind, bookIds: [hinted] });
      return found;
    });
    await options.syncNow(finding.connectionId);
    return c.json(showFinding(finding), 200);
  });
}
