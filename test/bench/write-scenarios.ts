/**
 * A month's billing, warm: 1,000 new invoices for 200 new contacts, the same invoices edited, then
 * paid, then a sync with nothing to do. Counted without tokens and without the catch-up reads that
 * every sync begins with; those are told beside.
 */
import type { Contact } from '../../src/accounting/contact.ts';
import type { Invoice } from '../../src/accounting/invoice.ts';
import { totalsOf } from '../../src/accounting/invoice.ts';
import { decimal } from '../../src/base/decimal.ts';
import { replaceInvoice } from '../../src/store/book-edits.ts';
import type { TestServer } from '../support/postgres-cluster.ts';
import { BenchFirm, type Measured } from './bench-firm.ts';
import { figure, type Figure } from './figures.ts';

const contactCount = 200;
const invoiceCount = 1000;

/** Counted for the task itself. */
function taskCalls({ tally }: Measured): number {
  const { calls } = tally;
  return calls.write + calls['by ids'] + calls['read-back'] + calls.setting;
}

function figuresOf(
  scenario: string,
  measured: Measured,
  bounds: { goal: number; floor: number; perRecord: number },
): Figure[] {
  const { calls, bytes } = measured.tally;
  const task = taskCalls(measured);
  const { goal, floor, perRecord } = bounds;
  return [
    figure({ scenario, name: 'calls for the task', value: task, unit: 'calls', goal, floor }),
    figure({ scenario, name: 'of these writes', value: calls.write, unit: 'calls' }),
    figure({ scenario, name: 'of these reads by ids', value: calls['by ids'], unit: 'calls' }),
    figure({ scenario, name: 'of these read back', value: calls['read-back'], unit: 'calls' }),
    figure({ scenario, name: 'catch-up reads beside', value: calls['catch-up'], unit: 'calls' }),
    figure({ scenario, name: 'tokens beside', value: calls.token, unit: 'calls' }),
    figure({ scenario, name: 'bytes read', value: measured.tally.totalBytes, unit: 'bytes' }),
    figure({ scenario, name: 'of these in answers to writes', value: bytes.write, unit: 'bytes' }),
    figure({
      scenario,
      name: 'one call a record would take, times ours',
      value: perRecord / Math.max(1, task),
      unit: 'times',
    }),
    figure({ scenario, name: 'time, no network', value: measured.tookMs / 1000, unit: 's' }),
  ];
}

interface Billing {
  readonly contacts: readonly Contact[];
  readonly invoices: readonly Invoice[];
}

async function newInvoices(bench: BenchFirm): Promise<{ billing: Billing; figures: Figure[] }> {
  const { firm } = bench;
  const contacts = Array.from({ length: contactCount }, () => firm.contact());
  const invoices = Array.from({ length: invoiceCount }, (_, i) => {
    const contact = contacts[i % contactCount] ?? firm.contact();
    const lines = Array.from({ length: 1 + (i % 5) }, () => firm.line());
    return firm.invoice(contact.id, { lines });
  });
  await firm.enter({ contacts, invoices });
  const measured = await bench.measureRested();
  await bench.assertTiedOut();
  const scenario = '1,000 new invoices for 200 new contacts';
  const bounds = { goal: 26, floor: 24, perRecord: contactCount + invoiceCount };
  return { billing: { contacts, invoices }, figures: figuresOf(scenario, measured, bounds) };
}

async function edits(
  bench: BenchFirm,
  billing: Billing,
): Promise<{ edited: Invoice[]; figures: Figure[] }> {
  const { firm } = bench;
  const edited = billing.invoices.map((invoice) => {
    const [first, ...others] = invoice.lines;
    const line = firm.line({ ...first, unitPrice: decimal('365.00') });
    const again = firm.line({
      description: `${line.description}, revised`,
      unitPrice: line.unitPrice,
    });
    const lines = [again, ...others];
    return { ...invoice, lines, ...totalsOf(lines, invoice.amountsAre, 2) };
  });
  await firm.database.transaction(async (tx) => {
    for (const invoice of edited) {
      const changes = [{ field: 'lines', to: 'revised' }];
      await replaceInvoice(tx, firm.edit, { invoice, source: 'book', changes });
    }
  });
  const measured = await bench.measureRested();
  await bench.assertTiedOut();
  const bounds = { goal: 40, floor: 40, perRecord: invoiceCount };
  return { edited, figures: figuresOf('1,000 edited invoices', measured, bounds) };
}

async function payments(bench: BenchFirm, invoices: readonly Invoice[]): Promise<Figure[]> {
  const { firm } = bench;
  await firm.enter({ payments: invoices.map((invoice) => firm.payment(invoice)) });
  const measured = await bench.measureRested();
  await bench.assertTiedOut();
  const bounds = { goal: 21, floor: 20, perRecord: invoiceCount };
  return figuresOf('1,000 payments', measured, bounds);
}

async function secondSync(bench: BenchFirm): Promise<Figure[]> {
  const scenario = 'a second sync, nothing to do';
  const { tally, tookMs } = await bench.measureRested();
  const reads = tally.calls['catch-up'];
  return [
    figure({ scenario, name: 'writes', value: tally.calls.write, unit: 'calls', goal: 0 }),
    figure({ scenario, name: 'reads, one a kind', value: reads, unit: 'calls', goal: 4, floor: 4 }),
    figure({ scenario, name: 'all calls', value: tally.total, unit: 'calls', goal: 4 }),
    figure({ scenario, name: 'bytes read', value: tally.totalBytes, unit: 'bytes' }),
    figure({ scenario, name: 'time, no network', value: tookMs / 1000, unit: 's' }),
  ];
}

export async function writeScenarios(server: TestServer): Promise<Figure[]> {
  await using bench = await BenchFirm.open(server);
  await bench.warmUp();
  const created = await newInvoices(bench);
  const { edited, figures } = await edits(bench, created.billing);
  const paid = await payments(bench, edited);
  return [...created.figures, ...figures, ...paid, ...(await secondSync(bench))];
}
