/**
 * Takes imported invoices into the book, a batch to a transaction, each invoice whole or not at all.
 * The same content again changes nothing; changed content replaces an invoice that is still a draft or
 * was never sent, and is refused with the reason once it was sent (docs/SPEC.md IMP).
 */
import type { Address, Contact } from '../accounting/contact.ts';
import type { Invoice, InvoiceStatus } from '../accounting/invoice.ts';
import type { Matter } from '../accounting/practice.ts';
import type { ImportedClient, ImportedInvoice, ImportRefusal } from '../book/imported-invoice.ts';
import { fingerprint } from '../base/hash.ts';
import { newId, type ContactId, type InvoiceId, type MatterId } from '../base/id.ts';
import type { Random } from '../base/random.ts';
import { addContacts, addInvoices, addMatters, replaceInvoice, type Edit } from './book-edits.ts';
import { sql, type Tx } from './database.ts';

/** The practice's settings for what files do not say (RULES L8). */
export interface ImportDefaults {
  readonly currency?: string;
  readonly taxCode?: string;
  readonly paymentTermsDays?: number;
  readonly dateOrder?: 'dmy' | 'mdy';
}

export interface ImportResult {
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly refused: readonly ImportRefusal[];
}

interface Known {
  readonly id: InvoiceId;
  readonly number: string;
  readonly status: InvoiceStatus;
  readonly contentHash: string | undefined;
  readonly isSent: boolean;
}

export async function takeInvoices(
  tx: Tx,
  edit: Edit,
  taken: { invoices: readonly ImportedInvoice[]; file: string; source: string; random: Random },
): Promise<ImportResult> {
  const { random } = taken;
  const contacts = await ensureClients(tx, edit, { invoices: taken.invoices, random });
  const matters = await ensureMatters(tx, edit, { invoices: taken.invoices, contacts, random });
  const known = await readKnown(tx, edit, taken.invoices);
  const created: Parameters<typeof addInvoices>[2][number][] = [];
  const refused: ImportRefusal[] = [];
  let updated = 0;
  let unchanged = 0;
  for (const imported of taken.invoices) {
    const { notices: _, ...content } = imported;
    const contentHash = fingerprint(content);
    const before = known.get(imported.number);
    if (before?.contentHash === contentHash) {
      unchanged += 1;
      continue;
    }
    const reason = before && refusalOf(before, imported);
    if (reason) {
      const message = `Invoice ${imported.number} is already here, with other content, and ${reason}.`;
      const fault = { line: 0, field: 'INVOICE_NUMBER', code: 'import.already_sent', message };
      refused.push({ file: taken.file, invoiceNumber: imported.number, faults: [fault] });
      continue;
    }
    const id = before?.id ?? newId<InvoiceId>(random, edit.at);
    const invoice = invoiceOf(imported, { id, contacts, matters });
    if (before) {
      const changes = [{ field: 'content', to: `as in ${taken.file}` }];
      await replaceInvoice(tx, edit, { invoice, source: taken.source, contentHash, changes });
      updated += 1;
    } else created.push({ invoice, source: taken.source, contentHash });
  }
  await addInvoices(tx, edit, created);
  return { created: created.length, updated, unchanged, refused };
}

/** Why changed content is not taken; undefined when it may be. */
function refusalOf(before: Known, imported: ImportedInvoice): string | undefined {
  if (before.status === 'cancelled') return 'cancelled: give the new one another number';
  if (before.status === 'draft' && imported.status === 'draft') return undefined;
  if (!before.isSent) return undefined;
  return 'was sent to Xero: a file no longer changes it. Change it here, or cancel it and reissue it';
}

function invoiceOf(
  imported: ImportedInvoice,
  known: {
    id: InvoiceId;
    contacts: ReadonlyMap<string, ContactId>;
    matters: ReadonlyMap<string, MatterId>;
  },
): Invoice {
  const contactId = known.contacts.get(imported.client.number);
  if (contactId === undefined) throw new Error(`no contact for client ${imported.client.number}`);
  return {
    id: known.id,
    contactId,
    number: imported.number,
    status: imported.status,
    date: imported.date,
    dueDate: imported.dueDate,
    currency: imported.currency,
    amountsAre: imported.amountsAre,
    reference: imported.reference,
    lines: imported.lines.map(({ matterNumber, ...line }) => {
      const matterId = matterNumber === undefined ? undefined : known.matters.get(matterNumber);
      return matterId === undefined ? line : { ...line, matterId };
    }),
    net: imported.net,
    tax: imported.tax,
    total: imported.total,
  };
}

async function readKnown(
  tx: Tx,
  edit: Edit,
  invoices: readonly ImportedInvoice[],
): Promise<Map<string, Known>> {
  const numbers = invoices.map((invoice) => invoice.number);
  const { rows } = await sql<{
    id: InvoiceId;
    number: string;
    status: InvoiceStatus;
    content_hash: string | null;
    is_sent: boolean;
  }>`
    select i.id, i.number, i.status, i.content_hash,
      exists (select 1 from link l where l.kind = 'invoice' and l.book_id = i.id)
        or exists (select 1 from intent t where t.kind = 'invoice' and t.book_id = i.id
          and t.state = 'open') as is_sent
    from invoice i
    join jsonb_array_elements_text(${JSON.stringify(numbers)}::jsonb) as e(number)
      on e.number = i.number
    where i.practice_id = ${edit.practiceId} order by i.number for update of i`.execute(tx);
  return new Map(
    rows.map((row) => [
      row.number,
      {
        id: row.id,
        number: row.number,
        status: row.status,
        contentHash: row.content_hash ?? undefined,
        isSent: row.is_sent,
      },
    ]),
  );
}

function contactOf(client: ImportedClient, id: ContactId): Contact {
  const addresses: Address[] = client.address ? [client.address] : [];
  return {
    id,
    number: client.number,
    kind: 'organisation',
    name: client.name ?? `Client ${client.number}`,
    emails: client.email === undefined ? [] : [client.email],
    phones: [],
    addresses,
    isArchived: false,
    ...(client.taxNumber === undefined ? {} : { taxNumber: client.taxNumber }),
  };
}

/** Clients by number; unknown ones are made, known ones are left as they are. */
async function ensureClients(
  tx: Tx,
  edit: Edit,
  given: { invoices: readonly ImportedInvoice[]; random: Random },
): Promise<Map<string, ContactId>> {
  const clients = new Map(given.invoices.map(({ client }) => [client.number, client]));
  // Xero's own CSV names clients and numbers none: there the name is what a client is known by.
  const wanted = [...clients.values()].map(({ number, name, isNumberMade }) => ({
    number,
    name: isNumberMade ? (name ?? '').toLowerCase() : null,
  }));
  const { rows } = await sql<{ id: ContactId; number: string }>`
    select distinct on (e.number) c.id, e.number from contact c
    join jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb) as e(number text, name text)
      on e.number = c.number or e.name = lower(c.name)
    where c.practice_id = ${edit.practiceId} order by e.number, c.number`.execute(tx);
  const known = new Map(rows.map((row) => [row.number, row.id]));
  const fresh = [...clients.values()].filter((client) => !known.has(client.number));
  const contacts = fresh.map((client) =>
    contactOf(client, newId<ContactId>(given.random, edit.at)),
  );
  await addContacts(tx, edit, contacts);
  for (const contact of contacts) known.set(contact.number, contact.id);
  return known;
}

async function ensureMatters(
  tx: Tx,
  edit: Edit,
  given: {
    invoices: readonly ImportedInvoice[];
    contacts: ReadonlyMap<string, ContactId>;
    random: Random;
  },
): Promise<Map<string, MatterId>> {
  const wanted = new Map<string, Omit<Matter, 'id'>>();
  for (const { client, matters } of given.invoices) {
    const contactId = given.contacts.get(client.number);
    if (contactId === undefined) continue;
    for (const { number, name } of matters) {
      wanted.set(number, { contactId, number, name: name ?? `Matter ${number}`, isClosed: false });
    }
  }
  const { rows } = await sql<{ id: MatterId; number: string }>`
    select m.id, m.number from matter m
    join jsonb_array_elements_text(${JSON.stringify([...wanted.keys()])}::jsonb) as e(number)
      on e.number = m.number
    where m.practice_id = ${edit.practiceId} order by m.number`.execute(tx);
  const known = new Map(rows.map((row) => [row.number, row.id]));
  const fresh = [...wanted.values()]
    .filter((matter) => !known.has(matter.number))
    .map((matter) => ({ ...matter, id: newId<MatterId>(given.random, edit.at) }));
  await addMatters(tx, edit.practiceId, fresh);
  for (const matter of fresh) known.set(matter.number, matter.id);
  return known;
}
