/**
 * The rolling sweep: every linked record is read again by its id within some days, a few at a time,
 * because Xero does not move UpdatedDateUTC for everything (RULES P10). A record that is not answered
 * is not taken for deleted; it is said in the log and asked for again next time round.
 */
import { day, instant } from '../base/time.ts';
import { noteSeen, readStale, saveMirror } from '../store/mirror.ts';
import type { Kind } from '../sync/mirror.ts';
import { readByIds } from '../xero/reads.ts';
import { idsPerRead } from '../xero/resources.ts';
import { resourceOf } from './read-changes.ts';
import type { Session } from './session.ts';

/** Every record is seen again within so many days. */
const roundMs = 14 * day;

/** One call at the most for each kind; answers how many records were read again. */
export async function sweep(session: Session): Promise<number> {
  let count = 0;
  for (const kind of ['contact', 'invoice', 'payment'] as const)
    count += await sweepKind(session, kind);
  return count;
}

async function sweepKind(session: Session, kind: Kind): Promise<number> {
  const { context, connection } = session;
  const at = context.clock.now();
  const resource = resourceOf[kind];
  const before = instant(at - roundMs);
  const ids = await context.database.transaction((tx) =>
    readStale(tx, connection.id, { kind, before, limit: idsPerRead[resource] }),
  );
  if (ids.length === 0) return 0;
  const page = await session.read((transport, access) =>
    readByIds(transport, access, { resource, ids }),
  );
  const answered = new Set<string>(page.records.map((record) => record.xeroId));
  for (const id of ids.filter((one) => !answered.has(one))) {
    context.log.warn('Xero does not answer a linked record', { kind, id });
  }
  await context.database.transaction(async (tx) => {
    await session.keepLease(tx);
    await saveMirror(tx, connection.id, { records: page.records, at });
    await noteSeen(tx, connection.id, { kind, xeroIds: ids, at });
  });
  return page.records.length;
}
