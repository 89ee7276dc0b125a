/**
 * The plan for one contact: match it when it has no link (contact number, then name with e-mail, then
 * name; ties and doubts go to a person), create it, or merge it field by field with its base. A first
 * link has no base, so the ordinary merge fills blanks and asks about every difference (RULES L4).
 */
import type { Contact } from '../accounting/contact.ts';
import { fingerprint } from '../base/hash.ts';

import type { Instant } from '../base/time.ts';
import { comesBack, contactFields } from './contact-fields.ts';
import type { Finding, Plan, PlanContext, ContactBase, Link, Attempts, Command } from './plan.ts';
import { agreed, writeOrRejection } from './plan.ts';
import { isSameText, mergeField } from './merge.ts';
import {
  contactFieldNames,
  type ContactFieldName,
  type ContactFields,
  type MirrorContact,
} from './mirror.ts';

export interface ContactCase {
  readonly contact: Contact;
  readonly version: number;
  readonly changedAt: Instant;
  readonly hasInvoices: boolean;
  readonly link?: Link<ContactBase>;
  /** The linked contact; or, when that was merged into another in Xero, the survivor. */
  readonly mirror?: MirrorContact;
  /** Unlinked contacts in Xero with this number or name, the archived ones too. */
  readonly candidates: readonly MirrorContact[];
  /** Other contacts here of the same name that are not linked either. */
  readonly namesakes: number;
  readonly attempts: Attempts;
}

export function planContact(context: PlanContext, given: ContactCase): Plan {
  const plan = agreed('contact', given.contact.id);
  if (given.attempts.open) return { ...plan, waitsFor: 'answer' };
  if (given.link && given.mirror) return planLinked(context, given, given.mirror);
  if (given.contact.isArchived) return { ...plan, isOutOfScope: true };
  if (context.policy.contacts.onlyWithInvoices && !given.hasInvoices) {
    return { ...plan, isOutOfScope: true };
  }
  const match = matchContact(given.contact, given.candidates, given.namesakes);
  switch (match.kind) {
    case 'one':
      return planLinked(context, { ...given, link: firstLink(given, match.mirror) }, match.mirror);
    case 'doubt':
      return { ...plan, findings: [match.finding] };
    case 'none':
      return planCreation(context, given);
  }
}

function firstLink(given: ContactCase, mirror: MirrorContact): Link<ContactBase> {
  return { xeroId: mirror.xeroId, bookVersion: given.version, base: { book: {}, xero: {} } };
}

type Match =
  | { readonly kind: 'one'; readonly mirror: MirrorContact }
  | { readonly kind: 'none' }
  | { readonly kind: 'doubt'; readonly finding: Finding };

/** Which contact in Xero this is: never a guess (docs/SPEC.md MAT). */
export function matchContact(
  contact: Contact,
  candidates: readonly MirrorContact[],
  namesakes = 0,
): Match {
  const facts = { name: contact.name, number: contact.number };
  const doubt = (code: Finding['code'], more: Record<string, string> = {}): Match => ({
    kind: 'doubt',
    finding: { code, facts: { ...facts, ...more } },
  });
  const active = candidates.filter((mirror) => mirror.status === 'active');
  const byNumber = candidates.filter((mirror) => mirror.fields.number === contact.number);
  const numbered = byNumber[0];
  if (numbered) {
    return numbered.status === 'active'
      ? { kind: 'one', mirror: numbered }
      : doubt('contact.archived_in_xero');
  }
  const named = active.filter((mirror) => isSameName(mirror.fields.name, contact.name));
  const free = named.filter((mirror) => mirror.fields.number === '');
  const email = contact.emails[0] ?? '';
  const sameEmail = free.filter((mirror) => email !== '' && isSameEmail(mirror, email));
  const best = sameEmail.length > 0 ? sameEmail : free;
  const first = best[0];
  if (first === undefined) {
    const taken = named[0];
    return taken
      ? doubt('contact.number_taken', { xeroNumber: taken.fields.number })
      : { kind: 'none' };
  }
  if (best.length > 1) return doubt('contact.match_tie', { count: String(best.length) });
  if (namesakes > 0) return doubt('contact.namesakes', { count: String(namesakes + 1) });
  const xeroEmail = first.fields.email;
  if (email !== '' && xeroEmail !== '' && !isSameEmail(first, email)) {
    return doubt('contact.match_review', { bookEmail: email, xeroEmail });
  }
  return { kind: 'one', mirror: first };
}

/** Xero compares names without case (docs/XERO.md X-CONTACT-NAME). */
function isSameName(a: string, b: string): boolean {
  return isSameText(a.toLowerCase(), b.toLowerCase());
}

function isSameEmail(mirror: MirrorContact, email: string): boolean {
  return mirror.fields.email.trim().toLowerCase() === email.trim().toLowerCase();
}

function planCreation(context: PlanContext, given: ContactCase): Plan {
  const { contact } = given;
  const plan = agreed('contact', contact.id);
  const facts = { name: contact.name, number: contact.number, what: `Contact ${contact.name}` };
  if (!context.policy.contacts.creates) {
    return { ...plan, findings: [{ code: 'contact.not_in_xero', facts }] };
  }
  const posting = { kind: 'contact', fields: contactFields(contact) } as const;
  return {
    ...plan,
    ...writeOrRejection(context, {
      write: { action: 'create', mark: contact.number, posting },
      attempts: given.attempts,
      code: 'contact.rejected',
      facts,
      dependsOn: given.candidates.map((mirror) => mirror.fields),
    }),
  };
}

type Resolution = 'agreed' | 'to_xero' | 'to_book' | 'left_alone' | 'ask';

function resolveField(
  context: PlanContext,
  given: { field: ContactFieldName; merge: ReturnType<typeof mergeField>; isBookNewer: boolean },
): Resolution {
  const { edits, clash } = context.policy.contacts;
  const { field, merge } = given;
  const back: Resolution = edits === 'both' && comesBack(field) ? 'to_book' : 'left_alone';
  const there: Resolution = edits === 'none' ? 'left_alone' : 'to_xero';
  if (merge === 'agreed') return 'agreed';
  if (merge === 'to_xero') return there;
  if (merge === 'to_book') return back;
  if (!comesBack(field)) return there;
  if (clash === 'ask') return 'ask';
  if (clash === 'newest') return given.isBookNewer ? there : back;
  return clash === 'book' ? there : back;
}

/** Such a field must be equal at rest; unequal, Xero took our edit and kept its own value (P6). */
function followsBothWays(context: PlanContext, field: ContactFieldName): boolean {
  return context.policy.contacts.edits === 'both' && comesBack(field);
}

function planLinked(context: PlanContext, given: ContactCase, mirror: MirrorContact): Plan {
  const { contact, attempts } = given;
  const base = given.link?.base ?? { book: {}, xero: {} };
  const book = contactFields(contact);
  const isNew = given.link?.xeroId !== mirror.xeroId || Object.keys(base.book).length === 0;
  const plan = agreed('contact', contact.id);
  const facts = { name: contact.name, number: contact.number, what: `Contact ${contact.name}` };
  const toXero: Partial<Record<ContactFieldName, string>> = {};
  const toBook: Partial<Record<ContactFieldName, string>> = {};
  const findings: Finding[] = [];
  const bookBase: Partial<Record<ContactFieldName, string>> = { ...base.book };
  const xeroBase: Partial<Record<ContactFieldName, string>> = { ...base.xero };
  for (const field of contactFieldNames) {
    const sides = { book: book[field], xero: mirror.fields[field] };
    const merge = mergeField({ ...sides, bookBase: base.book[field], xeroBase: base.xero[field] });
    const isBookNewer = given.changedAt >= mirror.updatedAt;
    const resolution = resolveField(context, { field, merge, isBookNewer });
    if (resolution === 'to_xero') toXero[field] = book[field];
    if (resolution === 'to_book') toBook[field] = mirror.fields[field];
    const isIgnored =
      resolution === 'agreed' &&
      !isSameText(sides.book, sides.xero) &&
      followsBothWays(context, field);
    if (resolution === 'ask' || isIgnored) {
      findings.push({ code: 'contact.differs', facts: { ...facts, field, ...sides } });
    }
    if (resolution === 'agreed' || resolution === 'left_alone') {
      bookBase[field] = book[field];
      xeroBase[field] = mirror.fields[field];
    }
  }
  const commands: Command[] = [];
  const newBase: ContactBase = { book: bookBase, xero: xeroBase };
  if (isNew || given.link?.bookVersion !== given.version || !isSameBase(base, newBase)) {
    commands.push({ kind: 'link', record: 'contact', xeroId: mirror.xeroId, base: newBase });
  }
  if (Object.keys(toBook).length > 0) commands.push({ kind: 'edit_contact', changes: toBook });
  if (Object.keys(toXero).length === 0) return { ...plan, commands, findings };
  if (mirror.status !== 'active') {
    return {
      ...plan,
      commands,
      findings: [...findings, { code: 'contact.archived_in_xero', facts }],
    };
  }
  const write = {
    action: 'update',
    kind: 'contact',
    mark: mirror.xeroId,
    changes: toXero satisfies Partial<ContactFields>,
  } as const;
  const dependsOn = mirror.fields;
  const next = writeOrRejection(context, {
    write,
    attempts,
    code: 'contact.rejected',
    facts,
    dependsOn,
  });
  return {
    ...plan,
    commands: [...commands, ...next.commands],
    findings: [...findings, ...next.findings],
  };
}

function isSameBase(a: ContactBase, b: ContactBase): boolean {
  return fingerprint(a) === fingerprint(b);
}
