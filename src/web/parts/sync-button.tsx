/** Starts a sync, and says while one runs or why none could be started. */
import { useQuery } from '@tanstack/react-query';
import { RefreshCw } from 'lucide-react';
import { overviewQuery, useStartSync } from '../data.ts';
import { Button } from './button.tsx';

export function SyncButton(props: {
  label: string;
  connectionId?: string;
  look?: 'primary' | 'quiet';
}) {
  const overview = useQuery(overviewQuery);
  const start = useStartSync();
  const connections = overview.data?.connections ?? [];
  const isOurs = (id: string): boolean =>
    props.connectionId === undefined || id === props.connectionId;
  const isRunning = connections.some(({ id, running }) => isOurs(id) && running !== null);
  const isBusy = isRunning || start.isPending;
  return (
    <span className="inline-flex items-center gap-2">
      {start.isError ? (
        <span role="alert" className="text-bad">
          {start.error.message}
        </span>
      ) : null}
      <Button
        look={props.look ?? 'primary'}
        disabled={isBusy || connections.length === 0}
        onClick={() => start.mutate(props.connectionId)}
      >
        <RefreshCw aria-hidden className={`size-3.5 ${isBusy ? 'animate-spin' : ''}`} />
        {isBusy ? 'Syncing…' : props.label}
      </Button>
    </span>
  );
}
