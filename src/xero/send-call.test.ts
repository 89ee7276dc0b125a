import { expect, test } from 'vitest';
import { silentLog, type Log, type LogFields } from '../base/log.ts';
import { access, json, manualClock, scriptedFetch, scriptedTransport } from './scripted-ports.ts';
import { sendCall } from './send-call.ts';
import { createTransport } from './transport.ts';
import type { PreparedCall } from './writes.ts';

const call: PreparedCall = {
  method: 'PUT',
  path: '/api.xro/2.0/Contacts?summarizeErrors=false',
  body: '{"Contacts":[{"Name":"é","ContactNumber":"C-1"}]}',
  marks: ['C-1'],
};
const sending = { call, idempotencyKey: 'key-1' };

test('[PRO7] the bytes that were prepared are what is sent, with the headers that Xero wants', async () => {
  const headers = {
    'x-minlimit-remaining': '59',
    'x-daylimit-remaining': '4999',
    'x-correlation-id': 'corr-1',
  };
  const transport = scriptedTransport(json({ Contacts: [] }, { headers }));
  const result = await sendCall(transport, access, sending);
  expect(transport.asked).toEqual([
    {
      method: 'PUT',
      url: 'https://api.xero.test/api.xro/2.0/Contacts?summarizeErrors=false',
      headers: {
        authorization: 'Bearer token-1',
        accept: 'application/json',
        'content-type': 'application/json',
        'xero-tenant-id': 'tenant-1',
        'idempotency-key': 'key-1',
        'user-agent': 'tieout-test',
      },
      body: call.body,
      deadlineMs: 25_000,
    },
  ]);
  expect(result).toMatchObject({
    outcome: { kind: 'answered' },
    status: 200,
    budget: { minuteRemaining: 59, dayRemaining: 4999 },
    correlationId: 'corr-1',
  });
});

test('[PRO23] a call that found no connection was not sent', async () => {
  const result = await sendCall(scriptedTransport('refused'), access, sending);
  expect(result).toEqual({ outcome: { kind: 'not_sent', reason: 'scripted refused' } });
});

test('[PRO5] a call without an answer may have happened', async () => {
  for (const problem of ['timeout', 'broken'] as const) {
    const result = await sendCall(scriptedTransport(problem), access, sending);
    expect(result.outcome).toEqual({ kind: 'unknown', reason: `scripted ${problem}` });
  }
});

test('a call is sent once, whatever comes of it', async () => {
  const transport = scriptedTransport({ status: 500 });
  await sendCall(transport, access, sending);
  expect(transport.asked).toHaveLength(1);
});

test('[TOK6] the log names the route without ids and never the token', async () => {
  const lines: { message: string; fields: LogFields | undefined }[] = [];
  const log: Log = { ...silentLog, info: (message, fields) => lines.push({ message, fields }) };
  const fetch = scriptedFetch(json({ Payments: [] }));
  const ports = { fetch, clock: manualClock(), log, userAgent: 'tieout-test' };
  const id = 'ab12cd34-0000-4000-8000-000000000001';
  const deletion = { ...call, method: 'POST', path: `/api.xro/2.0/Payments/${id}` } as const;
  await sendCall(createTransport(ports), access, { call: deletion, idempotencyKey: 'k' });
  expect(lines).toHaveLength(1);
  expect(lines[0]?.fields).toMatchObject({ route: 'POST /api.xro/2.0/Payments/{id}', status: 200 });
  expect(JSON.stringify(lines)).not.toContain('token-1');
});
