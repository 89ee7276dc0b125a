/**
 * Listens to the server's events: a running sync's progress goes straight into the overview, and a
 * change makes what is on the screen be read again, at most every second.
 */
import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { eventNames, type RunEvent } from '../api/events.ts';
import type { Overview } from '../api/overview.ts';
import { overviewQuery, refreshAll } from './data.ts';

const refreshEveryMs = 1000;

/** Puts a run's progress into the overview that is held; the same overview when nothing changed. */
export function withRun(overview: Overview, event: RunEvent): Overview {
  return {
    ...overview,
    connections: overview.connections.map((connection) => {
      if (connection.id !== event.connectionId) return connection;
      const budget = connection.budget && {
        ...connection.budget,
        dayRemaining: event.dayRemaining,
      };
      return { ...connection, budget, running: event.run };
    }),
  };
}

function noteRun(queries: QueryClient, event: RunEvent): void {
  const { queryKey } = overviewQuery;
  const wasRunning = queries
    .getQueryData(queryKey)
    ?.connections.some(({ id, running }) => id === event.connectionId && running !== null);
  queries.setQueryData(queryKey, (overview) => overview && withRun(overview, event));
  if (wasRunning && event.run === null) void refreshAll(queries);
}

/** Keeps everything on the screen live for as long as the component is mounted. */
export function useLiveEvents(): void {
  const queries = useQueryClient();
  useEffect(() => {
    const source = new EventSource('/api/v1/events');
    let timer: number | undefined;
    let hasFailed = false;
    source.addEventListener(eventNames.run, (message: MessageEvent<string>) =>
      noteRun(queries, JSON.parse(message.data) as RunEvent),
    );
    source.addEventListener(eventNames.changed, () => {
      timer ??= window.setTimeout(() => {
        timer = undefined;
        void refreshAll(queries);
      }, refreshEveryMs);
    });
    // Whatever was missed while the server was away is read again.
    source.addEventListener('error', () => {
      hasFailed = true;
    });
    source.addEventListener('open', () => {
      if (hasFailed) void refreshAll(queries);
      hasFailed = false;
    });
    return () => {
      source.close();
      window.clearTimeout(timer);
    };
  }, [queries]);
}
