/**
 * What a plan is made of. A plan is worked out anew from book, base, mirror, policy, wants and
 * attempts each time it is needed; it is never stored. Preview, sync, tie-out and drift are this one
 * thing looked at differently (docs/SPEC.md PLN).
 */
import type { InvoiceStatus } from '../accounting/invoice.ts';
import type { ReferenceData } from '../accounting/reference-data.ts';
import type { BookId, PaymentId, XeroId } from '../base/id.ts';
import { fingerprint } from '../base/hash.ts';
import type { FindingCode } from './finding-codes.ts';
import type { ContactFields, Kind, MirrorInvoice, MirrorPayment } from './mirror.ts';
import type { Policy } from './policy.ts';
import type { InvoicePosting, PaymentPosting, Write } from './posting.ts';

/** Everything that holds for all records of a connection while a plan is made. */
export interface PlanContext {
  readonly policy: Policy;
  readonly reference: ReferenceData;
  readonly installation: Installation;
}

/** Who we are in Xero: what our marks carry. */
export interface Installation {
  readonly id: string;
  /** Where people reach Tieout: the head of the link that Xero shows. */
  readonly publicUrl: string;
}

/** Both sides as they last agreed; each side is compared with its own half (RULES P7). */
export interface ContactBase {
  /** A field that is not here has never been agreed. */
  readonly book: Partial<ContactFields>;
  readonly xero: Partial<ContactFields>;
}
export interface InvoiceBase {
  readonly book: InvoicePosting;
  readonly xero: MirrorInvoice;
}
export interface PaymentBase {
  readonly book: PaymentPosting;
  readonly xero: MirrorPayment;
}

export interface Link<Base> {
  readonly xeroId: XeroId;
  /** The version of the book record that the base was taken from. */
  readonly bookVersion: number;
  readonly base: Base;
}

/** What is known of the last attempt to write a record, and of one whose answer is still awaited. */
export interface Attempts {
  /** An open intent blocks the record for everybody (RULES P2). */
  readonly open?: { readonly sentAt: number };
  /** The last rejected attempt: not repeated until something that it depended on changes (P1). */
  readonly rejected?: { readonly attemptKey: string; readonly messages: readonly string[] };
  /** How often a person has asked to try again. */
  readonly retries: number;
}

export type Command =
  | { readonly kind: 'write'; readonly write: Write; readonly attemptKey: string }
  /** Note that both are one, or that they agree again; the base is what they hold now. */
  | {
      readonly kind: 'link';
      readonly record: Kind;
      readonly xeroId: XeroId;
      readonly base: ContactBase | InvoiceBase | PaymentBase;
    }
  | { readonly kind: 'unlink'; readonly record: 'payment' }
  | { readonly kind: 'edit_contact'; readonly changes: Partial<ContactFields> }
  | { readonly kind: 'set_invoice_status'; readonly status: InvoiceStatus }
  | { readonly kind: 'add_payment'; readonly payment: MirrorPayment; readonly bankAccount: string }
  | { readonly kind: 'remove_payment'; readonly paymentId: PaymentId };

/** What the sentence of a code is filled with. */
export type FindingFacts = Readonly<Record<string, string>>;

export interface Finding {
  readonly code: FindingCode;
  readonly facts: FindingFacts;
}

/** The plan for one record. Empty commands and findings: it is in agreement. */
export interface Plan {
  readonly kind: Kind;
  readonly bookId: BookId;
  readonly commands: readonly Command[];
  readonly findings: readonly Finding[];
  /** It can only go on when another record of this sync has: looked at again, not a finding yet. */
  readonly waitsFor?: 'contact' | 'invoice' | 'answer';
  /** Not ours to send (a cancelled draft, before the cut-over, a contact without invoices). */
  readonly isOutOfScope?: true;
}

export function agreed(kind: Kind, bookId: BookId): Plan {
  return { kind, bookId, commands: [], findings: [] };
}

/**
 * The write, or the reason why it is not repeated: the same content against the same mirror, policy
 * and reference data was rejected before, and nobody asked for another try (RULES P1).
 */
export function writeOrRejection(
  context: PlanContext,
  options: {
    write: Write;
    attempts: Attempts;
    code: 'contact.rejected' | 'invoice.rejected' | 'payment.rejected';
    facts: FindingFacts;
    dependsOn?: unknown;
  },
): { commands: Command[]; findings: Finding[] } {
  const { write, attempts, code, facts } = options;
  if (context.policy.isReadOnly) {
    return { commands: [], findings: [{ code: 'held.read_only', facts }] };
  }
  const attemptKey = fingerprint({
    write,
    policy: context.policy,
    reference: context.reference,
    dependsOn: options.dependsOn,
    retries: attempts.retries,
  });
  const rejected = attempts.rejected;
  if (rejected?.attemptKey === attemptKey) {
    const messages = rejected.messages.join(' ');
    return { commands: [], findings: [{ code, facts: { ...facts, messages } }] };
  }
  return { commands: [{ kind: 'write', write, attemptKey }], findings: [] };
}
