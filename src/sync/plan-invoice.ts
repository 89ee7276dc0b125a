/**
 * The plan for one invoice: find or create it in Xero, send what changed here, bring back what may
 * come back, and name everything else as a finding (docs/SPEC.md INV). The book owns an invoice's
 * content; Xero owns its approval when the policy says so, and paid follows from payments alone.
 */
import type { Invoice } from '../accounting/invoice.ts';
import { fingerprint } from '../base/hash.ts';
import type { XeroId } from '../base/id.ts';
import {
  differingFields,
  invoiceFields,
  namesOf,
  statusWithoutPayment,
  withLineIds,
} from './invoice-difference.ts';
import { lockDate, postedStatus, postInvoice } from './invoice-posting.ts';
import { invoiceOfUrl } from './marks.ts';
import type { MirrorInvoice } from './mirror.ts';
import type { Attempts, Finding, InvoiceBase, Link, Plan, PlanContext } from './plan.ts';
import { agreed, writeOrRejection } from './plan.ts';
import type { InvoicePosting, Write } from './posting.ts';

export interface InvoiceCase {
  readonly invoice: Invoice;
  readonly version: number;
  readonly contact: {
    readonly name: string;
    /** Absent while the contact is not linked. */
    readonly xeroId?: XeroId;
    /** It is about to be created or linked in this sync, or its answer is awaited. */
    readonly isComing: boolean;
    readonly isArchivedInXero: boolean;
  };
  readonly link?: Link<InvoiceBase>;
  readonly mirror?: MirrorInvoice;
  /** Unlinked sales invoices in Xero with this number; voided ones too, since their number stays taken. */
  readonly candidates: readonly MirrorInvoice[];
  readonly attempts: Attempts;
}

export function planInvoice(context: PlanContext, given: InvoiceCase): Plan {
  const plan = agreed('invoice', given.invoice.id);
  if (given.attempts.open) return { ...plan, waitsFor: 'answer' };
  if (given.link && given.mirror) {
    return planLinked(context, { ...given, link: given.link, mirror: given.mirror });
  }
  if (postedStatus(context.policy, given.invoice) === undefined) {
    const late = lateArrival(context, given);
    if (!late) return { ...plan, isOutOfScope: true };
    const base: InvoiceBase = { book: asPosted(late), xero: late };
    const link = { kind: 'link', record: 'invoice', xeroId: late.xeroId, base } as const;
    return { ...plan, commands: [link] };
  }
  return planUnlinked(context, given);
}

/** Cancelled while it was under way, and it arrived after all: linked, so that it is voided there too. */
function lateArrival(context: PlanContext, given: InvoiceCase): MirrorInvoice | undefined {
  if (given.invoice.status !== 'cancelled') return undefined;
  return given.candidates.find(
    ({ status, url }) =>
      status !== 'voided' &&
      status !== 'deleted' &&
      invoiceOfUrl(context.installation, url) === given.invoice.id,
  );
}

/** What Xero holds, as if it had been sent just so. */
function asPosted(mirror: MirrorInvoice): InvoicePosting {
  const status = statusWithoutPayment(mirror.status);
  return {
    kind: 'invoice',
    number: mirror.number,
    contactId: mirror.contactId,
    status: status === 'voided' || status === 'deleted' ? 'authorised' : status,
    date: mirror.date,
    ...(mirror.dueDate === undefined ? {} : { dueDate: mirror.dueDate }),
    currency: mirror.currency,
    ...(mirror.currencyRate === undefined ? {} : { currencyRate: mirror.currencyRate }),
    amountsAre: mirror.amountsAre,
    reference: mirror.reference,
    url: mirror.url,
    lines: (mirror.lines ?? []).map((line) => ({ ...line, sendTax: false })),
    net: mirror.net,
    tax: mirror.tax,
    total: mirror.total,
  };
}

function factsOf(given: InvoiceCase): Record<string, string> {
  const { number } = given.invoice;
  return { number, name: given.contact.name, what: `Invoice ${number}` };
}

function planUnlinked(context: PlanContext, given: InvoiceCase): Plan {
  const { invoice, contact } = given;
  const plan = agreed('invoice', invoice.id);
  const facts = factsOf(given);
  if (contact.xeroId === undefined) {
    return contact.isComing
      ? { ...plan, waitsFor: 'contact' }
      : { ...plan, findings: [{ code: 'invoice.contact_blocked', facts }] };
  }
  const { policy } = context;
  const isBeforeCutOver = policy.cutOver !== undefined && invoice.date < policy.cutOver;
  const posted = postInvoice(context, invoice, contact.xeroId);
  if (posted.kind === 'not_sent') return { ...plan, isOutOfScope: true };
  if (posted.kind === 'blocked') {
    return isBeforeCutOver && given.candidates.length === 0
      ? { ...plan, isOutOfScope: true }
      : { ...plan, findings: posted.findings };
  }
  const { posting } = posted;
  const candidate = given.candidates[0];
  if (candidate) return adoptOrClash(context, { given, posting, candidate });
  if (isBeforeCutOver) return { ...plan, isOutOfScope: true };
  const locked = lockedFinding(context, given, posting);
  if (locked) return { ...plan, findings: [locked] };
  if (contact.isArchivedInXero) {
    return { ...plan, findings: [{ code: 'contact.archived_in_xero', facts }] };
  }
  return {
    ...plan,
    ...attempt(context, given, { action: 'create', mark: invoice.number, posting }),
  };
}

/** A number that is taken: ours by its link or by its content, or a clash (RULES P5, L3). */
function adoptOrClash(
  context: PlanContext,
  found: { given: InvoiceCase; posting: InvoicePosting; candidate: MirrorInvoice },
): Plan {
  const { given, posting, candidate } = found;
  const plan = agreed('invoice', given.invoice.id);
  const isOurs = invoiceOfUrl(context.installation, candidate.url) === given.invoice.id;
  const differing = (['contactId', 'currency', 'date', 'total'] as const).filter((field) =>
    field === 'total'
      ? !posting.total.equals(candidate.total)
      : posting[field] !== candidate[field],
  );
  const isVoided = candidate.status === 'voided';
  if (isVoided || (!isOurs && differing.length > 0)) {
    const why = isVoided
      ? 'it was voided, and its number stays taken'
      : `other ${namesOf(differing)}`;
    const facts = { ...factsOf(given), why };
    return { ...plan, findings: [{ code: 'invoice.number_clash', facts }] };
  }
  const base: InvoiceBase = { book: posting, xero: candidate };
  const link = { kind: 'link', record: 'invoice', xeroId: candidate.xeroId, base } as const;
  return { ...plan, commands: [link] };
}

function lockedFinding(
  context: PlanContext,
  given: InvoiceCase,
  posting: Pick<InvoicePosting, 'date'>,
): Finding | undefined {
  const lock = lockDate(context.reference);
  if (lock === undefined || posting.date > lock) return undefined;
  const facts = { ...factsOf(given), date: posting.date, lockDate: lock };
  return { code: 'invoice.period_locked', facts };
}

function attempt(context: PlanContext, given: InvoiceCase, write: Write) {
  return writeOrRejection(context, {
    write,
    attempts: given.attempts,
    code: 'invoice.rejected',
    facts: factsOf(given),
    dependsOn: given.mirror && fingerprint(given.mirror),
  });
}

type LinkedCase = InvoiceCase & {
  readonly link: Link<InvoiceBase>;
  readonly mirror: MirrorInvoice;
};

function planLinked(context: PlanContext, given: LinkedCase): Plan {
  const { invoice, link, mirror, contact } = given;
  const plan = agreed('invoice', invoice.id);
  if (invoice.status === 'cancelled') return planCancelled(context, given);
  if (mirror.status === 'voided' || mirror.status === 'deleted') {
    const facts = { ...factsOf(given), state: mirror.status };
    return { ...plan, findings: [{ code: 'invoice.voided_in_xero', facts }] };
  }
  const isBookChanged = given.version !== link.bookVersion;
  const approved = approvalInXero(context, given);
  if (approved) return { ...plan, commands: [{ kind: 'set_invoice_status', status: 'issued' }] };
  // A contact merged in Xero takes its invoices along: that is no edit of the invoice.
  const contactId = contact.xeroId ?? link.base.book.contactId;
  if (!isBookChanged) return planUnchangedBook(context, given, { ...link.base.book, contactId });
  if (contact.xeroId === undefined) {
    // It was moved to a contact that Xero does not have (yet).
    return contact.isComing
      ? { ...plan, waitsFor: 'contact' }
      : { ...plan, findings: [{ code: 'invoice.contact_blocked', facts: factsOf(given) }] };
  }
  const posted = postInvoice(context, invoice, contact.xeroId);
  if (posted.kind === 'blocked') return { ...plan, findings: posted.findings };
  if (posted.kind === 'not_sent') {
    const facts = { ...factsOf(given), fields: 'status', state: mirror.status };
    return { ...plan, findings: [{ code: 'invoice.not_editable', facts }] };
  }
  return planChangedBook(context, given, posted.posting);
}

/** Approved in Xero, while it is a draft here and was sent as one. */
function approvalInXero(context: PlanContext, given: LinkedCase): boolean {
  const wasApproved = given.link.base.book.status === 'authorised';
  return (
    context.policy.invoices.approvalComesBack &&
    statusWithoutPayment(given.mirror.status) === 'authorised' &&
    !wasApproved &&
    (given.invoice.status === 'draft' || given.invoice.status === 'awaiting_approval')
  );
}

/** What Xero changed since the last agreement; nothing when it now holds what was sent. */
function xeroChanges(given: LinkedCase, posting: InvoicePosting): string[] {
  const { mirror, link } = given;
  const fields: string[] = differingFields(mirror, link.base.xero).filter((field) =>
    differingFields(posting, mirror).includes(field),
  );
  const before = statusWithoutPayment(link.base.xero.status);
  const now = statusWithoutPayment(mirror.status);
  if (before !== now && now !== posting.status) fields.push('status');
  return fields;
}

function planUnchangedBook(context: PlanContext, given: LinkedCase, sent: InvoicePosting): Plan {
  const { invoice, mirror, link } = given;
  const plan = agreed('invoice', invoice.id);
  const changed = xeroChanges(given, sent);
  if (changed.length === 0) {
    const findings = unequalFindings(context, given, sent);
    const isRebased = !isSameMirror(mirror, link.base.xero);
    const base: InvoiceBase = { book: sent, xero: mirror };
    return isRebased && findings.length === 0
      ? { ...plan, commands: [{ kind: 'link', record: 'invoice', xeroId: mirror.xeroId, base }] }
      : { ...plan, findings };
  }
  switch (context.policy.invoices.drift) {
    case 'accept': {
      const base: InvoiceBase = { book: sent, xero: mirror };
      return {
        ...plan,
        commands: [{ kind: 'link', record: 'invoice', xeroId: mirror.xeroId, base }],
      };
    }
    case 'overwrite':
      return sendChanges(context, given, { posting: sent, fields: changed });
    case 'report': {
      const facts = { ...factsOf(given), fields: namesOf(changed) };
      return { ...plan, findings: [{ code: 'invoice.edited_in_xero', facts }] };
    }
  }
}

/** Only what matters to the base: amounts paid and time stamps move without any edit. */
function isSameMirror(a: MirrorInvoice, b: MirrorInvoice): boolean {
  return (
    differingFields(a, b).length === 0 &&
    statusWithoutPayment(a.status) === statusWithoutPayment(b.status)
  );
}

/**
 * What is unequal though neither side changed since they agreed: Xero took it but holds something else
 * than was sent, or somebody had edited it there before its answer was found. Said, never sent a
 * second time (P6, P7).
 */
function unequalFindings(context: PlanContext, given: LinkedCase, sent: InvoicePosting): Finding[] {
  const { mirror } = given;
  const hard = ['number', 'currency', 'date', 'net', 'tax', 'total'] as const;
  const isHard = (field: string): boolean => (hard as readonly string[]).includes(field);
  const unequal: string[] = differingFields(sent, mirror);
  if (statusWithoutPayment(mirror.status) !== sent.status) unequal.push('status');
  const findings: Finding[] = unequal.filter(isHard).map((field) => ({
    code: 'invoice.echo_differs',
    facts: {
      ...factsOf(given),
      field,
      book: String(sent[field as (typeof hard)[number]]),
      xero: String(mirror[field as (typeof hard)[number]]),
    },
  }));
  const soft = unequal.filter((field) => !isHard(field));
  if (findings.length > 0 || soft.length === 0 || context.policy.invoices.drift === 'accept') {
    return findings;
  }
  const facts = { ...factsOf(given), fields: namesOf(soft) };
  return [{ code: 'invoice.edited_in_xero', facts }];
}

function planChangedBook(context: PlanContext, given: LinkedCase, posting: InvoicePosting): Plan {
  const { invoice, mirror, link } = given;
  const plan = agreed('invoice', invoice.id);
  const bookChanged: string[] = differingFields(posting, link.base.book);
  if (posting.status !== link.base.book.status) bookChanged.push('status');
  const fields = bookChanged.filter((field) =>
    field === 'status'
      ? posting.status !== statusWithoutPayment(mirror.status)
      : (differingFields(posting, mirror) as string[]).includes(field),
  );
  const theirs = xeroChanges(given, posting);
  const both = fields.filter((field) => theirs.includes(field));
  if (both.length > 0 && context.policy.invoices.drift === 'report') {
    const facts = { ...factsOf(given), fields: namesOf(both) };
    return { ...plan, findings: [{ code: 'invoice.conflict', facts }] };
  }
  if (fields.length > 0) {
    const isOurs = context.policy.invoices.drift === 'overwrite';
    const sent = isOurs ? [...new Set([...fields, ...theirs])] : fields;
    return sendChanges(context, given, { posting, fields: sent });
  }
  const base: InvoiceBase = { book: posting, xero: mirror };
  return { ...plan, commands: [{ kind: 'link', record: 'invoice', xeroId: mirror.xeroId, base }] };
}

const editableWhenPaid: readonly string[] = ['number', 'dueDate', 'reference', 'contactId'];

/** Sends the changed fields alone, or says why Xero would not take them (docs/XERO.md X-EDIT). */
function sendChanges(
  context: PlanContext,
  given: LinkedCase,
  change: { posting: InvoicePosting; fields: readonly string[] },
): Plan {
  const { mirror, invoice } = given;
  const posting = withStoredRate(context, change.posting, mirror);
  const plan = agreed('invoice', invoice.id);
  const hasMoney = mirror.amountPaid.isPositive() || mirror.amountCredited.isPositive();
  const forbidden = change.fields.filter((field) => !editableWhenPaid.includes(field));
  const goesBack =
    statusWithoutPayment(mirror.status) === 'authorised' && posting.status !== 'authorised';
  if ((hasMoney && forbidden.length > 0) || goesBack) {
    const facts = {
      ...factsOf(given),
      fields: namesOf(goesBack ? ['status'] : forbidden),
      state: hasMoney ? 'paid or credited' : 'approved',
    };
    return { ...plan, findings: [{ code: 'invoice.not_editable', facts }] };
  }
  const locked = lockedFinding(context, given, mirror) ?? lockedFinding(context, given, posting);
  if (locked) return { ...plan, findings: [locked] };
  const changes = changedPart(posting, mirror, change.fields);
  const write = {
    action: 'update',
    kind: 'invoice',
    mark: mirror.xeroId,
    changes,
    posting,
  } as const;
  return { ...plan, ...attempt(context, given, write) };
}

/** Xero may take another day's rate when lines change, so the one it has is sent again (RULES L11). */
function withStoredRate(
  context: PlanContext,
  posting: InvoicePosting,
  mirror: MirrorInvoice,
): InvoicePosting {
  const isForeign = posting.currency !== context.reference.organisation.baseCurrency;
  const currencyRate = posting.currencyRate ?? mirror.currencyRate;
  return isForeign && currencyRate ? { ...posting, currencyRate } : posting;
}

function changedPart(
  posting: InvoicePosting,
  mirror: MirrorInvoice,
  fields: readonly string[],
): Partial<Omit<InvoicePosting, 'kind'>> {
  const changes: Record<string, unknown> = {};
  const isMoney = fields.some((field) => ['lines', 'net', 'tax', 'total'].includes(field));
  for (const field of invoiceFields) {
    const isSum = field === 'net' || field === 'tax' || field === 'total';
    if (!isSum && field !== 'lines' && fields.includes(field)) changes[field] = posting[field];
  }
  if (fields.includes('status')) changes['status'] = posting.status;
  if (isMoney || fields.includes('amountsAre')) {
    changes['lines'] = withLineIds(posting.lines, mirror.lines ?? []);
    if (posting.currencyRate) changes['currencyRate'] = posting.currencyRate;
  }
  return changes as Partial<Omit<InvoicePosting, 'kind'>>;
}

/** Cancelled here: a draft is deleted in Xero, an approved one voided, one with money is a finding. */
function planCancelled(context: PlanContext, given: LinkedCase): Plan {
  const { mirror } = given;
  const plan = agreed('invoice', given.invoice.id);
  if (mirror.status === 'voided' || mirror.status === 'deleted') return plan;
  if (mirror.amountPaid.isPositive() || mirror.amountCredited.isPositive()) {
    return { ...plan, findings: [{ code: 'invoice.cannot_void', facts: factsOf(given) }] };
  }
  const locked = lockedFinding(context, given, mirror);
  if (locked) return { ...plan, findings: [locked] };
  const isApproved = statusWithoutPayment(mirror.status) === 'authorised';
  const status = isApproved ? 'voided' : 'deleted';
  const write = { action: 'set_status', kind: 'invoice', mark: mirror.xeroId, status } as const;
  return { ...plan, ...attempt(context, given, write) };
}
