/**
 * Changes to a connection that is there: another policy, and what has to be done after the database
 * was restored from a backup (RULES P12).
 */
import {
  clearCursors,
  forgetReferenceAge,
  readConnections,
  savePolicy,
  type Connection,
} from '../store/connections.ts';
import { hintEverything } from '../store/hints.ts';
import { nextEpoch } from '../store/practices.ts';
import { expireAccess } from '../store/tokens.ts';
import type { Policy } from '../sync/policy.ts';
import type { EngineContext } from './context.ts';

/** Stores another policy; with other powers asked for, the next call renews the access first. */
export async function changePolicy(
  context: EngineContext,
  connection: Connection,
  policy: Policy,
): Promise<void> {
  await context.database.transaction(async (tx) => {
    await savePolicy(tx, connection.id, policy);
    if (policy.isReadOnly !== connection.policy.isReadOnly) await expireAccess(tx, connection.id);
  });
}

/**
 * A new epoch: tokens are renewed, cursors set back and every record looked at again, so that all of
 * Xero is read and its marks adopted before anything is written.
 */
export async function markRestored(context: EngineContext): Promise<void> {
  await context.database.transaction(async (tx) => {
    await nextEpoch(tx);
    for (const connection of await readConnections(tx)) {
      await clearCursors(tx, connection.id);
      await expireAccess(tx, connection.id);
      await forgetReferenceAge(tx, connection.id);
      await hintEverything(tx, connection.id, connection.practiceId);
    }
  });
}
