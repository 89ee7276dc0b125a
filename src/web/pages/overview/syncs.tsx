/** The last syncs: when, why, what they moved, and what they cost. */
import { useId } from 'react';
import type { SyncRunView } from '../../../api/syncs.ts';
import { ScrollRegion } from '../../parts/scroll-region.tsx';
import { causeText, durationText, momentText, numberText } from '../../words.ts';

const cell = 'px-3 py-2 text-right tabular-nums whitespace-nowrap';
const columns = ['Read', 'Written', 'Calls', 'Took'] as const;

export function Syncs({ runs }: { runs: readonly SyncRunView[] }) {
  const title = useId();
  return (
    <section>
      <h2 id={title} className="mb-2 font-semibold">
        Last syncs
      </h2>
      <ScrollRegion labelledBy={title} className="card">
        <table className="w-full min-w-xl">
          <thead className="text-xs text-soft">
            <tr>
              <th scope="col" className="px-5 py-2 text-left font-medium">
                When
              </th>
              <th scope="col" className="px-3 py-2 text-left font-medium">
                Why
              </th>
              {columns.map((column) => (
                <th key={column} scope="col" className={`${cell} font-medium`}>
                  {column}
                </th>
              ))}
              <th scope="col" className="px-5 py-2 text-left font-medium">
                Result
              </th>
            </tr>
          </thead>
          <tbody>
            {runs.map((run) => (
              <RunRow key={run.id} run={run} />
            ))}
            {runs.length === 0 ? (
              <tr className="border-t border-line">
                <td colSpan={7} className="px-5 py-4 text-soft">
                  No sync has run yet.
                </td>
              </tr>
            ) : null}
          </tbody>
        </table>
      </ScrollRegion>
    </section>
  );
}

function RunRow({ run }: { run: SyncRunView }) {
  const figure = (n: number | null): string => (n === null ? '–' : numberText(n));
  return (
    <tr className="border-t border-line">
      <td className="px-5 py-2 whitespace-nowrap">{momentText(run.startedAt)}</td>
      <td className="px-3 py-2 whitespace-nowrap text-soft">{causeText(run.cause)}</td>
      <td className={cell}>{figure(run.read)}</td>
      <td className={cell}>{figure(run.written)}</td>
      <td className={cell}>{numberText(run.calls)}</td>
      <td className={cell}>
        {run.finishedAt === null ? '–' : durationText(run.startedAt, run.finishedAt)}
      </td>
      <td className="px-5 py-2">{resultText(run)}</td>
    </tr>
  );
}

function resultText(run: SyncRunView): string {
  switch (run.state) {
    case 'running':
      return 'Running';
    case 'interrupted':
      return 'Interrupted; the next one goes on';
    case 'stopped':
      return run.stoppedBecause ?? 'Stopped';
    case 'finished':
      if ((run.rejected ?? 0) > 0) return `Done, ${numberText(run.rejected ?? 0)} refused`;
      return (run.written ?? 0) === 0 && (run.read ?? 0) === 0 ? 'Nothing to do' : 'Done';
  }
}
