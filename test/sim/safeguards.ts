/**
 * What the simulation is worth: with one safeguard of the protocol taken out it has to find a broken
 * promise. Nothing in the app knows of this: what a safeguard rests on is taken from the database, or
 * forged there, between two of the app's transactions.
 */
import { formatInstant, instant, second, type Instant } from '../../src/base/time.ts';
import { sql, type Tx } from '../../src/store/database.ts';

/** Where something can be taken away. All of it is done between the app's own transactions. */
export interface Hooks {
  readonly beforeTransaction?: (tx: Tx, now: Instant) => Promise<void>;
  /** A write ended without a usable answer; its caller has not heard of it yet. */
  readonly unanswered?: (tx: Tx, idempotencyKey: string) => Promise<void>;
  readonly death?: (tx: Tx) => Promise<void>;
}

export interface Safeguard extends Hooks {
  /** What is missing. */
  readonly sentence: string;
  /** The promise that is broken then. */
  readonly breaks?: string;
  /** Something else does the same work: taking this out alone must break nothing. */
  readonly isRedundant?: true;
}

export const safeguards = {
  look: {
    sentence: 'the look for a payment of unknown outcome sees nothing',
    breaks: 'nothing is in Xero twice',
    beforeTransaction: async (tx) => {
      await sql`
        delete from mirror m where m.kind = 'payment'
          and m.body ->> 'reference' ~ '\\[[a-z2-9]{9}\\]$'
          and not exists (select 1 from link l where l.connection_id = m.connection_id
            and l.kind = 'payment' and l.xero_id = m.xero_id)`.execute(tx);
    },
  },
  wait: {
    sentence: 'a write without an answer counts as not made, at once and without a look',
    breaks: 'nothing is in Xero twice',
    unanswered: async (tx, key) => {
      await sql`
        update intent set state = 'absent', settled_at = opened_at from call c
        where c.id = intent.call_id and intent.state = 'open' and c.idempotency_key = ${key}
        `.execute(tx);
    },
  },
  intent: {
    sentence: 'what is about to be written is not stored before the call: a crash forgets it',
    breaks: 'nothing is in Xero twice',
    death: async (tx) => {
      await sql`delete from intent where state = 'open'`.execute(tx);
    },
  },
  block: {
    sentence: 'an open intent blocks its record for two seconds only',
    breaks: 'nothing is in Xero twice',
    beforeTransaction: async (tx, now) => {
      const before = formatInstant(instant(now - 2 * second));
      await sql`delete from intent where state = 'open' and opened_at < ${before}`.execute(tx);
    },
  },
  proof: {
    sentence: 'an invoice in Xero with one of our numbers is taken for ours without proof',
    breaks: 'no stranger is overwritten',
    beforeTransaction: async (tx) => {
      await sql`
        update mirror m set body = m.body || jsonb_build_object('url',
          'http://localhost:4000/go/sim00001/invoices/' || b.id::text)
        from invoice b
        where m.kind = 'invoice' and m.number = b.number
          and not exists (select 1 from link l where l.connection_id = m.connection_id
            and l.kind = 'invoice' and l.xero_id = m.xero_id)`.execute(tx);
    },
  },
  hints: {
    sentence: 'an edit made while its record is planned is forgotten',
    breaks: 'at rest both sides agree, or a finding says why',
    beforeTransaction: async (tx, now) => {
      const edited = formatInstant(instant(now - second / 5));
      await sql`
        delete from hint using invoice i
        where hint.kind = 'invoice' and hint.book_id = i.id and i.version > 1
          and i.changed_at > ${edited}`.execute(tx);
    },
  },
  lease: {
    sentence: 'anybody may take the lease at any time',
    isRedundant: true,
    beforeTransaction: async (tx) => {
      await sql`
        update connection set lease_until = '2000-01-01Z'
        where lease_until is not null`.execute(tx);
    },
  },
} as const satisfies Record<string, Safeguard>;

export type SafeguardName = keyof typeof safeguards;

export const safeguardNames = Object.keys(safeguards) as SafeguardName[];

export function isSafeguard(name: string): name is SafeguardName {
  return (safeguardNames as readonly string[]).includes(name);
}
