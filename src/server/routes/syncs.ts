/** Routes of syncs and tie-outs: what was done and found, and starting another. */
import { createRoute, z } from '@hono/zod-openapi';
import { idInput } from '../../api/scalars.ts';
import { syncInput, syncPageSchema, syncQuery, syncStartedSchema } from '../../api/syncs.ts';
import { tieOutInput, tieOutPageSchema, tieOutQuery, tieOutSchema } from '../../api/tie-outs.ts';
import { must } from '../../base/assert.ts';
import { formatInstant } from '../../base/time.ts';
import type { SyncResult } from '../../engine/sync.ts';
import { tieOut } from '../../engine/tie-out.ts';
import { readLastTieOut } from '../../store/syncs.ts';
import { listRuns, listTieOuts, readTieOut } from '../../store/view-activity.ts';
import type { TieOut } from '../../sync/tie-out.ts';
import {
  answers,
  connectionOf,
  connectionsOf,
  practiceOf,
  type Api,
  type ServerOptions,
} from '../context.ts';
import { decodeCursor, pageOfRows } from '../cursors.ts';
import { problem } from '../problems.ts';
import { showRun, showTieOut, type TieOutTotals } from '../show-activity.ts';

const listSyncs = createRoute({
  method: 'get',
  path: '/api/v1/syncs',
  summary: 'Runs of the sync, newest first',
  request: { query: syncQuery },
  responses: answers(syncPageSchema, 'A page of runs'),
});

const startSync = createRoute({
  method: 'post',
  path: '/api/v1/syncs',
  summary: 'Sync now; progress comes over /api/v1/events',
  request: { body: { content: { 'application/json': { schema: syncInput } } } },
  responses: answers(syncStartedSchema, 'The connections whose sync was started'),
});

const listMade = createRoute({
  method: 'get',
  path: '/api/v1/tie-outs',
  summary: 'Tie-outs, newest first',
  request: { query: tieOutQuery },
  responses: answers(tieOutPageSchema, 'A page of tie-outs, without their differences'),
});

const makeTieOut = createRoute({
  method: 'post',
  path: '/api/v1/tie-outs',
  summary: 'Compare both sides now; makes no call to Xero',
  request: { body: { content: { 'application/json': { schema: tieOutInput } } } },
  responses: answers(tieOutSchema, 'The tie-out'),
});

const readOne = createRoute({
  method: 'get',
  path: '/api/v1/tie-outs/{id}',
  summary: 'One tie-out with every difference',
  request: { params: z.object({ id: idInput }) },
  responses: answers(tieOutSchema, 'The tie-out'),
});

function showWhole(id: string, connectionId: string, report: TieOut) {
  return {
    id,
    connectionId,
    madeAt: report.madeAt,
    agree: report.agree,
    organisation: report.organisation,
    mirrorReadAt: report.mirrorReadAt,
    equal: { ...report.equal },
    outOfScope: { ...report.outOfScope },
    receivables: report.receivables.map((line) => ({ ...line })),
    differences: report.differences.map((difference) => ({ ...difference })),
  };
}

export function syncRoutes(api: Api, options: ServerOptions): void {
  const { database, clock } = options.engine;

  api.openapi(listSyncs, async (c) => {
    const practice = practiceOf(c);
    const { cursor, limit, connectionId } = c.req.valid('query');
    const [at = '', id = ''] = decodeCursor(cursor, 2) ?? [];
    const after = cursor === undefined ? undefined : { at, id };
    const now = clock.now();
    const rows = await database.transaction((tx) =>
      listRuns<SyncResult>(tx, practice.id, { now, connectionId, after, limit: limit + 1 }),
    );
    const page = pageOfRows(rows, {
      limit,
      cursorOf: (row) => [formatInstant(row.startedAt), row.id],
      show: showRun,
    });
    return c.json(page, 200);
  });

  api.openapi(startSync, async (c) => {
    const practice = practiceOf(c);
    const { connectionId } = c.req.valid('json');
    const wanted =
      connectionId === undefined
        ? (await connectionsOf(options, practice)).filter(({ state }) => state !== 'disconnected')
        : [await connectionOf(options, practice, connectionId)];
    if (wanted.length === 0) throw problem('connection.none', 'Connect a Xero organisation first.');
    const standing = wanted.filter(({ state }) => state !== 'lost' && state !== 'disconnected');
    if (standing.length === 0) {
      throw problem('connection.lost', wanted[0]?.stateReason ?? 'Connect the organisation again.');
    }
    for (const connection of standing) await options.syncNow(connection.id);
    return c.json({ connectionIds: standing.map(({ id }) => id) }, 200);
  });
}

export function tieOutRoutes(api: Api, options: ServerOptions): void {
  const { database } = options.engine;

  api.openapi(listMade, async (c) => {
    const practice = practiceOf(c);
    const { cursor, limit, connectionId } = c.req.valid('query');
    const [at = '', id = ''] = decodeCursor(cursor, 2) ?? [];
    const after = cursor === undefined ? undefined : { at, id };
    const rows = await database.transaction((tx) =>
      listTieOuts<TieOutTotals>(tx, practice.id, { connectionId, after, limit: limit + 1 }),
    );
    const page = pageOfRows(rows, {
      limit,
      cursorOf: (row) => [formatInstant(row.at), row.id],
      show: showTieOut,
    });
    return c.json(page, 200);
  });

  api.openapi(makeTieOut, async (c) => {
    const connection = await connectionOf(options, practiceOf(c), c.req.valid('json').connectionId);
    if (connection.reference === undefined) {
      throw problem('connection.not_ready', 'Sync once first: nothing of Xero has been read.');
    }
    await tieOut(options.engine, connection);
    const made = await database.transaction((tx) => readLastTieOut<TieOut>(tx, connection.id));
    const { id, report } = must(made, 'the tie-out that was just made');
    return c.json(showWhole(id, connection.id, report), 200);
  });

  api.openapi(readOne, async (c) => {
    const practice = practiceOf(c);
    const { id } = c.req.valid('param');
    const found = await database.transaction((tx) => readTieOut<TieOut>(tx, practice.id, id));
    if (!found) throw problem('record.unknown', `There is no tie-out ${id}.`);
    return c.json(showWhole(id, found.connectionId, found.report), 200);
  });
}
