/** Tied out or not, at a glance: receivables on both sides, and how many records are equal. */
import { CircleAlert, CircleCheck, CircleDashed, Clock, Scale } from 'lucide-react';
import { useId } from 'react';
import type { OverviewConnection } from '../../../api/overview.ts';
import type { Receivables, TieOutSummary } from '../../../api/tie-outs.ts';
import { useMakeTieOut } from '../../data.ts';
import { Amount } from '../../parts/amount.tsx';
import { Button } from '../../parts/button.tsx';
import { ScrollRegion } from '../../parts/scroll-region.tsx';
import { agoText, countText, isZero, momentText, numberText } from '../../words.ts';

type Agreed = OverviewConnection['agreement'];

const heads: Readonly<Record<Agreed, { title: string; look: string; icon: typeof Clock }>> = {
  tied_out: { title: 'Tied out', look: 'text-good bg-good-wash', icon: CircleCheck },
  not_tied_out: { title: 'Not tied out', look: 'text-bad bg-bad-wash', icon: CircleAlert },
  changed_since: {
    title: 'Changed since the last tie-out',
    look: 'text-warn bg-warn-wash',
    icon: Clock,
  },
  never: { title: 'Not compared yet', look: 'text-soft bg-hover', icon: CircleDashed },
};

export function Agreement(props: { connection: OverviewConnection; asOf: string }) {
  const { connection, asOf } = props;
  const { tieOut } = connection;
  const head = heads[connection.agreement];
  const Icon = head.icon;
  return (
    <section aria-labelledby={`agreement-${connection.id}`} className="card overflow-hidden">
      <div className="flex flex-wrap items-start gap-4 p-5">
        <span aria-hidden className={`rounded-full p-2.5 ${head.look}`}>
          <Icon className="size-6" />
        </span>
        <div className="min-w-0 flex-1 basis-64">
          <h2 id={`agreement-${connection.id}`} className="text-lg leading-7 font-semibold">
            {head.title}
          </h2>
          <p className="text-soft">{explanation(connection)}</p>
          {tieOut ? (
            <p className="mt-1 text-xs text-soft">
              Compared {momentText(tieOut.madeAt)}.
              {connection.mirrorReadAt === null
                ? ''
                : ` Xero last read ${agoText(connection.mirrorReadAt, asOf)}.`}
            </p>
          ) : null}
        </div>
        <CompareButton connectionId={connection.id} />
      </div>
      {tieOut ? <Totals tieOut={tieOut} /> : null}
      {tieOut ? <Counts tieOut={tieOut} /> : null}
    </section>
  );
}

function CompareButton({ connectionId }: { connectionId: string }) {
  const compare = useMakeTieOut();
  return (
    <div className="flex flex-col items-end gap-1">
      <Button disabled={compare.isPending} onClick={() => compare.mutate(connectionId)}>
        <Scale aria-hidden className="size-3.5" />
        {compare.isPending ? 'Comparing…' : 'Compare now'}
      </Button>
      {compare.isError ? (
        <p role="alert" className="text-xs text-bad">
          {compare.error.message}
        </p>
      ) : null}
    </div>
  );
}

function explanation(connection: OverviewConnection): string {
  const { tieOut } = connection;
  const open = connection.findings.reduce((sum, group) => sum + group.count, 0);
  switch (connection.agreement) {
    case 'tied_out':
      return 'Every record is equal on both sides, to the cent.';
    case 'never':
      return 'Sync once, and both sides are compared record by record.';
    case 'changed_since':
      return 'One side has changed since both were compared. Sync now, then compare.';
    case 'not_tied_out':
      if (open > 0)
        return `${countText(open, 'record')} ${open === 1 ? 'needs' : 'need'} a person; see below.`;
      return `${countText(tieOut?.differences ?? 0, 'record')} differed at the last comparison. Sync now, then compare.`;
  }
}

const cell = 'px-2 py-2.5 text-right last:pr-4 sm:px-5 sm:last:pr-5';
const figures = 'sm:text-base';

function Totals({ tieOut }: { tieOut: TieOutSummary }) {
  const title = useId();
  const hasReceivables = tieOut.receivables.length > 0;
  return (
    <ScrollRegion labelledBy={title} className="border-t border-line">
      <table className="w-full">
        <thead className="text-xs text-soft">
          <tr>
            <th id={title} scope="col" className="py-2 pl-4 text-left font-medium sm:pl-5">
              Receivables
            </th>
            <th scope="col" className={`${cell} py-2 font-medium`}>
              Book
            </th>
            <th scope="col" className={`${cell} py-2 font-medium`}>
              Xero
            </th>
            <th scope="col" className={`${cell} py-2 font-medium`}>
              Difference
            </th>
          </tr>
        </thead>
        <tbody>
          {tieOut.receivables.map((line) => (
            <CurrencyRow key={line.currency} line={line} />
          ))}
          {hasReceivables ? null : (
            <tr className="border-t border-line">
              <td className="px-5 py-3 text-soft" colSpan={4}>
                Nothing is owed on either side.
              </td>
            </tr>
          )}
        </tbody>
      </table>
    </ScrollRegion>
  );
}

function CurrencyRow({ line }: { line: Receivables }) {
  const isEqual = isZero(line.difference);
  const others = [
    ['awaiting approval in Xero', line.awaitingApproval],
    ['only in Xero', line.xeroOnly],
    ['unallocated credit', line.unallocatedCredit],
  ] as const;
  const shown = others.filter(([, amount]) => !isZero(amount));
  return (
    <>
      <tr className="border-t border-line">
        <th scope="row" className="py-2.5 pl-4 text-left font-medium sm:pl-5">
          {line.currency}
        </th>
        <td className={cell}>
          <Amount amount={line.book} className={figures} />
        </td>
        <td className={cell}>
          <Amount amount={line.xero} className={figures} />
        </td>
        <td className={cell}>
          <Amount
            amount={line.difference}
            className={`${figures} font-semibold ${isEqual ? 'text-good' : 'text-bad'}`}
          />
        </td>
      </tr>
      {shown.length === 0 ? null : (
        <tr>
          <td colSpan={4} className="px-4 pb-2.5 text-xs text-soft sm:px-5">
            Beside these,{' '}
            {shown.map(([name, amount], index) => (
              <span key={name}>
                {index === 0 ? '' : ', '}
                <Amount amount={amount} /> {name}
              </span>
            ))}
            .
          </td>
        </tr>
      )}
    </>
  );
}

const kinds = [
  ['contacts', 'Contacts'],
  ['invoices', 'Invoices'],
  ['payments', 'Payments'],
] as const;

function Counts({ tieOut }: { tieOut: TieOutSummary }) {
  return (
    <dl className="grid grid-cols-3 divide-x divide-line border-t border-line">
      {kinds.map(([kind, name]) => (
        <div key={kind} className="px-4 py-3 sm:px-5">
          <dt className="text-xs text-soft">{name} equal</dt>
          <dd className="text-lg leading-7 font-semibold tabular-nums">
            {numberText(tieOut.equal[kind])}
          </dd>
          {tieOut.outOfScope[kind] === 0 ? null : (
            <dd className="text-xs text-soft">
              {numberText(tieOut.outOfScope[kind])} not for Xero
            </dd>
          )}
        </div>
      ))}
    </dl>
  );
}
