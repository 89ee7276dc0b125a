/** The payments of an invoice: its instalments, and where each was entered. */
import { useId } from 'react';
import type { InvoiceView } from '../../../api/invoices.ts';
import { Amount } from '../../parts/amount.tsx';
import { dateText } from '../../words.ts';

export function Payments({ invoice }: { invoice: InvoiceView }) {
  const title = useId();
  const { payments } = invoice;
  return (
    <section aria-labelledby={title} className="card p-5">
      <h2 id={title} className="font-semibold">
        Payments
      </h2>
      {payments.length === 0 ? <p className="mt-1 text-soft">None yet.</p> : null}
      <ul className="mt-1 divide-y divide-line">
        {payments.map((payment) => (
          <li key={payment.id} className="flex items-baseline justify-between gap-4 py-2">
            <span className="min-w-0">
              {dateText(payment.date)}
              <span className="block text-xs break-words text-soft">
                {payment.enteredIn === 'xero' ? 'Entered in Xero' : 'Entered here'}
                {payment.reference === '' ? '' : ` · ${payment.reference}`}
              </span>
            </span>
            <Amount amount={payment.amount} currency={invoice.currency} />
          </li>
        ))}
      </ul>
    </section>
  );
}
