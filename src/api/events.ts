/**
 * What GET /api/v1/events sends (server-sent events): `run` while a sync runs, `changed` when what
 * the pages show may be out of date. A listener that missed some loses nothing: it reads again.
 */
import type { SyncRunView } from './syncs.ts';

export interface RunEvent {
  readonly connectionId: string;
  /** Null once nothing runs any more. */
  readonly run: SyncRunView | null;
  readonly dayRemaining: number | null;
}

/** Names of the events, as they stand on the `event:` line. */
export const eventNames = { run: 'run', changed: 'changed' } as const;
