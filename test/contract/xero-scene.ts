/**
 * A signed-in Xero client with a fresh emulator behind it, no sockets between them, and the postings
 * that the contract tests send.
 */
import { must } from '../../src/base/assert.ts';
import { Decimal, decimal } from '../../src/base/decimal.ts';
import type { XeroId } from '../../src/base/id.ts';
import { silentLog } from '../../src/base/log.ts';
import { seededRandom } from '../../src/base/random.ts';
import { date } from '../../src/base/time.ts';
import type { ReferenceData } from '../../src/accounting/reference-data.ts';
import { createEmulator, type Emulator } from '../../src/emulator/emulator.ts';
import {
  contactFieldNames,
  type AnyMirror,
  type ContactFields,
  type MirrorInvoice,
} from '../../src/sync/mirror.ts';
import type { ElementOutcome } from '../../src/sync/outcome.ts';
import type { InvoicePosting, LinePosting, Write } from '../../src/sync/posting.ts';
import { readConnections } from '../../src/xero/connections.ts';
import type { ReadOutcome } from '../../src/xero/judge-read.ts';
import { clientCredentials, type OAuthPorts } from '../../src/xero/oauth.ts';
import { readReferenceData } from '../../src/xero/reference-reads.ts';
import type { XeroAccess } from '../../src/xero/requests.ts';
import { fullScopes, scopesForClientCredentials } from '../../src/xero/scopes.ts';
import { manualClock, type ManualClock } from '../../src/xero/scripted-ports.ts';
import { sendCall, type CallResult } from '../../src/xero/send-call.ts';
import { createTransport, type Transport } from '../../src/xero/transport.ts';
import { prepareCall, type ContactsBefore, type PreparedCall } from '../../src/xero/writes.ts';

export const baseUrl = 'http://127.0.0.1:4100';
export const app = {
  clientId: 'client',
  clientSecret: 'secret',
  loginUrl: baseUrl,
  identityUrl: baseUrl,
};

/** What a read answered; a failed test when it did not. */
export function answered<T>(outcome: ReadOutcome<T>): T {
  if (outcome.kind !== 'answered') throw new Error(`not answered: ${JSON.stringify(outcome)}`);
  return outcome.value;
}

export function contactFields(given: Partial<ContactFields>): ContactFields {
  const blank = Object.fromEntries(contactFieldNames.map((name) => [name, '']));
  return { ...(blank as ContactFields), ...given };
}

export function contact(number: string, given: Partial<ContactFields> = {}): Write {
  const fields = contactFields({ name: `Client ${number}`, number, ...given });
  return { action: 'create', mark: number, posting: { kind: 'contact', fields } };
}

export function line(given: Partial<LinePosting> = {}): LinePosting {
  return {
    description: 'Advice',
    quantity: decimal('1.5'),
    unitAmount: decimal('333.33'),
    discountAmount: Decimal.zero,
    accountCode: '200',
    taxType: 'OUTPUT',
    tax: decimal('50.00'),
    sendTax: false,
    amount: decimal('500.00'),
    ...given,
  };
}

export function posting(
  number: string,
  contactId: XeroId,
  given: Partial<InvoicePosting> = {},
): InvoicePosting {
  return {
    kind: 'invoice',
    number,
    contactId,
    status: 'authorised',
    date: date('2026-11-20'),
    dueDate: date('2026-12-20'),
    currency: 'AUD',
    amountsAre: 'exclusive',
    reference: 'Job 7',
    url: `https://firm.example/go/1/invoices/${number}`,
    lines: [line()],
    net: decimal('500.00'),
    tax: decimal('50.00'),
    total: decimal('550.00'),
    ...given,
  };
}

export function invoice(
  number: string,
  contactId: XeroId,
  given: Partial<InvoicePosting> = {},
): Write {
  return { action: 'create', mark: number, posting: posting(number, contactId, given) };
}

interface SceneParts {
  readonly clock: ManualClock;
  readonly emulator: Emulator;
  readonly transport: Transport;
  readonly access: XeroAccess;
  readonly reference: ReferenceData;
}

/** Limits are out of the way: the limiter has tests of its own. */
const settings = { perMinute: 10_000, perDay: 100_000 };

export async function openXeroScene(): Promise<XeroScene> {
  const clock = manualClock();
  const emulator = await createEmulator({ clock, random: seededRandom(1), baseUrl, settings });
  const fetch = emulator.fetchPort();
  const transport = createTransport({ fetch, clock, log: silentLog, userAgent: 'tieout-test' });
  const access = await signIn({ fetch, clock, userAgent: 'tieout-test' }, transport, fullScopes);
  const reference = answered(await readReferenceData(transport, access));
  return new XeroScene({ clock, emulator, transport, access, reference });
}

async function signIn(
  ports: OAuthPorts,
  transport: Transport,
  scopes: readonly string[],
): Promise<XeroAccess> {
  const grant = await clientCredentials(ports, app, scopesForClientCredentials(scopes));
  if (grant.kind !== 'granted') throw new Error(`no tokens: ${JSON.stringify(grant)}`);
  const { accessToken } = grant.tokens;
  const connections = answered(await readConnections(transport, { apiUrl: baseUrl, accessToken }));
  const { tenantId } = must(connections[0], 'a connection');
  return { apiUrl: baseUrl, accessToken, tenantId };
}

export class XeroScene implements SceneParts {
  readonly clock: ManualClock;
  readonly emulator: Emulator;
  readonly transport: Transport;
  readonly access: XeroAccess;
  readonly reference: ReferenceData;
  #keys = 0;

  constructor(parts: SceneParts) {
    this.clock = parts.clock;
    this.emulator = parts.emulator;
    this.transport = parts.transport;
    this.access = parts.access;
    this.reference = parts.reference;
  }

  ports(): OAuthPorts {
    return { fetch: this.emulator.fetchPort(), clock: this.clock, userAgent: 'tieout-test' };
  }

  signIn(scopes: readonly string[]): Promise<XeroAccess> {
    return signIn(this.ports(), this.transport, scopes);
  }

  /** Arms a fault for the next call of an endpoint. */
  async fault(kind: string, endpoint: string, more: object = {}): Promise<void> {
    const answer = await this.emulator.handle({
      method: 'POST',
      url: `${baseUrl}/_control/faults`,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ kind, endpoint, times: 1, ...more }),
    });
    if (answer.kind !== 'answer' || answer.status >= 300) {
      throw new Error(`control refused: ${JSON.stringify(answer)}`);
    }
  }

  bankAccount(): XeroId {
    const found = this.reference.accounts.find((one) => one.type === 'BANK' && one.isActive);
    return must(found, 'a bank account').accountId;
  }

  payment(reference: string, invoiceId: XeroId, amount: string): Write {
    return {
      action: 'create',
      mark: reference,
      posting: {
        kind: 'payment',
        invoiceId,
        accountId: this.bankAccount(),
        date: date('2026-11-21'),
        amount: decimal(amount),
        reference,
      },
    };
  }

  send(call: PreparedCall, key?: string): Promise<CallResult> {
    this.#keys += 1;
    const idempotencyKey = key ?? `key-${this.#keys}`;
    return sendCall(this.transport, this.access, { call, idempotencyKey });
  }

  /** Sends writes as one call; what came of each, in their order. */
  async write(writes: readonly Write[], before?: ContactsBefore): Promise<ElementOutcome[]> {
    const call = prepareCall(writes, before);
    const { outcome } = await this.send(call);
    if (outcome.kind !== 'answered') throw new Error(`not answered: ${JSON.stringify(outcome)}`);
    return call.marks.map((mark) => must(outcome.elements.get(mark), mark));
  }

  /** Sends a write that has to be accepted; its echo. */
  async accepted(write: Write, before?: ContactsBefore): Promise<AnyMirror> {
    const [outcome] = await this.write([write], before);
    if (outcome?.kind !== 'accepted') throw new Error(`not accepted: ${JSON.stringify(outcome)}`);
    return outcome.echo;
  }

  /** A new client, and a new invoice to it. */
  async newInvoice(number: string, given: Partial<InvoicePosting> = {}): Promise<MirrorInvoice> {
    const client = await this.accepted(contact(`C-${number}`));
    const echo = await this.accepted(invoice(number, client.xeroId, given));
    if (echo.kind !== 'invoice') throw new Error('not an invoice');
    return echo;
  }
}
