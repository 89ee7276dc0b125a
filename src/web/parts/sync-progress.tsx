/** A sync that is running: what it is at, how far, and what it costs of today's calls. */
import type { SyncRunView } from '../../api/syncs.ts';
import { countText, numberText, phaseWords } from '../words.ts';

const order: readonly SyncRunView['phase'][] = [
  'reading',
  'contacts',
  'invoices',
  'payments',
  'checking',
  'settling',
];

export function SyncProgress(props: { run: SyncRunView; dayRemaining: number | null }) {
  const { run, dayRemaining } = props;
  const share = run.total === 0 ? 0 : Math.min(run.done / run.total, 1);
  const percent = Math.round(share * 100);
  const step = order.indexOf(run.phase) + 1;
  return (
    <section aria-label="Sync in progress" className="card p-5">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <p className="font-medium">
          {phaseWords[run.phase]}
          {run.phase !== 'reading' && run.total > 0 ? (
            <span className="ml-2 font-normal text-soft tabular-nums">
              {numberText(run.done)} of {numberText(run.total)}
            </span>
          ) : null}
        </p>
        <p className="text-soft tabular-nums">
          {countText(run.calls, 'call')} used
          {dayRemaining === null ? '' : ` · ${numberText(dayRemaining)} left today`}
        </p>
      </div>
      <progress className="sr-only" aria-label={phaseWords[run.phase]} value={percent} max={100} />
      <div aria-hidden className="mt-3 h-1.5 overflow-hidden rounded-full bg-line">
        <div
          className="h-full rounded-full bg-accent transition-[width] duration-300"
          style={{ width: `${percent}%` }}
        />
      </div>
      <p className="mt-2 text-xs text-soft">
        Step {step} of {order.length}. You can close this page; the sync goes on.
      </p>
    </section>
  );
}
