/**
 * Brings the mirror up to date: what changed in Xero since the cursor, page by page. A cursor becomes
 * the answer's own time less an overlap and is stored with the rows that it stands for, so that a stop
 * at any moment reads twice rather than never (RULES P9). The same read is the look for writes whose
 * answer never came: it began after they were sent, so what they made is now in the mirror.
 */
import { limits } from '../base/limits.ts';
import { instant, type Instant } from '../base/time.ts';
import { readCursors, saveCursor, saveReference, type Connection } from '../store/connections.ts';
import { hintFindings } from '../store/hints.ts';
import { saveMirror } from '../store/mirror.ts';
import type { ReferenceData } from '../accounting/reference-data.ts';
import { fingerprint } from '../base/hash.ts';
import type { Kind } from '../sync/mirror.ts';
import { nextPlace, type PagePlace } from '../xero/pager.ts';
import { readPage } from '../xero/reads.ts';
import { readReferenceData } from '../xero/reference-reads.ts';
import type { Resource } from '../xero/resources.ts';
import type { Session } from './session.ts';

export const allResources: readonly Resource[] = [
  'contacts',
  'invoices',
  'credit_notes',
  'payments',
];

export const resourceOf: Readonly<Record<Kind, Resource>> = {
  contact: 'contacts',
  invoice: 'invoices',
  payment: 'payments',
};

export interface Changes {
  /** How many records came. */
  readonly count: number;
  /** Every record was understood: what is not in the mirror now is not in Xero. */
  readonly isWhole: boolean;
}

/** Reads what changed of one resource. */
export async function readChanges(session: Session, resource: Resource): Promise<Changes> {
  const { context, connection } = session;
  const cursors = await context.database.transaction((tx) => readCursors(tx, connection.id));
  const since = cursors.get(resource);
  let place: PagePlace | undefined =
    since === undefined ? { page: 1 } : { modifiedSince: since, page: 1 };
  let firstAnswer: Instant | undefined;
  let count = 0;
  let isWhole = true;
  for (let pages = 0; place !== undefined && pages < limits.pagesMax; pages += 1) {
    const here: PagePlace = place;
    const readAt = context.clock.now();
    const page = await session.read((transport, access) =>
      readPage(transport, access, { resource, ...here }),
    );
    firstAnswer ??= page.answeredAt;
    count += page.records.length;
    for (const { id, reason } of page.unreadable) {
      isWhole = false;
      context.log.warn('a record of Xero could not be read', { resource, id, reason });
    }
    place = nextPlace(here, page);
    const end = instant(firstAnswer - limits.cursorOverlapMs);
    const reached = place === undefined ? end : place.modifiedSince;
    await context.database.transaction(async (tx) => {
      await session.keepLease(tx);
      await saveMirror(tx, connection.id, { records: page.records, at: readAt });
      if (
        reached !== undefined &&
        (since === undefined || reached > since || place === undefined)
      ) {
        await saveCursor(tx, connection.id, { resource, modifiedSince: reached, readAt });
      }
    });
  }
  return { count, isWhole };
}

/** Accounts, tax rates, currencies and lock dates: read when a day old, and after a refusal. */
export async function refreshReference(
  session: Session,
  connection: Connection,
  ageMaxMs: number = limits.referenceDataAgeMaxMs,
): Promise<Connection> {
  const { context } = session;
  const now = context.clock.now();
  const { reference, referenceReadAt } = connection;
  if (reference && referenceReadAt !== undefined && now - referenceReadAt < ageMaxMs) {
    return connection;
  }
  const { unreadable, ...read } = await session.read((transport, access) =>
    readReferenceData(transport, access),
  );
  for (const { id, reason } of unreadable) {
    context.log.warn('a setting of Xero could not be read', { id, reason });
  }
  const fresh: ReferenceData = read;
  await context.database.transaction(async (tx) => {
    await saveReference(tx, connection.id, { reference: fresh, at: now });
    if (reference === undefined || fingerprint(reference) !== fingerprint(fresh)) {
      await hintFindings(tx, connection.id);
    }
  });
  return { ...connection, reference: fresh, referenceReadAt: now };
}
