/** The lines of an invoice and what they add up to. */
import { useId } from 'react';
import type { InvoiceView } from '../../../api/invoices.ts';
import { Amount } from '../../parts/amount.tsx';
import { ScrollRegion } from '../../parts/scroll-region.tsx';
import { amountText, dateText, isZero } from '../../words.ts';

type Line = InvoiceView['lines'][number];

const kindWords: Readonly<Record<string, string>> = {
  time: 'Time',
  expense: 'Expense',
  fixed_fee: 'Fixed fee',
  discount: 'Discount',
  write_off: 'Write-off',
  no_charge: 'No charge',
  rounding: 'Rounding',
};

const figure = 'px-3 py-2.5 text-right tabular-nums whitespace-nowrap';
/** On a phone these stand under the description instead. */
const detail = `${figure} max-sm:hidden`;

export function Lines({ invoice }: { invoice: InvoiceView }) {
  const title = useId();
  return (
    <div className="card overflow-hidden">
      <h2 id={title} className="sr-only">
        Lines
      </h2>
      <ScrollRegion labelledBy={title}>
        <table className="w-full">
          <thead className="text-xs text-soft">
            <tr>
              <th scope="col" className="px-4 py-2 text-left font-medium sm:px-5">
                Description
              </th>
              <th scope="col" className={`${detail} py-2 font-medium`}>
                Quantity
              </th>
              <th scope="col" className={`${detail} py-2 font-medium`}>
                Price
              </th>
              <th scope="col" className={`${detail} py-2 font-medium`}>
                Discount
              </th>
              <th scope="col" className={`${detail} py-2 font-medium`}>
                Tax
              </th>
              <th scope="col" className={`${figure} py-2 pr-5 font-medium`}>
                Amount
              </th>
            </tr>
          </thead>
          <tbody>
            {invoice.lines.map((line, index) => (
              // Lines have no id of their own; their place in the invoice is what they are known by.
              <LineRow key={index} line={line} />
            ))}
          </tbody>
        </table>
      </ScrollRegion>
      <Totals invoice={invoice} />
    </div>
  );
}

function LineRow({ line }: { line: Line }) {
  const about = [
    kindWords[line.kind] ?? line.kind,
    line.matter ? `${line.matter.number} ${line.matter.name}` : null,
    line.date === null ? null : dateText(line.date),
    line.timekeeper,
  ];
  return (
    <tr className="border-t border-line align-top">
      <td className="px-4 py-2.5 sm:px-5">
        <span className="block max-w-prose">{line.description}</span>
        <span className="block text-xs text-soft">{about.filter(Boolean).join(' · ')}</span>
        <span className="block text-xs text-soft tabular-nums sm:hidden">
          {amountText(line.quantity)} × {amountText(line.unitPrice)}
          {isZero(line.discount) ? '' : ` − ${amountText(line.discount)}`}, tax{' '}
          {amountText(line.tax)}
        </span>
      </td>
      <td className={detail}>{amountText(line.quantity)}</td>
      <td className={detail}>{amountText(line.unitPrice)}</td>
      <td className={detail}>{isZero(line.discount) ? '' : amountText(line.discount)}</td>
      <td className={detail}>
        {amountText(line.tax)}
        <span className="block text-xs text-soft">{line.taxRate} %</span>
      </td>
      <td className={`${figure} pr-4 sm:pr-5`}>{amountText(line.amount)}</td>
    </tr>
  );
}

function Totals({ invoice }: { invoice: InvoiceView }) {
  const rows = [
    ['Net', invoice.net],
    ['Tax', invoice.tax],
    ['Total', invoice.total],
    ['Paid', invoice.paid],
    ['Due', invoice.due],
  ] as const;
  return (
    <dl className="ml-auto w-full space-y-1 sm:max-w-80 border-t border-line px-5 py-4 sm:border-t-0">
      {rows.map(([name, amount]) => {
        const isStrong = name === 'Total' || name === 'Due';
        return (
          <div key={name} className={`flex justify-between ${isStrong ? 'font-semibold' : ''}`}>
            <dt className={isStrong ? '' : 'text-soft'}>{name}</dt>
            <dd>
              <Amount
                amount={amount}
                {...(name === 'Total' ? { currency: invoice.currency } : {})}
              />
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
