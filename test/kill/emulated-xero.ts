/**
 * Xero as an auditor sees it: everything in the emulator, read through its control API with our own
 * few lines, never through Tieout. Its contents in a form that two runs can be compared by.
 */
import { setTimeout as sleep } from 'node:timers/promises';

interface XeroContact {
  readonly ContactNumber?: string;
  readonly Name: string;
  readonly ContactStatus: string;
  readonly EmailAddress?: string;
}

interface XeroInvoice {
  readonly Type: string;
  readonly InvoiceNumber?: string;
  readonly Status: string;
  readonly Contact: { readonly Name: string };
  readonly Total: number;
  readonly AmountPaid: number;
  readonly AmountDue: number;
  readonly AmountCredited?: number;
  readonly CurrencyCode: string;
}

interface XeroPayment {
  readonly Status: string;
  readonly Amount: number;
  readonly Date: string;
  readonly Reference?: string;
  readonly Invoice: { readonly InvoiceNumber?: string };
}

export interface CommittedWrite {
  readonly sequence: number;
  readonly by: 'app' | 'user';
  readonly resource: string;
  readonly kind: string;
  readonly number?: string;
  readonly reference?: string;
}

export interface Contents {
  readonly contacts: readonly XeroContact[];
  readonly invoices: readonly XeroInvoice[];
  readonly payments: readonly XeroPayment[];
  readonly writes: readonly CommittedWrite[];
}

async function ask<T>(url: string, path: string, body?: object): Promise<T> {
  const response = await fetch(`${url}/_control${path}`, {
    ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}),
    headers: { 'content-type': 'application/json' },
    signal: AbortSignal.timeout(30_000),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

/** How many API calls it has seen since its start; undefined while it is not there. */
export async function callsSeen(url: string): Promise<number | undefined> {
  try {
    return (await ask<{ total: number }>(url, '/counters')).total;
  } catch {
    return undefined;
  }
}

/** Resolves once it answers. */
export async function untilUp(url: string): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    if ((await callsSeen(url)) !== undefined) return;
    await sleep(100);
  }
  throw new Error(`no emulator at ${url}`);
}

async function list<T>(url: string, resource: string): Promise<T[]> {
  const all: T[] = [];
  for (let page = 1; ; page += 1) {
    const path = `${resource}?page=${page}&pageSize=1000&includeArchived=true`;
    const answer = await ask<Record<string, T[]>>(url, '/act', { method: 'GET', path });
    const rows = answer[resource] ?? [];
    all.push(...rows);
    if (rows.length < 1000) return all;
  }
}

export async function readContents(url: string): Promise<Contents> {
  return {
    contacts: await list<XeroContact>(url, 'Contacts'),
    invoices: await list<XeroInvoice>(url, 'Invoices'),
    payments: await list<XeroPayment>(url, 'Payments'),
    writes: (await ask<{ writes: CommittedWrite[] }>(url, '/writes')).writes,
  };
}

/** Keys that come more than once. */
function doubled(what: string, keys: readonly (string | undefined)[]): string[] {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const key of keys) {
    if (key === undefined || key === '') continue;
    if (seen.has(key)) twice.add(key);
    seen.add(key);
  }
  return [...twice].map((key) => `${what} ${key} twice`);
}

/** The token that ends a payment's reference, by which it can be told from every other. */
function tokenOf(reference: string | undefined): string | undefined {
  return /\[([a-z0-9]{9})\]$/.exec(reference ?? '')?.[1];
}

const cents = (amount: number): number => Math.round(amount * 100);

/** What must never be: anything twice, or an invoice whose payments do not make up what it says is paid. */
export function faultsIn({ contacts, invoices, payments, writes }: Contents): string[] {
  const live = invoices.filter(
    ({ Type, Status }) => Type === 'ACCREC' && Status !== 'VOIDED' && Status !== 'DELETED',
  );
  const paid = payments.filter(({ Status }) => Status === 'AUTHORISED');
  const creations = writes.filter(({ kind, by }) => kind === 'create' && by === 'app');
  const faults = [
    ...doubled(
      'contact',
      contacts.map((one) => one.ContactNumber),
    ),
    ...doubled(
      'name',
      contacts.filter((one) => one.ContactStatus === 'ACTIVE').map((one) => one.Name.toLowerCase()),
    ),
    ...doubled(
      'invoice',
      live.map((one) => one.InvoiceNumber),
    ),
    ...doubled(
      'payment',
      paid.map((one) => tokenOf(one.Reference)),
    ),
    ...doubled(
      'creation of',
      creations.map((one) =>
        one.resource === 'Payments' ? tokenOf(one.reference) : `${one.resource} ${one.number}`,
      ),
    ),
  ];
  const sums = new Map<string, number>();
  for (const { Invoice, Amount } of paid) {
    const number = Invoice.InvoiceNumber ?? '';
    sums.set(number, (sums.get(number) ?? 0) + cents(Amount));
  }
  for (const one of live) {
    const sum = sums.get(one.InvoiceNumber ?? '') ?? 0;
    const due = cents(one.Total) - cents(one.AmountPaid) - cents(one.AmountCredited ?? 0);
    if (sum !== cents(one.AmountPaid))
      faults.push(`payments of ${one.InvoiceNumber} are not its own`);
    if (due !== cents(one.AmountDue) || due < 0) faults.push(`${one.InvoiceNumber} owes wrongly`);
  }
  return faults;
}

/** Everything that a run leaves in Xero, but for ids, links and tokens, which differ from run to run. */
export function fingerprintOf({ contacts, invoices, payments }: Contents): string[] {
  return [
    ...contacts.map((one) =>
      ['contact', one.ContactNumber, one.Name, one.ContactStatus, one.EmailAddress].join(' | '),
    ),
    ...invoices.map((one) =>
      [
        ['invoice', one.Type, one.InvoiceNumber, one.Status, one.Contact.Name].join(' | '),
        [one.Total, one.AmountPaid, one.AmountDue, one.CurrencyCode].join(' | '),
      ].join(' | '),
    ),
    ...payments.map((one) =>
      ['payment', one.Invoice.InvoiceNumber, one.Status, one.Amount, one.Date].join(' | '),
    ),
  ].sort();
}

/** How two runs' contents differ, a few of the differences in words. */
export function differencesOf(expected: readonly string[], found: readonly string[]): string[] {
  const count = (rows: readonly string[]): Map<string, number> => {
    const counts = new Map<string, number>();
    for (const row of rows) counts.set(row, (counts.get(row) ?? 0) + 1);
    return counts;
  };
  const [a, b] = [count(expected), count(found)];
  const differing = [...new Set([...a.keys(), ...b.keys()])].filter(
    (row) => (a.get(row) ?? 0) !== (b.get(row) ?? 0),
  );
  return differing.map((row) => `${a.get(row) ?? 0} expected, ${b.get(row) ?? 0} found: ${row}`);
}

/** How many writes it has committed. */
export async function writeCount(url: string): Promise<number> {
  const { writes } = await ask<{ writes: CommittedWrite[] }>(url, '/writes');
  return writes.length;
}
