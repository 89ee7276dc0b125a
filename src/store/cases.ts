/**
 * Cases: for each record, all that the planner wants to know of it, read in a handful of statements
 * however many records there are.
 */
import type { BookId, ConnectionId, ContactId, XeroId } from '../base/id.ts';
import type { ContactCase } from '../sync/plan-contact.ts';
import type { InvoiceCase } from '../sync/plan-invoice.ts';
import type { PaymentsCase } from '../sync/plan-payments.ts';
import type { ContactBase, InvoiceBase, Link, PaymentBase } from '../sync/plan.ts';
import type { MirrorContact, MirrorInvoice, MirrorPayment } from '../sync/mirror.ts';
import { readContacts, readInvoices, readPaymentsOf } from './book-records.ts';
import { sql, type Tx } from './database.ts';
import { readHintsOf } from './hints.ts';
import { readAttempts } from './intents.ts';
import { revive } from './json.ts';
import { readLinkedXeroIds, readLinks } from './links.ts';
import { nameKey, readMirror } from './mirror.ts';

export async function readContactCases(
  tx: Tx,
  connectionId: ConnectionId,
  ids: readonly BookId[],
): Promise<ContactCase[]> {
  const contacts = await readContacts(tx, ids);
  const links = await readLinks<ContactBase>(tx, connectionId, { kind: 'contact', bookIds: ids });
  const attempts = await readAttempts(tx, connectionId, { kind: 'contact', bookIds: ids });
  const mirrors = await readLinkedMirrors<MirrorContact>(tx, connectionId, 'contact', links);
  const survivors = await readFreeSurvivors(tx, connectionId, mirrors);
  const unlinked = contacts.filter(({ record }) => !links.has(record.id));
  const candidates = await readContactCandidates(tx, connectionId, unlinked);
  const billed = await readBilledContacts(tx, ids);
  const namesakes = await countNamesakes(
    tx,
    connectionId,
    unlinked.map(({ record }) => record.id),
  );
  return contacts.map(({ record, version, changedAt }) => {
    const link = links.get(record.id);
    const mirror = link && mirrors.get(link.xeroId);
    const survivor = mirror?.mergedInto && survivors.get(mirror.mergedInto);
    const seen = survivor ?? mirror;
    return {
      contact: record,
      version,
      changedAt,
      hasInvoices: billed.has(record.id),
      ...(link ? { link } : {}),
      ...(seen ? { mirror: seen } : {}),
      candidates: candidates(record),
      namesakes: namesakes.get(record.id) ?? 0,
      attempts: attempts(record.id),
    };
  });
}

/** The contacts that linked ones were merged into in Xero, unless they are another's already. */
async function readFreeSurvivors(
  tx: Tx,
  connectionId: ConnectionId,
  mirrors: ReadonlyMap<XeroId, MirrorContact>,
): Promise<Map<XeroId, MirrorContact>> {
  const xeroIds = [...mirrors.values()].flatMap((mirror) => mirror.mergedInto ?? []);
  const taken = await readLinkedXeroIds(tx, connectionId, { kind: 'contact', xeroIds });
  const free = xeroIds.filter((xeroId) => !taken.has(xeroId));
  return readMirror<MirrorContact>(tx, connectionId, { kind: 'contact', xeroIds: free });
}

async function readLinkedMirrors<M extends MirrorContact | MirrorInvoice | MirrorPayment>(
  tx: Tx,
  connectionId: ConnectionId,
  kind: M['kind'],
  links: ReadonlyMap<string, { readonly xeroId: XeroId }>,
): Promise<Map<XeroId, M>> {
  const xeroIds = [...links.values()].map((link) => link.xeroId);
  return readMirror<M>(tx, connectionId, { kind, xeroIds });
}

async function readContactCandidates(
  tx: Tx,
  connectionId: ConnectionId,
  contacts: readonly { readonly record: { readonly number: string; readonly name: string } }[],
): Promise<(contact: { number: string; name: string }) => MirrorContact[]> {
  const keys = contacts.map(({ record }) => ({
    number: record.number,
    name_key: nameKey(record.name),
  }));
  const { rows } = await sql<{ body: unknown }>`
    with wanted as (
      select r.number, r.name_key
      from jsonb_to_recordset(${JSON.stringify(keys)}::jsonb) as r(number text, name_key text)
    )
    select m.body from mirror m
    where m.connection_id = ${connectionId} and m.kind = 'contact'
      and (m.number in (select number from wanted where number <> '')
        or m.name_key in (select name_key from wanted where name_key <> ''))
      and not exists (select 1 from link l where l.connection_id = m.connection_id
        and l.kind = 'contact' and l.xero_id = m.xero_id)
    order by m.xero_id`.execute(tx);
  const byNumber = new Map<string, MirrorContact[]>();
  const byName = new Map<string, MirrorContact[]>();
  const push = (map: Map<string, MirrorContact[]>, key: string, mirror: MirrorContact): void => {
    map.set(key, [...(map.get(key) ?? []), mirror]);
  };
  for (const row of rows) {
    const mirror = revive<MirrorContact>(row.body);
    if (mirror.fields.number !== '') push(byNumber, mirror.fields.number, mirror);
    push(byName, nameKey(mirror.fields.name), mirror);
  }
  return (contact) => [
    ...new Set([
      ...(byNumber.get(contact.number) ?? []),
      ...(byName.get(nameKey(contact.name)) ?? []),
    ]),
  ];
}

/** Other live contacts here of the same name that are not linked either. */
async function countNamesakes(
  tx: Tx,
  connectionId: ConnectionId,
  ids: readonly ContactId[],
): Promise<Map<string, number>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<{ id: string; count: number }>`
    select c.id, count(*) as count from contact c
    join jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb) as e(id) on c.id = e.id::uuid
    join contact o on o.practice_id = c.practice_id and lower(o.name) = lower(c.name)
      and o.id <> c.id and not o.is_archived
    where not exists (select 1 from link l where l.connection_id = ${connectionId}
      and l.kind = 'contact' and l.book_id = o.id)
    group by c.id order by c.id`.execute(tx);
  return new Map(rows.map((row) => [row.id, row.count]));
}

/** Contacts with an invoice that stands. */
async function readBilledContacts(tx: Tx, ids: readonly BookId[]): Promise<Set<string>> {
  const { rows } = await sql<{ contact_id: string }>`
    select distinct i.contact_id from invoice i
    join jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb) as e(id)
      on i.contact_id = e.id::uuid
    where i.status <> 'cancelled' order by i.contact_id`.execute(tx);
  return new Set(rows.map((row) => row.contact_id));
}

export async function readInvoiceCases(
  tx: Tx,
  connectionId: ConnectionId,
  ids: readonly BookId[],
): Promise<InvoiceCase[]> {
  const invoices = await readInvoices(tx, ids);
  const links = await readLinks<InvoiceBase>(tx, connectionId, { kind: 'invoice', bookIds: ids });
  const attempts = await readAttempts(tx, connectionId, { kind: 'invoice', bookIds: ids });
  const mirrors = await readLinkedMirrors<MirrorInvoice>(tx, connectionId, 'invoice', links);
  const numbers = invoices
    .filter(({ record }) => !links.has(record.id))
    .map(({ record }) => record.number);
  const candidates = await readInvoiceCandidates(tx, connectionId, numbers);
  const contacts = await readContactStates(
    tx,
    connectionId,
    invoices.map(({ record }) => record.contactId),
  );
  return invoices.map(({ record, version }) => {
    const link = links.get(record.id);
    const mirror = link && mirrors.get(link.xeroId);
    return {
      invoice: record,
      version,
      contact: contacts(record.contactId),
      ...(link ? { link } : {}),
      ...(mirror ? { mirror } : {}),
      candidates: candidates.get(record.number) ?? [],
      attempts: attempts(record.id),
    };
  });
}

async function readInvoiceCandidates(
  tx: Tx,
  connectionId: ConnectionId,
  numbers: readonly string[],
): Promise<Map<string, MirrorInvoice[]>> {
  const found = new Map<string, MirrorInvoice[]>();
  if (numbers.length === 0) return found;
  const { rows } = await sql<{ body: unknown }>`
    select m.body from mirror m
    join jsonb_array_elements_text(${JSON.stringify(numbers)}::jsonb) as e(number)
      on m.number = e.number
    where m.connection_id = ${connectionId} and m.kind = 'invoice'
      and m.body ->> 'type' = 'sale' and m.status <> 'deleted'
      and not exists (select 1 from link l where l.connection_id = m.connection_id
        and l.kind = 'invoice' and l.xero_id = m.xero_id)
    order by m.xero_id`.execute(tx);
  for (const row of rows) {
    const mirror = revive<MirrorInvoice>(row.body);
    found.set(mirror.number, [...(found.get(mirror.number) ?? []), mirror]);
  }
  return found;
}

async function readContactStates(
  tx: Tx,
  connectionId: ConnectionId,
  ids: readonly ContactId[],
): Promise<(id: ContactId) => InvoiceCase['contact']> {
  const { rows } = await sql<{
    id: string;
    name: string;
    xero_id: XeroId | null;
    status: string | null;
    is_coming: boolean;
  }>`
    select c.id, c.name, l.xero_id, m.status,
      exists (select 1 from intent i where i.connection_id = ${connectionId}
        and i.kind = 'contact' and i.book_id = c.id and i.state = 'open')
        or exists (select 1 from hint h where h.connection_id = ${connectionId}
          and h.kind = 'contact' and h.book_id = c.id) as is_coming
    from contact c
    join (select distinct t.text::uuid as id
      from jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb) as t(text)) as e on e.id = c.id
    left join link l on l.connection_id = ${connectionId} and l.kind = 'contact' and l.book_id = c.id
    left join mirror m on m.connection_id = ${connectionId} and m.kind = 'contact'
      and m.xero_id = l.xero_id
    order by c.id`.execute(tx);
  const known = new Map(rows.map((row) => [row.id, row]));
  return (id) => {
    const row = known.get(id);
    return {
      name: row?.name ?? '',
      ...(row?.xero_id ? { xeroId: row.xero_id } : {}),
      isComing: row?.is_coming ?? false,
      isArchivedInXero: row?.status === 'archived',
    };
  };
}

/** The payments of these invoices; `ids` are ids of invoices. */
export async function readPaymentsCases(
  tx: Tx,
  connectionId: ConnectionId,
  ids: readonly BookId[],
): Promise<PaymentsCase[]> {
  const invoices = await readInvoices(tx, ids);
  const invoiceLinks = await readLinks<InvoiceBase>(tx, connectionId, {
    kind: 'invoice',
    bookIds: ids,
  });
  const invoiceMirrors = await readLinkedMirrors<MirrorInvoice>(
    tx,
    connectionId,
    'invoice',
    invoiceLinks,
  );
  const invoiceAttempts = await readAttempts(tx, connectionId, { kind: 'invoice', bookIds: ids });
  const invoiceHints = await readHintsOf(tx, connectionId, { kind: 'invoice', ids });
  const hinted = new Set<string>(invoiceHints.map((hint) => hint.bookId));
  const payments = await readPaymentsOf(tx, ids);
  const paymentsOf = Map.groupBy(payments, ({ record }) => record.invoiceId);
  const paymentIds = payments.map(({ record }) => record.id);
  const wanted = { kind: 'payment', bookIds: paymentIds } as const;
  const links = await readLinks<PaymentBase>(tx, connectionId, wanted);
  const attempts = await readAttempts(tx, connectionId, wanted);
  const mirrors = await readLinkedMirrors<MirrorPayment>(tx, connectionId, 'payment', links);
  const unlinked = await readUnlinkedPayments(tx, connectionId, invoiceLinks);
  return invoices.map(({ record }) => {
    const invoiceLink = invoiceLinks.get(record.id);
    const invoiceMirror = invoiceLink && invoiceMirrors.get(invoiceLink.xeroId);
    return {
      invoice: record,
      ...(invoiceMirror ? { invoiceMirror } : {}),
      isInvoiceComing: invoiceAttempts(record.id).open !== undefined || hinted.has(record.id),
      payments: (paymentsOf.get(record.id) ?? []).map((payment) => {
        const link = links.get(payment.record.id);
        const mirror = link && mirrors.get(link.xeroId);
        return {
          payment: payment.record,
          version: payment.version,
          isDeleted: payment.isDeleted,
          generation: payment.generation,
          ...(link ? { link } : {}),
          ...(mirror ? { mirror } : {}),
          attempts: attempts(payment.record.id),
        };
      }),
      unlinked: invoiceLink ? (unlinked.get(invoiceLink.xeroId) ?? []) : [],
    };
  });
}

async function readUnlinkedPayments(
  tx: Tx,
  connectionId: ConnectionId,
  invoiceLinks: ReadonlyMap<string, Link<InvoiceBase>>,
): Promise<Map<XeroId, MirrorPayment[]>> {
  const found = new Map<XeroId, MirrorPayment[]>();
  const xeroIds = [...invoiceLinks.values()].map((link) => link.xeroId);
  if (xeroIds.length === 0) return found;
  const { rows } = await sql<{ parent_id: XeroId; body: unknown }>`
    select m.parent_id, m.body from mirror m
    join jsonb_array_elements_text(${JSON.stringify(xeroIds)}::jsonb) as e(id)
      on m.parent_id = e.id::uuid
    where m.connection_id = ${connectionId} and m.kind = 'payment' and m.status = 'authorised'
      and not exists (select 1 from link l where l.connection_id = m.connection_id
        and l.kind = 'payment' and l.xero_id = m.xero_id)
    order by m.xero_id`.execute(tx);
  for (const row of rows) {
    found.set(row.parent_id, [
      ...(found.get(row.parent_id) ?? []),
      revive<MirrorPayment>(row.body),
    ]);
  }
  return found;
}
