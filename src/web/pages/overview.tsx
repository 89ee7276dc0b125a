/** Is everything in agreement, and what needs me? One section for each connection. */
import { useQuery } from '@tanstack/react-query';
import { BookOpen, Plug } from 'lucide-react';
import type { Overview, OverviewConnection } from '../../api/overview.ts';
import { overviewQuery } from '../data.ts';
import { Empty, Failed, Loading } from '../parts/feedback.tsx';
import { SyncButton } from '../parts/sync-button.tsx';
import { SyncProgress } from '../parts/sync-progress.tsx';
import { useTitle } from '../title.ts';
import { numberText } from '../words.ts';
import { Agreement } from './overview/agreement.tsx';
import { Findings } from './overview/findings.tsx';
import { Syncs } from './overview/syncs.tsx';

export function OverviewPage() {
  useTitle('Overview');
  const overview = useQuery(overviewQuery);
  return (
    <div className="h-full overflow-y-auto">
      <div className="mx-auto max-w-5xl space-y-6 px-4 py-6 md:px-8">
        {overview.isPending ? <Loading label="Loading the overview" lines={6} /> : null}
        {overview.isError && !overview.data ? (
          <Failed error={overview.error} what="The overview could not be loaded." />
        ) : null}
        {overview.data ? <Shown overview={overview.data} /> : null}
      </div>
    </div>
  );
}

function Shown({ overview }: { overview: Overview }) {
  if (!overview.practice) {
    return (
      <div className="card">
        <h1 className="sr-only">Overview</h1>
        <Empty icon={<BookOpen />} title="The book is empty.">
          Bring invoices in with <code>npm run -s tieout -- import FILE</code> (LEDES or CSV), or
          send them over the API.
        </Empty>
      </div>
    );
  }
  if (overview.connections.length === 0) {
    return (
      <div className="card">
        <h1 className="sr-only">Overview</h1>
        <Empty icon={<Plug />} title={`${overview.practice.name} is not connected to Xero yet.`}>
          Connect an organisation with <code>npm run -s tieout -- connect</code>.
        </Empty>
      </div>
    );
  }
  return overview.connections.map((connection) => (
    <ConnectionSection key={connection.id} connection={connection} asOf={overview.asOf} />
  ));
}

function ConnectionSection(props: { connection: OverviewConnection; asOf: string }) {
  const { connection, asOf } = props;
  const dayRemaining = connection.budget?.dayRemaining ?? null;
  return (
    <div className="space-y-6">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <div className="min-w-0">
          <h1 className="truncate text-xl leading-7 font-semibold">{connection.organisation}</h1>
          <p className="text-soft">
            {stateText(connection)}
            {dayRemaining === null ? '' : ` · ${numberText(dayRemaining)} calls left today`}
          </p>
        </div>
        <SyncButton label="Sync now" connectionId={connection.id} />
      </div>
      {connection.stateReason === null ? null : (
        <p role="alert" className="rounded-lg bg-bad-wash px-4 py-3 text-bad">
          {connection.stateReason}
        </p>
      )}
      {connection.running ? (
        <SyncProgress run={connection.running} dayRemaining={dayRemaining} />
      ) : null}
      <Agreement connection={connection} asOf={asOf} />
      <Findings connection={connection} />
      <Syncs runs={connection.syncs} />
    </div>
  );
}

function stateText(connection: OverviewConnection): string {
  const by = connection.connectedBy === null ? '' : ` by ${connection.connectedBy}`;
  const words = {
    connected: connection.isReadOnly ? `Connected${by}, read-only` : `Connected to Xero${by}`,
    lost: 'The connection was lost',
    halted: 'Stopped for safety',
    disconnected: 'Disconnected',
  } as const;
  return connection.isDemo ? `${words[connection.state]} · demo company` : words[connection.state];
}
