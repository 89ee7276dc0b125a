/**
 * Listens to the server's events while the page is looked at: a running sync's progress goes straight
 * into the overview, and a change makes what is on the screen be read again, at most every second.
 * A hidden tab does not listen, since a browser allows only a few connections to one server.
 */
import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { eventNames, type RunEvent } from '../api/events.ts';
import type { Overview } from '../api/overview.ts';
import { overviewQuery, refreshAll } from './data.ts';

const refreshEveryMs = 1000;
const reconnectMs = 3000;
/** A restart of the server is shorter than this, and nobody needs to be told. */
const patienceMs = 4000;

/** Puts a run's progress into the overview that is held. */
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

interface Listening {
  readonly queries: QueryClient;
  readonly onAway: (isAway: boolean) => void;
}

/** One connection after the other, as the page is shown and hidden and the server comes and goes. */
class LiveConnection {
  readonly #listening: Listening;
  #source: EventSource | undefined;
  #refreshTimer: number | undefined;
  #reconnectTimer: number | undefined;
  #awayTimer: number | undefined;
  /** Something may have been missed since the last event. */
  #hasMissed = false;

  constructor(listening: Listening) {
    this.#listening = listening;
  }

  /** Listens, or stops, by whether the page is looked at. */
  readonly follow = (): void => {
    if (document.visibilityState === 'hidden') this.#hide();
    else if (!this.#source) this.#open();
  };

  #hide(): void {
    this.close();
    this.#hasMissed = true;
  }

  #open(): void {
    const source = new EventSource('/api/v1/events');
    this.#source = source;
    source.addEventListener(eventNames.run, (message: MessageEvent<string>) =>
      noteRun(this.#listening.queries, JSON.parse(message.data) as RunEvent),
    );
    source.addEventListener(eventNames.changed, () => this.#refreshSoon());
    source.addEventListener('open', () => this.#opened());
    source.addEventListener('error', () => this.#broken(source));
  }

  #opened(): void {
    window.clearTimeout(this.#awayTimer);
    this.#awayTimer = undefined;
    this.#listening.onAway(false);
    if (this.#hasMissed) void refreshAll(this.#listening.queries);
    this.#hasMissed = false;
  }

  #broken(source: EventSource): void {
    this.#hasMissed = true;
    this.#awayTimer ??= window.setTimeout(() => this.#listening.onAway(true), patienceMs);
    // After an answer that is no stream, the browser gives up by itself.
    if (source.readyState !== EventSource.CLOSED) return;
    this.#source = undefined;
    this.#reconnectTimer = window.setTimeout(this.follow, reconnectMs);
  }

  #refreshSoon(): void {
    this.#refreshTimer ??= window.setTimeout(() => {
      this.#refreshTimer = undefined;
      void refreshAll(this.#listening.queries);
    }, refreshEveryMs);
  }

  close(): void {
    this.#source?.close();
    this.#source = undefined;
    for (const timer of [this.#refreshTimer, this.#reconnectTimer, this.#awayTimer]) {
      window.clearTimeout(timer);
    }
    this.#refreshTimer = undefined;
    this.#awayTimer = undefined;
  }
}

/** Keeps what is on the screen live while the component is mounted; says when the server is away. */
export function useLiveEvents(): { isAway: boolean } {
  const queries = useQueryClient();
  const [isAway, setAway] = useState(false);
  useEffect(() => {
    const live = new LiveConnection({ queries, onAway: setAway });
    live.follow();
    document.addEventListener('visibilitychange', live.follow);
    return () => {
      document.removeEventListener('visibilitychange', live.follow);
      live.close();
    };
  }, [queries]);
  return { isAway };
}
