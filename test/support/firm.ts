/**
 * A small firm for tests: a real database, the emulator without sockets, a virtual clock, and an
 * engine between them. Records are made by few words; each test says only what it is about.
 */
import {
  lineAmount,
  taxOn,
  totalsOf,
  type Invoice,
  type InvoiceLine,
} from '../../src/accounting/invoice.ts';
import type { Contact } from '../../src/accounting/contact.ts';
import type { Payment } from '../../src/accounting/payment.ts';
import { must } from '../../src/base/assert.ts';
import { decimal, Decimal } from '../../src/base/decimal.ts';
import { NetworkError, type Fetch } from '../../src/base/http.ts';
import {
  newId,
  type ConnectionId,
  type ContactId,
  type InvoiceId,
  type PaymentId,
  type PracticeId,
} from '../../src/base/id.ts';
import { silentLog } from '../../src/base/log.ts';
import { seededRandom, type Random } from '../../src/base/random.ts';
import { createSeal, sealKey } from '../../src/base/seal.ts';
import { date, instant, parseInstant } from '../../src/base/time.ts';
import { createEmulator, type Emulator } from '../../src/emulator/emulator.ts';
import { demoTenantId } from '../../src/emulator/demo-company.ts';
import type { EmulatorSettings } from '../../src/emulator/settings.ts';
import { connectByCredentials } from '../../src/engine/connect.ts';
import type { EngineContext } from '../../src/engine/context.ts';
import { syncConnection, type SyncResult } from '../../src/engine/sync.ts';
import { tieOut } from '../../src/engine/tie-out.ts';
import { addContacts, addInvoices, addPayments, type Edit } from '../../src/store/book-edits.ts';
import { readConnection, savePolicy, type Connection } from '../../src/store/connections.ts';
import { openDatabase, type Database } from '../../src/store/database.ts';
import { addPractice, ensureInstallation } from '../../src/store/practices.ts';
import type { Policy } from '../../src/sync/policy.ts';
import type { TieOut } from '../../src/sync/tie-out.ts';
import { createLimiter } from '../../src/xero/limiter.ts';
import { jumpingClock, type VirtualClock } from './virtual-clock.ts';

export const testStart = instant(must(parseInstant('2026-11-22T01:00:00Z'), 'a time'));
export const emulatorUrl = 'http://localhost:4100';

/** The emulator as a network that answers at once: no deadline needs the clock. */
export function directFetch(emulator: Emulator): Fetch {
  return async ({ method, url, headers, body }) => {
    const answer = await emulator.handle({ method, url, headers, body: body ?? '' });
    if (answer.kind === 'drop') throw new NetworkError('broken', 'the connection was dropped');
    return { status: answer.status, headers: answer.headers, body: answer.body };
  };
}

export interface FirmOptions {
  /** A migrated database. */
  readonly databaseUrl: string;
  readonly seed?: number;
  readonly settings?: Partial<EmulatorSettings>;
  /** Put around the network, to lose answers. */
  readonly wrapFetch?: (fetch: Fetch) => Fetch;
}

export class Firm implements AsyncDisposable {
  readonly database: Database;
  readonly clock: VirtualClock;
  readonly random: Random;
  readonly emulator: Emulator;
  readonly engine: EngineContext;
  readonly practiceId: PracticeId;
  connectionId: ConnectionId | undefined;
  #next = 1;

  private constructor(parts: {
    database: Database;
    clock: VirtualClock;
    random: Random;
    emulator: Emulator;
    engine: EngineContext;
    practiceId: PracticeId;
  }) {
    this.database = parts.database;
    this.clock = parts.clock;
    this.random = parts.random;
    this.emulator = parts.emulator;
    this.engine = parts.engine;
    this.practiceId = parts.practiceId;
  }

  static async open(options: FirmOptions): Promise<Firm> {
    const clock = jumpingClock(testStart);
    const random = seededRandom(options.seed ?? 1);
    const database = openDatabase(options.databaseUrl, 6);
    const emulator = await createEmulator({
      clock,
      random: seededRandom((options.seed ?? 1) + 1000),
      baseUrl: emulatorUrl,
      settings: { perDay: 5000, ...options.settings },
    });
    const fetch = (options.wrapFetch ?? ((inner) => inner))(directFetch(emulator));
    const limiter = createLimiter({ clock, dayMax: 5000 });
    const id = newId<PracticeId>(random, clock.now());
    const installationId = await database.transaction(async (tx) => {
      const practice = {
        id,
        name: 'Test & Partners',
        baseCurrency: 'AUD',
        countryCode: 'AU',
        timeZone: 'Australia/Sydney',
      };
      await addPractice(tx, practice, clock.now());
      return ensureInstallation(tx, { id: 'test0001', at: clock.now() });
    });
    const engine: EngineContext = {
      database,
      clock,
      random,
      fetch,
      log: silentLog,
      seal: createSeal([sealKey('a secret for tests only')]),
      site: {
        apiUrl: emulatorUrl,
        grant: 'client_credentials',
        app: {
          clientId: 'test',
          clientSecret: 'test',
          loginUrl: emulatorUrl,
          identityUrl: emulatorUrl,
        },
      },
      installation: { id: installationId, publicUrl: 'http://localhost:4000' },
      workerName: 'test',
      limiterOf: () => limiter,
    };
    return new Firm({ database, clock, random, emulator, engine, practiceId: id });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.database.close();
  }

  get edit(): Edit {
    return {
      practiceId: this.practiceId,
      at: this.clock.now(),
      actor: 'Test Person',
      why: 'entered by hand',
    };
  }

  async connect(policy: Partial<Policy> = {}): Promise<ConnectionId> {
    const outcome = await connectByCredentials(this.engine, {
      practiceId: this.practiceId,
      isReadOnly: false,
    });
    if (outcome.kind !== 'connected') throw new Error(outcome.reason);
    this.connectionId = outcome.connectionId;
    if (Object.keys(policy).length > 0) await this.changePolicy(policy);
    return outcome.connectionId;
  }

  async connection(): Promise<Connection> {
    const id = must(this.connectionId, 'a connection');
    const connection = await this.database.transaction((tx) => readConnection(tx, id));
    return must(connection, 'the connection');
  }

  async changePolicy(policy: Partial<Policy>): Promise<void> {
    const connection = await this.connection();
    await this.database.transaction((tx) =>
      savePolicy(tx, connection.id, { ...connection.policy, ...policy }),
    );
  }

  sync(): Promise<SyncResult> {
    return syncConnection(this.engine, must(this.connectionId, 'a connection'), {
      cause: 'test',
      priority: 'person',
    });
  }

  async tieOut(): Promise<TieOut> {
    return tieOut(this.engine, await this.connection());
  }

  contact(given: Partial<Contact> = {}): Contact {
    const n = this.#next++;
    return {
      id: newId<ContactId>(this.random, this.clock.now()),
      number: `C${String(n).padStart(4, '0')}`,
      kind: 'organisation',
      name: `Client ${n} Pty Ltd`,
      emails: [`client${n}@example.com`],
      phones: [],
      addresses: [],
      isArchived: false,
      ...given,
    };
  }

  line(given: Partial<InvoiceLine> = {}): InvoiceLine {
    const line = {
      kind: 'time' as const,
      description: 'Advice',
      quantity: decimal('1.5'),
      unitPrice: decimal('350.00'),
      discount: Decimal.zero,
      taxCode: 'standard',
      taxRate: decimal('10'),
      isTaxStated: false,
      ...given,
    };
    const amount = given.amount ?? lineAmount(line, 2);
    const tax = given.tax ?? taxOn(amount, line.taxRate, 'exclusive', 2);
    return { ...line, amount, tax };
  }

  invoice(contactId: ContactId, given: Partial<Invoice> = {}): Invoice {
    const n = this.#next++;
    const lines = given.lines ?? [this.line()];
    const amountsAre = given.amountsAre ?? 'exclusive';
    return {
      id: newId<InvoiceId>(this.random, this.clock.now()),
      contactId,
      number: `INV-${String(n).padStart(5, '0')}`,
      status: 'issued',
      date: date('2026-11-01'),
      dueDate: date('2026-12-01'),
      currency: 'AUD',
      amountsAre,
      reference: '',
      lines,
      ...totalsOf(lines, amountsAre, 2),
      ...given,
    };
  }

  payment(invoice: Invoice, given: Partial<Payment> = {}): Payment {
    return {
      id: newId<PaymentId>(this.random, this.clock.now()),
      invoiceId: invoice.id,
      date: date('2026-11-15'),
      amount: invoice.total,
      currency: invoice.currency,
      reference: 'EFT',
      bankAccount: 'office',
      enteredIn: 'book',
      ...given,
    };
  }

  async enter(records: {
    contacts?: readonly Contact[];
    invoices?: readonly Invoice[];
    payments?: readonly Payment[];
  }): Promise<void> {
    await this.database.transaction(async (tx) => {
      await addContacts(tx, this.edit, records.contacts ?? []);
      const invoices = (records.invoices ?? []).map((invoice) => ({ invoice, source: 'book' }));
      await addInvoices(tx, this.edit, invoices);
      await addPayments(tx, this.edit, records.payments ?? []);
    });
  }

  /** The control API of the emulator. */
  async control<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await this.emulator.handle({
      method,
      url: `${emulatorUrl}/_control${path}`,
      headers: { 'content-type': 'application/json' },
      body: body === undefined ? '' : JSON.stringify(body),
    });
    if (answer.kind !== 'answer' || answer.status >= 400) {
      throw new Error(`control ${method} ${path}: ${JSON.stringify(answer)}`);
    }
    return JSON.parse(answer.body || 'null') as T;
  }

  /** What the bookkeeper does in Xero, by hand. */
  act<T>(method: string, path: string, body?: unknown): Promise<T> {
    return this.control<T>('POST', '/act', { tenantId: demoTenantId, method, path, body });
  }
}
