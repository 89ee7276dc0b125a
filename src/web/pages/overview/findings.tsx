/** What needs a person: findings grouped by cause, each opening to its records. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ChevronRight, CircleCheck, RotateCcw } from 'lucide-react';
import { useId, useState } from 'react';
import type { FindingView } from '../../../api/findings.ts';
import type { FindingGroup, OverviewConnection } from '../../../api/overview.ts';
import { findingsQuery, useRetryFinding } from '../../data.ts';
import { Button } from '../../parts/button.tsx';
import { Empty, Failed, Loading } from '../../parts/feedback.tsx';
import { numberText } from '../../words.ts';

export function Findings({ connection }: { connection: OverviewConnection }) {
  const { findings } = connection;
  const title = useId();
  return (
    <section aria-labelledby={title}>
      <h2 id={title} className="mb-2 font-semibold">
        What needs you
      </h2>
      <div className="card divide-y divide-line overflow-hidden">
        {findings.length === 0 ? (
          <Empty icon={<CircleCheck />} title="Nothing needs you.">
            Whatever could not be brought into agreement would be here, with its remedy.
          </Empty>
        ) : null}
        {findings.map((group) => (
          <Group key={group.code} group={group} />
        ))}
      </div>
    </section>
  );
}

function Group({ group }: { group: FindingGroup }) {
  const [isOpen, setOpen] = useState(false);
  const list = useId();
  return (
    <div>
      <button
        type="button"
        aria-expanded={isOpen}
        aria-controls={list}
        onClick={() => setOpen(!isOpen)}
        className="flex w-full items-start gap-3 px-5 py-4 text-left hover:bg-hover"
      >
        <ChevronRight
          aria-hidden
          className={`mt-0.5 size-4 shrink-0 text-soft transition-transform ${isOpen ? 'rotate-90' : ''}`}
        />
        <span className="min-w-0 flex-1">
          <span className="block font-medium">
            {group.count === 1 ? group.example : group.cause}
          </span>
          <span className="mt-0.5 block text-soft">{group.remedy}</span>
        </span>
        <span className="rounded-full bg-warn-wash px-2 text-xs leading-5 font-medium text-warn tabular-nums">
          {numberText(group.count)}
        </span>
      </button>
      <div id={list} hidden={!isOpen}>
        {isOpen ? <Records code={group.code} /> : null}
      </div>
    </div>
  );
}

function Records({ code }: { code: string }) {
  const query = useInfiniteQuery(findingsQuery(code));
  if (query.isPending) return <Loading label="Loading the records" />;
  if (query.isError) return <Failed error={query.error} what="The records could not be loaded." />;
  const findings = query.data.pages.flatMap((page) => page.items);
  return (
    <>
      <ul className="border-t border-line bg-canvas">
        {findings.map((finding) => (
          <Record key={finding.id} finding={finding} />
        ))}
      </ul>
      {query.hasNextPage ? (
        <div className="border-t border-line bg-canvas px-5 py-3 pl-12">
          <Button disabled={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            Show more
          </Button>
        </div>
      ) : null}
    </>
  );
}

function Record({ finding }: { finding: FindingView }) {
  const retry = useRetryFinding();
  const name = finding.number === '' ? 'Record' : finding.number;
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 px-5 py-2.5 pl-12 not-first:border-t not-first:border-line">
      <span className="w-28 shrink-0 truncate font-medium">
        {finding.invoiceId === null ? (
          name
        ) : (
          <Link
            to="/invoices/$invoiceId"
            params={{ invoiceId: finding.invoiceId }}
            className="text-accent hover:underline"
          >
            {name}
          </Link>
        )}
      </span>
      <span className="min-w-0 flex-1 basis-60 text-soft">
        {retry.isError ? <span className="text-bad">{retry.error.message}</span> : finding.sentence}
      </span>
      {finding.canRetry ? (
        <Button
          disabled={retry.isPending || retry.isSuccess}
          onClick={() => retry.mutate(finding.id)}
          aria-label={`Try again: ${name}`}
        >
          <RotateCcw aria-hidden className="size-3.5" />
          {retry.isSuccess ? 'Asked for' : 'Try again'}
        </Button>
      ) : null}
    </li>
  );
}
