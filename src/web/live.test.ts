/** What an event does to the overview that is held. */
import { expect, test } from 'vitest';
import type { Overview, OverviewConnection } from '../api/overview.ts';
import { withRun } from './live.ts';

function connection(id: string): OverviewConnection {
  return {
    id,
    organisation: 'Hollis Marr',
    isDemo: false,
    state: 'connected',
    stateReason: null,
    isReadOnly: false,
    connectedBy: null,
    connectedAt: '2026-11-22T01:00:00.000Z',
    mirrorReadAt: null,
    budget: { dayRemaining: 940, minuteRemaining: 60, readAt: '2026-11-22T01:00:00.000Z' },
    agreement: 'never',
    tieOut: null,
    waiting: { contact: 0, invoice: 0, payment: 0 },
    findings: [],
    running: null,
    syncs: [],
  };
}

test('progress goes to its own connection and takes the calls that are left along', () => {
  const asOf = '2026-11-22T01:00:00.000Z';
  const overview: Overview = {
    practice: null,
    asOf,
    connections: [connection('a'), connection('b')],
  };
  const run = {
    id: 'r',
    connectionId: 'b',
    cause: 'person',
    state: 'running',
    startedAt: asOf,
    finishedAt: null,
    phase: 'invoices',
    done: 1,
    total: 2,
    calls: 12,
    read: null,
    written: null,
    rejected: null,
    counts: null,
    stoppedBecause: null,
  } as const;
  const [a, b] = withRun(overview, { connectionId: 'b', run, dayRemaining: 928 }).connections;
  expect(a).toBe(overview.connections[0]);
  expect(b).toMatchObject({ running: { id: 'r', done: 1 }, budget: { dayRemaining: 928 } });
  const done = withRun(overview, { connectionId: 'b', run: null, dayRemaining: 928 });
  expect(done.connections[1]?.running).toBeNull();
});
