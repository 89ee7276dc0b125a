/**
 * The tie-out of a practice of 10,000 invoices, all in Xero and equal there: time, memory, and that
 * it costs no call. The sync that brings them there is counted on the way.
 */
import { must } from '../../src/base/assert.ts';
import type { TestServer } from '../support/postgres-cluster.ts';
import { BenchFirm } from './bench-firm.ts';
import { figure, type Figure } from './figures.ts';

const contactCount = 500;
const invoiceCount = 10_000;

export async function tieOutScenario(server: TestServer): Promise<Figure[]> {
  await using bench = await BenchFirm.open(server);
  const { firm } = bench;
  await bench.warmUp();
  const contacts = Array.from({ length: contactCount }, () => firm.contact());
  const invoices = Array.from({ length: invoiceCount }, (_, i) => {
    const contact = must(contacts[i % contactCount], 'a client');
    return firm.invoice(contact.id, { lines: [firm.line(), firm.line()] });
  });
  const payments = invoices.filter((_, i) => i % 10 === 0).map((invoice) => firm.payment(invoice));
  await firm.enter({ contacts, invoices, payments });
  const sync = await bench.measureRested();
  const scenario = '10,000 invoices, 1,000 payments, 500 clients';
  const before = sync.emulator.total;
  const startedAt = performance.now();
  const report = await firm.tieOut();
  const tookMs = performance.now() - startedAt;
  if (!report.agree) throw new Error(`not tied out: ${report.differences.length} differences`);
  const after = await firm.control<{ total: number }>('GET', '/counters');
  return [
    figure({ scenario, name: 'calls to send them', value: before, unit: 'calls' }),
    figure({
      scenario,
      name: 'time to send them, no network',
      value: sync.tookMs / 1000,
      unit: 's',
    }),
    figure({
      scenario,
      name: 'tie-out: equal invoices',
      value: report.equal.invoices,
      unit: 'records',
    }),
    figure({
      scenario,
      name: 'tie-out: calls',
      value: after.total - before,
      unit: 'calls',
      goal: 0,
    }),
    figure({ scenario, name: 'tie-out: time', value: tookMs / 1000, unit: 's' }),
  ];
}
