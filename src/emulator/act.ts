/**
 * A bookkeeper's hand without a browser: the same calls as the API, made as a person inside Xero. No
 * token, no limits, no idempotency, not counted. Beside them, what only a person can do: restore an
 * archived contact, merge two, reconcile a payment.
 */
import { encode } from './wire.ts';
import { jsonAnswer, notFound, Refusal, type Answer } from './answers.ts';
import { logWrite, type Call } from './call.ts';
import { routed } from './gateway.ts';
import type { InputObject } from './input.ts';
import type { Machine } from './machine.ts';
import { viewPayment } from './payment-view.ts';

const prefix = /^\/?(api\.xro\/2\.0\/)?/;

/** `{tenantId?, method, path, body?}`; the first organisation if none is named. */
export function actAnswer(machine: Machine, input: InputObject): Answer {
  const tenantId = input.text('tenantId');
  const books = tenantId ? machine.world.tenant(tenantId) : machine.world.tenants()[0];
  if (!books) throw new Refusal(jsonAnswer(400, { error: `no organisation ${tenantId ?? ''}` }));
  const url = new URL(`/${(input.text('path') ?? '').replace(prefix, '')}`, 'http://emulator');
  const now = machine.now();
  const call: Call = {
    world: machine.world,
    books,
    settings: machine.settings,
    random: machine.random,
    now,
    today: books.today(now),
    app: undefined,
    method: (input.text('method') ?? 'GET').toUpperCase(),
    segments: url.pathname.slice(1).split('/').map(decodeURIComponent),
    path: url.pathname,
    query: url.searchParams,
    modifiedSince: undefined,
    idempotencyKey: undefined,
    body: input.has('body') ? encode(input.raw('body')) : '',
  };
  const [resource, id = '', deed] = call.segments;
  if (resource === 'Contacts' && deed === 'Merge') {
    return merge(call, id, input.object('body')?.text('IntoContactID') ?? '');
  }
  if (resource === 'Payments' && deed === 'Reconcile') {
    return reconcile(call, id, input.object('body')?.flag('IsReconciled') ?? true);
  }
  return routed(call);
}

/** The loser is archived and points to the winner, its documents move; no time stamp does. */
function merge(call: Call, loserId: string, winnerId: string): Answer {
  const { contacts, invoices, creditNotes } = call.books;
  const loser = contacts.get(loserId.toLowerCase());
  const winner = contacts.get(winnerId.toLowerCase());
  if (!loser || !winner || loser === winner) return notFound();
  contacts.put({
    ...loser,
    ContactStatus: 'ARCHIVED',
    MergedToContactID: winner.ContactID,
  });
  for (const invoice of invoices.find('contact', loser.ContactID)) {
    invoices.put({ ...invoice, ContactID: winner.ContactID });
  }
  for (const note of creditNotes.find('contact', loser.ContactID)) {
    creditNotes.put({ ...note, ContactID: winner.ContactID });
  }
  contacts.put({
    ...winner,
    IsCustomer: winner.IsCustomer || loser.IsCustomer,
    IsSupplier: winner.IsSupplier || loser.IsSupplier,
  });
  logWrite(call, {
    resource: 'Contacts',
    id: loser.ContactID,
    kind: 'update',
    reference: loser.Name,
  });
  return jsonAnswer(200, { ContactID: loser.ContactID, MergedToContactID: winner.ContactID });
}

function reconcile(call: Call, id: string, IsReconciled: boolean): Answer {
  const payment = call.books.payments.get(id.toLowerCase());
  if (!payment) return notFound();
  const changed = { ...payment, IsReconciled, UpdatedAt: call.now };
  call.books.payments.put(changed);
  logWrite(call, { resource: 'Payments', id: payment.PaymentID, kind: 'update' });
  return jsonAnswer(200, { Payments: [viewPayment(call.books, changed)] });
}
