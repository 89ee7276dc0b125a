/**
 * The plan for the payments of one invoice, both sides together: paid on both sides is recognised and
 * linked, ours are sent once and found again by their token, an edit is a deletion and a new
 * generation, and what Xero received comes back (docs/SPEC.md PAY).
 */
import type { Invoice } from '../accounting/invoice.ts';
import type { Payment } from '../accounting/payment.ts';
import type { Decimal } from '../base/decimal.ts';
import type { XeroId } from '../base/id.ts';
import { lockDate } from './invoice-posting.ts';
import { statusWithoutPayment } from './invoice-difference.ts';
import { hasPaymentToken, paymentReference, paymentToken } from './marks.ts';
import type { MirrorInvoice, MirrorPayment } from './mirror.ts';
import type {
  Attempts,
  Finding,
  FindingFacts,
  Link,
  PaymentBase,
  Plan,
  PlanContext,
} from './plan.ts';
import { agreed, writeOrRejection } from './plan.ts';
import type { PaymentPosting } from './posting.ts';

export interface BookPayment {
  readonly payment: Payment;
  readonly version: number;
  /** A tombstone: deleted here, kept because it is linked. */
  readonly isDeleted: boolean;
  /** Counts the times that it was made anew in Xero. */
  readonly generation: number;
  readonly link?: Link<PaymentBase>;
  /** The linked payment as Xero holds it. */
  readonly mirror?: MirrorPayment;
  readonly attempts: Attempts;
}

export interface PaymentsCase {
  readonly invoice: Invoice;
  /** Absent while the invoice is not linked. */
  readonly invoiceMirror?: MirrorInvoice;
  /** The invoice is about to be created or linked in this sync. */
  readonly isInvoiceComing: boolean;
  readonly payments: readonly BookPayment[];
  /** Payments in Xero on this invoice that no payment here is linked to. */
  readonly unlinked: readonly MirrorPayment[];
}

/** One plan a payment here, and one for what only Xero has (its `bookId` is the invoice's). */
export function planPayments(context: PlanContext, given: PaymentsCase): Plan[] {
  // What an awaited answer may have made is nobody else's to claim.
  const awaited = given.payments
    .filter((one) => one.attempts.open)
    .flatMap((one) => marksOf(context, one));
  const free = given.unlinked.filter(
    (payment) =>
      payment.status === 'authorised' && !awaited.some((mark) => payment.reference.endsWith(mark)),
  );
  const room = { due: given.invoiceMirror?.amountDue };
  const plans: Plan[] = [];
  const ordered = [...given.payments].sort(
    (a, b) => (isClaimedByMark(b) ? 1 : 0) - (isClaimedByMark(a) ? 1 : 0),
  );
  for (const one of ordered) plans.push(planPayment(context, { given, one, free, room }));
  if (free.length > 0) plans.push(planUnclaimed(context, given, free));
  return plans;
}

function isClaimedByMark(one: BookPayment): boolean {
  return one.link !== undefined || one.attempts.open !== undefined;
}

interface Scene {
  readonly given: PaymentsCase;
  readonly one: BookPayment;
  /** Payments in Xero that nobody has claimed yet; a match takes one out. */
  readonly free: MirrorPayment[];
  /** What is still due in Xero, less what this plan already sends. */
  readonly room: { due: Decimal | undefined };
}

function factsOf(scene: Scene): FindingFacts {
  const { payment } = scene.one;
  const amount = `${payment.amount.toFixed(2)} ${payment.currency}`;
  const { number } = scene.given.invoice;
  return { amount, number, what: `The payment of ${amount} on invoice ${number}` };
}

function planPayment(context: PlanContext, scene: Scene): Plan {
  const { one } = scene;
  const plan = agreed('payment', one.payment.id);
  if (one.attempts.open) return { ...plan, waitsFor: 'answer' };
  const { flow } = context.policy.payments;
  if (flow === 'none') return { ...plan, isOutOfScope: true };
  const marked = takeMarked(context, scene);
  const count = marked.length + (isLiveLink(one) ? 1 : 0);
  if (marked.length > 0 && count > 1) {
    const facts = { ...factsOf(scene), count: String(count) };
    return { ...plan, findings: [{ code: 'payment.doubled', facts }] };
  }
  const ours = marked[0];
  if (ours) return planMatched(context, scene, { payment: ours, isMarked: true });
  if (one.link && one.mirror) {
    return planLinked(context, scene, { link: one.link, mirror: one.mirror });
  }
  if (one.isDeleted) return plan;
  const match = takeAlike(scene);
  if (match) return planMatched(context, scene, { payment: match, isMarked: false });
  if (flow === 'from_xero') return { ...plan, isOutOfScope: true };
  return planCreation(context, scene);
}

/** Linked to a payment that stands in Xero. */
function isLiveLink(one: BookPayment): boolean {
  return one.link !== undefined && one.mirror?.status === 'authorised';
}

function planMatched(
  context: PlanContext,
  scene: Scene,
  match: { payment: MirrorPayment; isMarked: boolean },
): Plan {
  const { payment } = match;
  const { invoiceId, accountId, amount, date, reference } = payment;
  const posting = postingOf(context, scene, { invoiceId, accountId });
  // What carries our mark was sent as it stands there; what was edited here since then is a change.
  const sent = match.isMarked ? { amount, date, reference } : { reference };
  const base: PaymentBase = { book: { ...posting, ...sent }, xero: payment };
  const link = { kind: 'link', record: 'payment', xeroId: payment.xeroId, base } as const;
  return { ...agreed('payment', scene.one.payment.id), commands: [link] };
}

function markOf(context: PlanContext, one: BookPayment): string {
  return paymentToken(context.installation, one.payment.id, one.generation);
}

/** Every mark that this payment ever had: a sending given up long ago may still arrive. */
function marksOf({ installation }: PlanContext, one: BookPayment): string[] {
  const generations = Array.from({ length: one.generation }, (_, i) => i + 1);
  return generations.map((generation) => paymentToken(installation, one.payment.id, generation));
}

/** Takes out what carries a mark of this payment. */
function takeMarked(context: PlanContext, { one, free }: Scene): MirrorPayment[] {
  const marks = marksOf(context, one);
  const marked = free.filter(({ reference }) => marks.some((mark) => reference.endsWith(mark)));
  for (const payment of marked) free.splice(free.indexOf(payment), 1);
  return marked;
}

/** Takes out the unmarked payment that this one is: of its amount, and its day unless there is no room. */
function takeAlike({ one, free, room }: Scene): MirrorPayment | undefined {
  const alike = free.filter(
    (payment) => payment.amount.equals(one.payment.amount) && !hasPaymentToken(payment.reference),
  );
  const hasNoRoom = room.due?.isLessThan(one.payment.amount) ?? false;
  const match =
    alike.find((payment) => payment.date === one.payment.date) ??
    (hasNoRoom ? alike[0] : undefined);
  if (match) free.splice(free.indexOf(match), 1);
  return match;
}

function postingOf(
  context: PlanContext,
  scene: Scene,
  target: { invoiceId: XeroId | undefined; accountId: XeroId | undefined },
): PaymentPosting {
  const { payment } = scene.one;
  const { invoice, invoiceMirror } = scene.given;
  // A payment of a foreign invoice goes at the invoice's own rate unless the practice knows better.
  const isForeign = invoice.currency !== context.reference.organisation.baseCurrency;
  const currencyRate = isForeign
    ? (invoice.currencyRate?.round(6) ?? invoiceMirror?.currencyRate)
    : undefined;
  return {
    kind: 'payment',
    invoiceId: target.invoiceId ?? ('' as XeroId),
    accountId: target.accountId ?? ('' as XeroId),
    date: payment.date,
    amount: payment.amount,
    ...(currencyRate === undefined ? {} : { currencyRate }),
    reference: paymentReference(payment.reference, markOf(context, scene.one)),
  };
}

function planCreation(context: PlanContext, scene: Scene): Plan {
  const { given, one, room } = scene;
  const { invoiceMirror } = given;
  const plan = agreed('payment', one.payment.id);
  const facts = factsOf(scene);
  const finding = (code: Finding['code'], more: FindingFacts = {}): Plan => ({
    ...plan,
    findings: [{ code, facts: { ...facts, ...more } }],
  });
  if (invoiceMirror === undefined) {
    return given.isInvoiceComing
      ? { ...plan, waitsFor: 'invoice' }
      : finding('payment.invoice_blocked');
  }
  const state = statusWithoutPayment(invoiceMirror.status);
  if (state === 'draft' || state === 'submitted') return finding('payment.invoice_not_approved');
  if (state !== 'authorised') return finding('payment.invoice_blocked');
  const { bankAccount } = one.payment;
  const code = context.policy.mapping.bankAccounts[bankAccount];
  const account = context.reference.accounts.find(
    (candidate) =>
      code !== undefined &&
      (candidate.code === code || candidate.accountId === code) &&
      candidate.isActive &&
      candidate.takesPayments,
  );
  if (!account) return finding('payment.bank_account_unknown', { bankAccount });
  const lock = lockDate(context.reference);
  if (lock !== undefined && one.payment.date <= lock) {
    return finding('payment.period_locked', { date: one.payment.date, lockDate: lock });
  }
  if (room.due?.isLessThan(one.payment.amount)) {
    return finding('payment.exceeds_due', { due: room.due.toFixed(2) });
  }
  const posting = postingOf(context, scene, {
    invoiceId: invoiceMirror.xeroId,
    accountId: account.accountId,
  });
  const next = writeOrRejection(context, {
    write: { action: 'create', mark: posting.reference, posting },
    attempts: one.attempts,
    code: 'payment.rejected',
    facts,
    dependsOn: [state, invoiceMirror.amountDue, one.generation],
  });
  if (next.commands.length > 0) room.due = room.due?.minus(one.payment.amount);
  return { ...plan, ...next };
}

function planLinked(
  context: PlanContext,
  scene: Scene,
  pair: { link: Link<PaymentBase>; mirror: MirrorPayment },
): Plan {
  const { one } = scene;
  const { link, mirror } = pair;
  const plan = agreed('payment', one.payment.id);
  const facts = factsOf(scene);
  const { editsFollow, flow } = context.policy.payments;
  const isChanged =
    one.isDeleted ||
    !one.payment.amount.equals(link.base.book.amount) ||
    one.payment.date !== link.base.book.date;
  if (mirror.status === 'deleted') {
    if (one.isDeleted) return plan;
    if (isChanged) return { ...plan, commands: [{ kind: 'unlink', record: 'payment' }] };
    if (flow === 'to_xero') return { ...plan, commands: [{ kind: 'unlink', record: 'payment' }] };
    return { ...plan, commands: [{ kind: 'remove_payment', paymentId: one.payment.id }] };
  }
  if (!isChanged) {
    const isSettled = link.bookVersion === one.version;
    const base: PaymentBase = { book: link.base.book, xero: mirror };
    return isSettled
      ? plan
      : { ...plan, commands: [{ kind: 'link', record: 'payment', xeroId: mirror.xeroId, base }] };
  }
  if (!editsFollow || flow === 'from_xero') {
    return { ...plan, findings: [{ code: 'payment.not_followed', facts }] };
  }
  const why = notRemovable(context, one, mirror);
  if (why)
    return { ...plan, findings: [{ code: 'payment.not_removable', facts: { ...facts, why } }] };
  const write = {
    action: 'set_status',
    kind: 'payment',
    mark: mirror.xeroId,
    status: 'deleted',
  } as const;
  return {
    ...plan,
    ...writeOrRejection(context, {
      write,
      attempts: one.attempts,
      code: 'payment.rejected',
      facts,
      dependsOn: mirror,
    }),
  };
}

/** Reconciled, batched or foreign payments are never deleted (RULES L5). */
function notRemovable(
  context: PlanContext,
  one: BookPayment,
  mirror: MirrorPayment,
): string | undefined {
  if (mirror.isReconciled) return 'reconciled with the bank';
  if (mirror.isBatched) return 'part of a batch';
  if (!mirror.reference.endsWith(markOf(context, one))) return 'not made by us';
  const lock = lockDate(context.reference);
  return lock !== undefined && mirror.date <= lock ? `in a period locked up to ${lock}` : undefined;
}

/** What Xero received and nothing here stands for: brought back, or said (RULES L1, A001). */
function planUnclaimed(
  context: PlanContext,
  given: PaymentsCase,
  free: readonly MirrorPayment[],
): Plan {
  const plan = agreed('payment', given.invoice.id);
  const { flow } = context.policy.payments;
  if (flow === 'both' || flow === 'from_xero') {
    return {
      ...plan,
      commands: free.map((payment) => ({
        kind: 'add_payment' as const,
        payment,
        bankAccount: bankAccountOf(context, payment),
      })),
    };
  }
  return {
    ...plan,
    findings: free.map((payment) => ({
      code: 'payment.only_in_xero' as const,
      facts: {
        amount: `${payment.amount.toFixed(2)} ${given.invoice.currency}`,
        number: given.invoice.number,
      },
    })),
  };
}

/** The practice's own name for the account that the money came to, else Xero's id of it. */
function bankAccountOf(context: PlanContext, payment: MirrorPayment): string {
  const account = context.reference.accounts.find((one) => one.accountId === payment.accountId);
  const entries = Object.entries(context.policy.mapping.bankAccounts);
  const mapped = entries.find(([, code]) => code === account?.code || code === payment.accountId);
  return mapped?.[0] ?? payment.accountId ?? 'unknown';
}
