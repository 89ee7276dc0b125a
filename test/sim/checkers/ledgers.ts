/** What only our own tables can show: the history's chain is whole, and no intent is open at rest. */
import type { ConnectionId, PracticeId } from '../../../src/base/id.ts';
import type { Tx } from '../../../src/store/database.ts';
import { brokenHistoryAt } from '../../../src/store/history.ts';
import { readOpenIntents } from '../../../src/store/intents.ts';
import type { Violation } from '../audit.ts';

export async function checkLedgers(
  tx: Tx,
  given: { practiceId: PracticeId; connectionId: ConnectionId },
): Promise<Violation[]> {
  const violations: Violation[] = [];
  const broken = await brokenHistoryAt(tx, given.practiceId);
  if (broken !== undefined) {
    violations.push({ invariant: 'the history is whole', detail: `broken at ${broken}` });
  }
  for (const intent of await readOpenIntents(tx, given.connectionId)) {
    const detail = `${intent.kind} ${intent.mark} (${intent.bookId}), ${intent.looks} looks`;
    violations.push({ invariant: 'no intent is open at rest', detail });
  }
  return violations;
}
