/**
 * Records what came of writes: the intent is settled, the echo enters the mirror, the link gets its
 * new base (the book's half from the intent, Xero's from the echo), and the history a row. An ERROR
 * element never enters the mirror; an unknown outcome stays open (RULES P5-P7).
 */
import type { XeroId } from '../base/id.ts';
import type { Instant } from '../base/time.ts';
import type { Connection } from '../store/connections.ts';
import type { Tx } from '../store/database.ts';
import { appendHistory, type HistoryEntry } from '../store/history.ts';
import { noteHints } from '../store/hints.ts';
import { settleIntents, type NewIntent } from '../store/intents.ts';
import { readLinks, saveLinks, type NewLink } from '../store/links.ts';
import { saveMirror } from '../store/mirror.ts';
import type { AnyMirror, ContactFields } from '../sync/mirror.ts';
import type { ContactBase, InvoiceBase, PaymentBase } from '../sync/plan.ts';
import type { Write } from '../sync/posting.ts';

export type IntentOutcome =
  | { readonly kind: 'accepted'; readonly echo: AnyMirror }
  | { readonly kind: 'rejected'; readonly messages: readonly string[] }
  | { readonly kind: 'absent' };

export interface SettledIntent {
  readonly intent: NewIntent;
  /** The call that it went with: the request that the history names. */
  readonly callId: string;
  readonly outcome: IntentOutcome;
}

export async function recordOutcomes(
  tx: Tx,
  connection: Connection,
  given: { settled: readonly SettledIntent[]; at: Instant },
): Promise<void> {
  const { at } = given;
  const open = await settleIntents(tx, {
    at,
    results: given.settled.map(({ intent, outcome }) => ({
      id: intent.id,
      state: outcome.kind,
      messages: outcome.kind === 'rejected' ? outcome.messages : [],
    })),
  });
  // What was settled before (another worker looked meanwhile) is evidence, not news.
  const settled = given.settled.filter(({ intent }) => open.has(intent.id));
  const accepted = settled.flatMap((one) =>
    one.outcome.kind === 'accepted' ? [{ ...one, echo: one.outcome.echo }] : [],
  );
  await saveMirror(tx, connection.id, { records: accepted.map(({ echo }) => echo), at });
  const links: NewLink[] = [];
  for (const kind of ['contact', 'invoice', 'payment'] as const) {
    const ofKind = accepted.filter(({ intent }) => intent.kind === kind);
    const bookIds = ofKind.map(({ intent }) => intent.bookId);
    const before = await readLinks(tx, connection.id, { kind, bookIds });
    for (const { intent, echo } of ofKind) {
      const base = baseAfter(intent.write, echo, before.get(intent.bookId)?.base);
      if (base) {
        const { bookId, bookVersion } = intent;
        links.push({ kind, bookId, bookVersion, xeroId: echo.xeroId, base, isSent: true });
      }
    }
    const hinted = settled.filter(({ intent }) => intent.kind === kind);
    await noteHints(tx, connection.id, {
      kind,
      bookIds: hinted.map(({ intent }) => intent.hintId),
    });
  }
  await saveLinks(tx, connection.id, { links, at });
  await appendHistory(tx, {
    practiceId: connection.practiceId,
    at,
    entries: accepted.map(({ intent, callId, echo }) =>
      historyOf({ intent, callId, xeroId: echo.xeroId }),
    ),
  });
}

/** The base after an accepted write; undefined when a write leaves the link as it was. */
function baseAfter(
  write: Write,
  echo: AnyMirror,
  before: ContactBase | InvoiceBase | PaymentBase | undefined,
): ContactBase | InvoiceBase | PaymentBase | undefined {
  if (write.action === 'set_status') return undefined;
  if (echo.kind === 'contact') {
    const sent: Partial<ContactFields> =
      write.action === 'create'
        ? write.posting.kind === 'contact'
          ? write.posting.fields
          : {}
        : (write.changes as Partial<ContactFields>);
    return contactBaseAfter(sent, echo.fields, before as ContactBase | undefined);
  }
  if (echo.kind === 'invoice') {
    const posting =
      write.action === 'update' && write.kind === 'contact' ? undefined : write.posting;
    return posting?.kind === 'invoice' ? { book: posting, xero: echo } : undefined;
  }
  if (echo.kind === 'payment' && write.action === 'create' && write.posting.kind === 'payment') {
    return { book: write.posting, xero: echo };
  }
  return undefined;
}

function contactBaseAfter(
  sent: Partial<ContactFields>,
  echoed: ContactFields,
  before: ContactBase | undefined,
): ContactBase {
  const names = Object.keys(sent) as (keyof ContactFields)[];
  const taken = Object.fromEntries(names.map((name) => [name, echoed[name]]));
  return {
    book: { ...before?.book, ...sent },
    xero: { ...before?.xero, ...taken },
  };
}

function historyOf(sent: { intent: NewIntent; callId: string; xeroId: XeroId }): HistoryEntry {
  const { intent, callId, xeroId } = sent;
  const { write } = intent;
  const changes =
    write.action === 'set_status'
      ? [{ field: 'status', to: write.status }]
      : write.action === 'update'
        ? Object.keys(write.changes).map((field) => ({ field }))
        : [{ field: 'mark', to: write.mark }];
  return {
    actor: 'sync',
    side: 'xero',
    kind: intent.kind,
    recordId: intent.bookId,
    action: write.action === 'create' ? 'created' : 'edited',
    changes,
    why: `sent as ${xeroId}`,
    requestId: callId,
  };
}
