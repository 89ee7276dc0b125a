/** One invoice whole: lines, payments, what is wrong with it, and the other side as last seen. */
import type { InvoiceView } from '../api/invoices.ts';
import { must } from '../base/assert.ts';
import type { Decimal } from '../base/decimal.ts';
import type { InvoiceId } from '../base/id.ts';
import { formatInstant } from '../base/time.ts';
import { readInvoices, readPaymentsOf } from '../store/book-records.ts';
import { readMirror } from '../store/mirror.ts';
import { listInvoices, readMatterNames } from '../store/view-invoices.ts';
import { readFindingsOf } from '../store/view-marks.ts';
import type { Invoice, InvoiceLine } from '../accounting/invoice.ts';
import type { MirrorInvoice } from '../sync/mirror.ts';
import type { ServerOptions } from './context.ts';
import { problem } from './problems.ts';
import { amountPrinter, showInvoiceRow, xeroUrls } from './show-records.ts';
import type { ViewScope } from './view-scope.ts';

type Print = (amount: Decimal, currency: string) => string;

export async function readInvoiceView(
  options: ServerOptions,
  scope: ViewScope,
  id: InvoiceId,
): Promise<InvoiceView> {
  return options.engine.database.transaction(async (tx) => {
    const [row] = await listInvoices(tx, scope, { filter: { id }, limit: 1 });
    if (!row) throw problem('record.unknown', `There is no invoice ${id}.`);
    const [stored] = await readInvoices(tx, [id]);
    const { record: invoice, version, changedAt } = must(stored, 'the invoice');
    const payments = (await readPaymentsOf(tx, [id])).filter((payment) => !payment.isDeleted);
    const wanted = { kind: 'invoice', ids: [id] } as const;
    const findings = await readFindingsOf(tx, scope.connectionId, wanted);
    const matters = await readMatterNames(
      tx,
      invoice.lines.flatMap((line) => line.matterId ?? []),
    );
    const { xeroId } = row.mark;
    const mirrors = await readMirror<MirrorInvoice>(tx, scope.connectionId, {
      kind: 'invoice',
      xeroIds: xeroId === undefined ? [] : [xeroId],
    });
    const mirror = [...mirrors.values()][0];
    const print = amountPrinter();
    const xeroUrl = xeroUrls(options, scope.connection);
    return {
      ...showInvoiceRow(row, { print, xeroUrl, findings: findings.get(id) }),
      ...showAmounts(invoice, print),
      version,
      changedAt: formatInstant(changedAt),
      lines: invoice.lines.map((line) => showLine(line, { invoice, print, matters })),
      payments: payments.map(({ record }) => ({
        id: record.id,
        date: record.date,
        amount: print(record.amount, record.currency),
        reference: record.reference,
        bankAccount: record.bankAccount,
        enteredIn: record.enteredIn,
      })),
      xeroSide: mirror ? showXeroSide(mirror, print) : null,
    };
  });
}

function showAmounts(invoice: Invoice, print: Print) {
  return {
    amountsAre: invoice.amountsAre,
    currencyRate: invoice.currencyRate?.normalised().toString() ?? null,
    net: print(invoice.net, invoice.currency),
    tax: print(invoice.tax, invoice.currency),
  };
}

function showLine(
  line: InvoiceLine,
  given: {
    invoice: Invoice;
    print: Print;
    matters: ReadonlyMap<string, { id: string; number: string; name: string }>;
  },
): InvoiceView['lines'][number] {
  const { invoice, print, matters } = given;
  return {
    kind: line.kind,
    description: line.description,
    date: line.date ?? null,
    timekeeper: line.timekeeper ?? null,
    matter: (line.matterId && matters.get(line.matterId)) || null,
    quantity: line.quantity.normalised().toString(),
    unitPrice: print(line.unitPrice, invoice.currency),
    discount: print(line.discount, invoice.currency),
    amount: print(line.amount, invoice.currency),
    taxCode: line.taxCode,
    taxRate: line.taxRate.normalised().toString(),
    tax: print(line.tax, invoice.currency),
  };
}

function showXeroSide(mirror: MirrorInvoice, print: Print): InvoiceView['xeroSide'] {
  const amount = (value: Decimal): string => print(value, mirror.currency);
  return {
    status: mirror.status,
    number: mirror.number,
    date: mirror.date,
    dueDate: mirror.dueDate ?? null,
    contactName: mirror.contactName,
    reference: mirror.reference,
    net: amount(mirror.net),
    tax: amount(mirror.tax),
    total: amount(mirror.total),
    paid: amount(mirror.amountPaid),
    credited: amount(mirror.amountCredited),
    due: amount(mirror.amountDue),
    updatedAt: formatInstant(mirror.updatedAt),
  };
}
