/** Whose records a list shows, on which day, and towards which connection their marks stand. */
import type { Practice } from '../accounting/practice.ts';
import { dateIn } from '../base/time.ts';
import type { Connection } from '../store/connections.ts';
import type { InvoiceScope } from '../store/view-invoices.ts';
import { noConnection } from '../store/view-marks.ts';
import { connectionsOf, type ServerOptions } from './context.ts';

export interface ViewScope extends InvoiceScope {
  readonly connection: Connection | undefined;
}

/** Today is the practice's today; marks stand towards its first connection that still stands. */
export async function viewScope(options: ServerOptions, practice: Practice): Promise<ViewScope> {
  const all = await connectionsOf(options, practice);
  const connection = all.find(({ state }) => state !== 'disconnected') ?? all[0];
  return {
    practiceId: practice.id,
    connectionId: connection?.id ?? noConnection,
    connection,
    today: dateIn(practice.timeZone, options.engine.clock.now()),
  };
}
