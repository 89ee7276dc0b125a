/** How an invoice stands towards Xero: what is wrong with its remedy, and both sides' figures. */
import { RotateCcw, TriangleAlert } from 'lucide-react';
import { useId } from 'react';
import type { InvoiceView } from '../../../api/invoices.ts';
import type { BriefFinding } from '../../../api/sync-mark.ts';
import { useRetryFinding } from '../../data.ts';
import { Button } from '../../parts/button.tsx';
import { amountText, dateText, statusWords } from '../../words.ts';

export function InvoiceFindings({ findings }: { findings: readonly BriefFinding[] }) {
  return findings.map((finding) => <FindingNote key={finding.id} finding={finding} />);
}

function FindingNote({ finding }: { finding: BriefFinding }) {
  const retry = useRetryFinding();
  return (
    <div role="note" className="flex flex-wrap items-start gap-3 rounded-lg bg-warn-wash px-4 py-3">
      <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-warn" />
      <div className="min-w-0 flex-1 basis-60">
        <p className="font-medium">{finding.sentence}</p>
        <p className="text-soft">{finding.remedy}</p>
        {retry.isError ? <p className="text-bad">{retry.error.message}</p> : null}
      </div>
      {finding.canRetry ? (
        <Button
          disabled={retry.isPending || retry.isSuccess}
          onClick={() => retry.mutate(finding.id)}
        >
          <RotateCcw aria-hidden className="size-3.5" />
          {retry.isSuccess ? 'Asked for' : 'Try again'}
        </Button>
      ) : null}
    </div>
  );
}

const xeroStatusWords: Readonly<Record<string, string>> = {
  draft: 'Draft',
  submitted: 'Awaiting approval',
  authorised: 'Awaiting payment',
  paid: 'Paid',
  voided: 'Voided',
  deleted: 'Deleted',
};

/** A status has its own words on each side; everything else should be the same. */
type Row = readonly [name: string, here: string, there: string, isCompared: boolean];

function rowsOf(invoice: InvoiceView, xero: NonNullable<InvoiceView['xeroSide']>): Row[] {
  const due = (date: string | null): string => (date === null ? 'None' : dateText(date));
  const text = (reference: string): string => (reference === '' ? '–' : reference);
  return [
    ['Status', statusWords[invoice.status], xeroStatusWords[xero.status] ?? xero.status, false],
    ['Date', dateText(invoice.date), dateText(xero.date), true],
    ['Due date', due(invoice.dueDate), due(xero.dueDate), true],
    ['Reference', text(invoice.reference), text(xero.reference), true],
    ['Net', amountText(invoice.net), amountText(xero.net), true],
    ['Tax', amountText(invoice.tax), amountText(xero.tax), true],
    ['Total', amountText(invoice.total), amountText(xero.total), true],
    ['Due', amountText(invoice.due), amountText(xero.due), true],
  ];
}

export function BothSides({ invoice }: { invoice: InvoiceView }) {
  const title = useId();
  const { xeroSide } = invoice;
  return (
    <section aria-labelledby={title} className="card p-5">
      <h2 id={title} className="font-semibold">
        Both sides
      </h2>
      {xeroSide === null ? (
        <p className="mt-1 text-soft">This invoice is not in Xero.</p>
      ) : (
        <table className="mt-1 w-full">
          <thead className="text-xs text-soft">
            <tr>
              <th scope="col">
                <span className="sr-only">Field</span>
              </th>
              <th scope="col" className="py-1.5 text-right font-medium">
                In the book
              </th>
              <th scope="col" className="py-1.5 text-right font-medium">
                In Xero
              </th>
            </tr>
          </thead>
          <tbody>
            {rowsOf(invoice, xeroSide).map(([name, here, there, isCompared]) => (
              <tr key={name} className="border-t border-line">
                <th scope="row" className="py-1.5 text-left font-normal text-soft">
                  {name}
                </th>
                <td className="py-1.5 text-right break-words tabular-nums">{here}</td>
                <td
                  className={`py-1.5 pl-3 text-right break-words tabular-nums ${isCompared && here !== there ? 'font-medium text-warn' : ''}`}
                >
                  {there}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
