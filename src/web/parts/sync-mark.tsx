/** The mark beside a record: a dot, a word, and on hover when it was copied or what is wrong. */
import type { SyncMark as Mark, SyncState } from '../../api/sync-mark.ts';
import { momentText, syncWords } from '../words.ts';
import { HoverCard } from './hover-card.tsx';

const dots: Readonly<Record<SyncState, string>> = {
  in_agreement: 'bg-accent',
  waiting: 'border-2 border-accent',
  awaiting_answer: 'border-2 border-accent animate-pulse',
  finding: 'bg-warn',
  not_sent: 'border-2 border-soft/60',
};

const explanations: Readonly<Record<SyncState, string>> = {
  in_agreement: 'Equal on both sides.',
  waiting: 'Something changed; the next sync looks at it.',
  awaiting_answer: 'Sent to Xero; the answer has not come yet. It is looked for by itself.',
  finding: 'A person is needed.',
  not_sent: 'Not in Xero.',
};

export function SyncMark(props: { mark: Mark }) {
  const { mark } = props;
  const isFinding = mark.state === 'finding';
  return (
    <HoverCard content={<Explanation mark={mark} />}>
      <button
        type="button"
        className="relative z-10 inline-flex items-center gap-2 rounded whitespace-nowrap"
      >
        <span aria-hidden className={`size-2 shrink-0 rounded-full ${dots[mark.state]}`} />
        <span className={isFinding ? 'font-medium text-warn' : 'text-soft'}>
          {syncWords[mark.state]}
        </span>
      </button>
    </HoverCard>
  );
}

function Explanation({ mark }: { mark: Mark }) {
  const copied = mark.sentAt === null ? null : `Last copied to Xero ${momentText(mark.sentAt)}`;
  return (
    <div className="space-y-1.5">
      {mark.findings.length === 0 ? <p>{explanations[mark.state]}</p> : null}
      {mark.findings.map((finding) => (
        <div key={finding.id}>
          <p>{finding.sentence}</p>
          <p className="text-soft">{finding.remedy}</p>
        </div>
      ))}
      {copied === null ? null : <p className="text-soft">{copied}</p>}
    </div>
  );
}
