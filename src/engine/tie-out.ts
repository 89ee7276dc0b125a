/**
 * Makes a tie-out: plans every record of the book without acting on any plan, and adds up both sides.
 * It makes no call to Xero: the book is compared with the mirror, whose age it states.
 */
import { balanceOf } from '../accounting/balance.ts';
import { must } from '../base/assert.ts';
import { newId, type BookId } from '../base/id.ts';
import { limits } from '../base/limits.ts';
import { readMirrorAge, type Connection } from '../store/connections.ts';
import { saveTieOut } from '../store/syncs.ts';
import { readBookIds, sumUnallocatedCredit, sumXeroInvoices } from '../store/tie-out-reads.ts';
import type { Kind, MirrorInvoice } from '../sync/mirror.ts';
import type { PlanContext } from '../sync/plan.ts';
import { TieOutTally, type TieOut } from '../sync/tie-out.ts';
import type { EngineContext } from './context.ts';
import { planRecords, type Planned } from './planning.ts';

export async function tieOut(context: EngineContext, connection: Connection): Promise<TieOut> {
  const { database, clock, random } = context;
  const tally = new TieOutTally();
  const planContext: PlanContext = {
    policy: connection.policy,
    reference: must(connection.reference, 'reference data'),
    installation: context.installation,
  };
  const inScope = new Set<BookId>();
  for (const kind of ['contact', 'invoice', 'payment'] as const) {
    await tallyKind(context, { connection, planContext, tally, inScope, kind });
  }
  const at = clock.now();
  const mirrorReadAt = await database.transaction(async (tx) => {
    for (const sum of await sumXeroInvoices(tx, connection.id)) {
      tally.addXeroInvoice(sum, sum.isLinked);
    }
    for (const { currency, remaining } of await sumUnallocatedCredit(tx, connection.id)) {
      tally.addUnallocatedCredit(currency, remaining);
    }
    return readMirrorAge(tx, connection.id);
  });
  const report = tally.report({ organisation: connection.organisationName, at, mirrorReadAt });
  await database.transaction((tx) =>
    saveTieOut(tx, {
      id: newId(random, at),
      connectionId: connection.id,
      at,
      agree: report.agree,
      report,
    }),
  );
  return report;
}

async function tallyKind(
  context: EngineContext,
  given: {
    connection: Connection;
    planContext: PlanContext;
    tally: TieOutTally;
    inScope: Set<BookId>;
    kind: Kind;
  },
): Promise<void> {
  const { connection, planContext, tally, inScope, kind } = given;
  const scope = { connectionId: connection.id, practiceId: connection.practiceId };
  let after: BookId | undefined;
  for (;;) {
    const page = { kind, after, limit: limits.planChunk };
    const ids = await context.database.transaction((tx) => readBookIds(tx, scope, page));
    after = ids.at(-1);
    if (after === undefined) return;
    const planned = await context.database.transaction((tx) =>
      planRecords(tx, connection.id, { context: planContext, kind, ids }),
    );
    for (const one of planned) tally.addPlan(one.plan, numberOf(one));
    if (kind === 'invoice') addInvoicesDue(tally, inScope, planned);
    if (kind === 'payment') addPaymentsReceived(tally, inScope, planned);
  }
}

function numberOf({ case: record }: Planned): string {
  return record.kind === 'contact' ? record.given.contact.number : record.given.invoice.number;
}

function isAwaitingApproval(mirror: MirrorInvoice | undefined): boolean {
  return mirror?.status === 'draft' || mirror?.status === 'submitted';
}

/** Invoices count in the book's receivables when they belong in Xero: linked, or to be sent. */
function addInvoicesDue(
  tally: TieOutTally,
  inScope: Set<BookId>,
  planned: readonly Planned[],
): void {
  for (const { plan, case: record } of planned) {
    if (record.kind !== 'invoice' || plan.isOutOfScope) continue;
    const { invoice, mirror } = record.given;
    inScope.add(invoice.id);
    const { due } = balanceOf(invoice, []);
    tally.addBookDue(invoice.currency, due, isAwaitingApproval(mirror));
  }
}

/** What was paid comes off again, once for each invoice. */
function addPaymentsReceived(
  tally: TieOutTally,
  inScope: ReadonlySet<BookId>,
  planned: readonly Planned[],
): void {
  const cases = new Map(
    planned.flatMap(({ case: record }) =>
      record.kind === 'payment' ? [[record.given.invoice.id, record.given] as const] : [],
    ),
  );
  for (const { invoice, payments, invoiceMirror } of cases.values()) {
    if (!inScope.has(invoice.id) || invoice.status !== 'issued') continue;
    for (const { payment, isDeleted } of payments) {
      if (isDeleted) continue;
      const received = payment.amount.negated();
      tally.addBookDue(invoice.currency, received, isAwaitingApproval(invoiceMirror));
    }
  }
}
