/** Wake-ups as a port: they say only "look at this connection", may be lost, doubled or late (RULES S1). */
import type { ConnectionId } from '../base/id.ts';

export interface Wake {
  /** Asks for a sync of a connection, soon. */
  wake(connectionId: ConnectionId, cause: string): Promise<void>;
}
