/**
 * The choices of the invoice filters, in the order of their menus. Kept apart from the API's schemas
 * so that no schema library is loaded by the pages; the types make the two lists agree.
 */
import type { ShownStatus } from '../api/invoices.ts';
import type { SyncState } from '../api/sync-mark.ts';

const statusOrder: Readonly<Record<ShownStatus, number>> = {
  draft: 1,
  awaiting_approval: 2,
  issued: 3,
  part_paid: 4,
  overdue: 5,
  paid: 6,
  cancelled: 7,
};

const stateOrder: Readonly<Record<SyncState, number>> = {
  finding: 1,
  waiting: 2,
  awaiting_answer: 3,
  not_sent: 4,
  in_agreement: 5,
};

function inOrder<Choice extends string>(order: Readonly<Record<Choice, number>>): Choice[] {
  const choices = Object.keys(order) as Choice[];
  return choices.sort((a, b) => order[a] - order[b]);
}

export const invoiceStatuses = inOrder(statusOrder);
export const syncStates = inOrder(stateOrder);
