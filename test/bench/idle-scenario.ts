/**
 * A day on which nothing happens: the engine syncs whenever its schedule says, through 24 hours of a
 * working day by the virtual clock, with and without webhooks.
 */
import { must } from '../../src/base/assert.ts';
import { day, parseInstant } from '../../src/base/time.ts';
import { nextLookAt } from '../../src/sync/schedule.ts';
import type { TestServer } from '../support/postgres-cluster.ts';
import { BenchFirm } from './bench-firm.ts';
import { figure, type Figure } from './figures.ts';

async function idleDay(
  server: TestServer,
  given: { scenario: string; hasWebhooks: boolean; goal: number },
): Promise<Figure[]> {
  await using bench = await BenchFirm.open(server);
  const { firm } = bench;
  const contacts = Array.from({ length: 20 }, () => firm.contact());
  await firm.enter({ contacts, invoices: contacts.map(({ id }) => firm.invoice(id)) });
  await bench.warmUp();
  const reference = must((await firm.connection()).reference, 'the organisation');
  const { timeZone } = reference.organisation;
  const { scenario, hasWebhooks, goal } = given;
  // A Monday from its first minute, so that the whole working day is in it.
  const start = must(parseInstant('2026-11-22T13:00:00Z'), 'midnight in Sydney');
  firm.clock.advance(start - firm.clock.now());
  await bench.measure();
  const end = start + day;
  let looks = 0;
  let calls = 0;
  let writes = 0;
  let tokens = 0;
  let bytes = 0;
  for (;;) {
    const at = nextLookAt(firm.clock.now(), { timeZone, hasWebhooks });
    if (at >= end) break;
    firm.clock.advance(at - firm.clock.now());
    const { tally } = await bench.measure();
    looks += 1;
    calls += tally.total;
    writes += tally.calls.write;
    tokens += tally.calls.token;
    bytes += tally.totalBytes;
  }
  return [
    figure({ scenario, name: 'calls', value: calls, unit: 'calls', goal }),
    figure({ scenario, name: 'looks', value: looks, unit: 'records' }),
    figure({ scenario, name: 'writes', value: writes, unit: 'calls', goal: 0 }),
    figure({ scenario, name: 'tokens beside', value: tokens, unit: 'calls' }),
    figure({ scenario, name: 'bytes read', value: bytes, unit: 'bytes' }),
  ];
}

export async function idleScenarios(server: TestServer): Promise<Figure[]> {
  return [
    ...(await idleDay(server, {
      scenario: 'an idle day with webhooks',
      hasWebhooks: true,
      goal: 60,
    })),
    ...(await idleDay(server, {
      scenario: 'an idle day without webhooks',
      hasWebhooks: false,
      goal: 200,
    })),
  ];
}
