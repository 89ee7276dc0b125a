/**
 * No stranger is overwritten: what a person made in Xero is changed by the app only where it may be.
 * Invoices that are none of ours and payments made by hand never; contacts only when they carry one
 * of our numbers or names. And what has no place in Xero never gets there.
 */
import type { Audit, Violation } from '../audit.ts';

const invariant = 'no stranger is overwritten';

export function strangers({ xero, known, contacts }: Audit): Violation[] {
  const madeByHand = new Set(
    xero.writes.filter(({ by, kind }) => by === 'user' && kind === 'create').map(({ id }) => id),
  );
  const ourNumbers = new Set(contacts.map(({ number }) => number));
  const violations: Violation[] = [];
  for (const write of xero.writes) {
    if (write.by !== 'app') continue;
    const what = `${write.kind} of ${write.resource} ${write.number ?? ''} ${write.id}`;
    if (write.resource === 'Invoices' && known.strangers.has(write.id)) {
      violations.push({ invariant, detail: `${what}: it was made in Xero and is not ours` });
    }
    if (write.resource === 'Payments' && write.kind !== 'create' && madeByHand.has(write.id)) {
      violations.push({ invariant, detail: `${what}: it was made in Xero` });
    }
    if (write.resource === 'Contacts' && !ourNumbers.has(write.number ?? '')) {
      violations.push({ invariant, detail: `${what}: its number is none of ours` });
    }
    if (write.resource === 'Invoices' && known.impossible.has(write.number ?? '')) {
      violations.push({ invariant: 'what is flawed stays here', detail: `${what} went to Xero` });
    }
  }
  return violations;
}
