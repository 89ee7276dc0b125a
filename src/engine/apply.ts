/**
 * Carries out what a plan asks for on our own side: links, bases, and Xero's changes taken into the
 * book. All in the caller's transaction, together with the history and the hints.
 */
import { newId, type ConnectionId, type PaymentId } from '../base/id.ts';
import type { Payment } from '../accounting/payment.ts';
import { must } from '../base/assert.ts';
import type { Connection } from '../store/connections.ts';
import {
  addPayments,
  nextPaymentGeneration,
  removePayment,
  replaceContact,
  setInvoiceStatus,
  type Edit,
} from '../store/book-edits.ts';
import type { Tx } from '../store/database.ts';
import { readLinkedXeroIds, removeLink, saveLinks, type NewLink } from '../store/links.ts';
import { contactFields, editContact } from '../sync/contact-fields.ts';
import type { ContactFieldName } from '../sync/mirror.ts';
import type { Command } from '../sync/plan.ts';
import type { EngineContext } from './context.ts';
import type { Planned } from './planning.ts';

export type LocalCommand = Exclude<Command, { kind: 'write' }>;

export function localCommands(planned: Planned): LocalCommand[] {
  return planned.plan.commands.filter((command) => command.kind !== 'write');
}

/** Applies every local command of these plans; answers how many there were. */
export async function applyLocally(
  context: EngineContext,
  tx: Tx,
  given: { connection: Connection; planned: readonly Planned[] },
): Promise<number> {
  const { connection } = given;
  const at = context.clock.now();
  const edit: Edit = {
    practiceId: connection.practiceId,
    at,
    actor: 'sync',
    why: `changed in Xero (${connection.organisationName})`,
  };
  let count = 0;
  const links: NewLink[] = [];
  for (const planned of given.planned) {
    for (const command of localCommands(planned)) {
      count += 1;
      if (command.kind === 'link') {
        links.push({
          kind: command.record,
          bookId: planned.plan.bookId,
          xeroId: command.xeroId,
          bookVersion: planned.bookVersion,
          base: command.base,
          isSent: false,
        });
      } else await applyOne(context, tx, { connectionId: connection.id, edit, planned, command });
    }
  }
  const free = await freeLinks(tx, connection.id, links);
  if (free.length < links.length) {
    context.log.warn('one record of Xero was claimed twice', { count: links.length - free.length });
  }
  await saveLinks(tx, connection.id, { links: free, at });
  return count;
}

/** Without those whose record in Xero is another's: two records here never share one there. */
async function freeLinks(
  tx: Tx,
  connectionId: ConnectionId,
  links: readonly NewLink[],
): Promise<NewLink[]> {
  const free: NewLink[] = [];
  for (const kind of ['contact', 'invoice', 'payment'] as const) {
    const ofKind = links.filter((link) => link.kind === kind);
    const xeroIds = ofKind.map((link) => link.xeroId);
    const owners = await readLinkedXeroIds(tx, connectionId, { kind, xeroIds });
    for (const link of ofKind) {
      const owner = owners.get(link.xeroId) ?? link.bookId;
      if (owner === link.bookId) free.push(link);
      owners.set(link.xeroId, owner);
    }
  }
  return free;
}

async function applyOne(
  context: EngineContext,
  tx: Tx,
  given: {
    connectionId: ConnectionId;
    edit: Edit;
    planned: Planned;
    command: Exclude<LocalCommand, { kind: 'link' }>;
  },
): Promise<void> {
  const { edit, planned, command } = given;
  switch (command.kind) {
    case 'edit_contact': {
      if (planned.case.kind !== 'contact') return;
      const before = planned.case.given.contact;
      const fields = contactFields(before);
      const changes = Object.entries(command.changes).map(([field, to]) => ({
        field,
        from: fields[field as ContactFieldName],
        to,
      }));
      await replaceContact(tx, edit, { contact: editContact(before, command.changes), changes });
      return;
    }
    case 'set_invoice_status': {
      if (planned.case.kind !== 'invoice') return;
      const { id, status } = planned.case.given.invoice;
      await setInvoiceStatus(tx, edit, { id, from: status, to: command.status });
      return;
    }
    case 'add_payment': {
      if (planned.case.kind !== 'payment') return;
      const { invoice } = planned.case.given;
      const payment: Payment = {
        id: newId<PaymentId>(context.random, edit.at),
        invoiceId: invoice.id,
        date: command.payment.date,
        amount: command.payment.amount,
        currency: invoice.currency,
        reference: command.payment.reference,
        bankAccount: command.bankAccount,
        enteredIn: 'xero',
      };
      await addPayments(tx, edit, [payment]);
      return;
    }
    case 'remove_payment': {
      const { payment } = must(paymentOf(planned), 'the removed payment');
      await removePayment(tx, edit, payment);
      return;
    }
    case 'unlink': {
      const { payment } = must(paymentOf(planned), 'the unlinked payment');
      await removeLink(tx, given.connectionId, { kind: 'payment', bookId: payment.id });
      await nextPaymentGeneration(tx, payment.id);
      return;
    }
  }
}

function paymentOf(planned: Planned) {
  return planned.case.kind === 'payment' ? planned.case.one : undefined;
}
