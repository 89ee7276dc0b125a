/** Routes of contacts: the list, and the upsert by external id. */
import { createRoute, z } from '@hono/zod-openapi';
import {
  contactInput,
  contactPageSchema,
  contactQuery,
  contactSchema,
} from '../../api/contacts.ts';
import { externalIdInput, idInput } from '../../api/scalars.ts';
import type { ContactId } from '../../base/id.ts';
import { readFindingsOf } from '../../store/view-marks.ts';
import { listContacts } from '../../store/view-records.ts';
import {
  answers,
  practiceOf,
  type Api,
  type RequestContext,
  type ServerOptions,
} from '../context.ts';
import { decodeCursor, pageOfRows } from '../cursors.ts';
import { problem } from '../problems.ts';
import { showContact } from '../show-records.ts';
import { upsertContact } from '../upserts/contact.ts';
import { viewScope } from '../view-scope.ts';

const list = createRoute({
  method: 'get',
  path: '/api/v1/contacts',
  summary: 'Contacts in the order of their numbers',
  request: { query: contactQuery },
  responses: answers(contactPageSchema, 'A page of contacts'),
});

const read = createRoute({
  method: 'get',
  path: '/api/v1/contacts/{id}',
  summary: 'One contact',
  request: { params: z.object({ id: idInput }) },
  responses: answers(contactSchema, 'The contact'),
});

const upsert = createRoute({
  method: 'put',
  path: '/api/v1/contacts/by-external-id/{id}',
  summary: 'Create or replace a contact by the id of your own system',
  request: {
    params: z.object({ id: externalIdInput }),
    body: { required: true, content: { 'application/json': { schema: contactInput } } },
  },
  responses: answers(contactSchema, 'The contact as it now is'),
});

export function contactRoutes(api: Api, options: ServerOptions): void {
  const { database } = options.engine;
  const show = async (c: RequestContext, id: ContactId) => {
    const scope = await viewScope(options, practiceOf(c));
    return database.transaction(async (tx) => {
      const [row] = await listContacts(tx, scope, { id, limit: 1 });
      if (!row) throw problem('record.unknown', `There is no contact ${id}.`);
      const wanted = { kind: 'contact', ids: [id] } as const;
      const findings = await readFindingsOf(tx, scope.connectionId, wanted);
      return showContact(row, findings.get(id));
    });
  };

  api.openapi(list, async (c) => {
    const scope = await viewScope(options, practiceOf(c));
    const { cursor, limit, q } = c.req.valid('query');
    const after = decodeCursor(cursor, 1)?.[0];
    const { rows, findings } = await database.transaction(async (tx) => {
      const found = await listContacts(tx, scope, { text: q, after, limit: limit + 1 });
      const wanted = { kind: 'contact', ids: found.map((row) => row.id) } as const;
      return { rows: found, findings: await readFindingsOf(tx, scope.connectionId, wanted) };
    });
    const page = pageOfRows(rows, {
      limit,
      cursorOf: (row) => [row.number],
      show: (row) => showContact(row, findings.get(row.id)),
    });
    return c.json(page, 200);
  });

  api.openapi(read, async (c) => c.json(await show(c, c.req.valid('param').id as ContactId), 200));

  api.openapi(upsert, async (c) => {
    const practice = practiceOf(c);
    const externalId = c.req.valid('param').id;
    const input = c.req.valid('json');
    const at = options.engine.clock.now();
    const why = `sent under external id ${externalId}`;
    const edit = { practiceId: practice.id, at, actor: c.get('actor'), why };
    const { id } = await database.transaction((tx) =>
      upsertContact({ tx, engine: options.engine, practice, edit, externalId, input }),
    );
    return c.json(await show(c, id), 200);
  });
}
