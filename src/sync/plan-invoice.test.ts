import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Invoice } from '../accounting/invoice.ts';
import { decimal } from '../base/decimal.ts';
import { date } from '../base/time.ts';
import { postInvoice } from './invoice-posting.ts';
import type { MirrorInvoice } from './mirror.ts';
import type { InvoiceBase, Plan, PlanContext } from './plan.ts';
import { aLine, anInvoice, echoOf, ids, only, planContext, urlOf, xeroId } from './plan-fixture.ts';
import { planInvoice, type InvoiceCase } from './plan-invoice.ts';
import { continuous, type Policy } from './policy.ts';
import type { InvoicePosting, Write } from './posting.ts';

const context = planContext();

function postingOf(invoice: Invoice, within: PlanContext = context): InvoicePosting {
  const result = postInvoice(within, invoice, ids.xeroContact);
  if (result.kind !== 'posting') throw new Error(JSON.stringify(result));
  return result.posting;
}

function aCase(given: Partial<InvoiceCase> = {}): InvoiceCase {
  return {
    invoice: anInvoice(),
    version: 1,
    contact: {
      name: 'Acme Pty Ltd',
      xeroId: ids.xeroContact,
      isComing: false,
      isArchivedInXero: false,
    },
    candidates: [],
    attempts: { retries: 0 },
    ...given,
  };
}

interface Edits {
  /** How it was when both sides agreed. */
  readonly from?: Partial<Invoice>;
  readonly book?: Partial<Invoice>;
  readonly xero?: Partial<MirrorInvoice>;
}

/** Linked and equal, after which one side or both were edited. */
function linked({ from = {}, book, xero = {} }: Edits = {}): InvoiceCase {
  const agreed = postingOf(anInvoice(from));
  const echo = echoOf(agreed);
  const base: InvoiceBase = { book: agreed, xero: echo };
  return aCase({
    invoice: anInvoice({ ...from, ...book }),
    version: book ? 2 : 1,
    link: { xeroId: ids.xeroInvoice, bookVersion: 1, base },
    mirror: { ...echo, ...xero },
  });
}

const codes = (plan: Plan): string[] => plan.findings.map(({ code }) => code);
const kinds = (plan: Plan): string[] => plan.commands.map(({ kind }) => kind);
const invoicePolicy = (invoices: Partial<Policy['invoices']>): Partial<Policy> => ({
  invoices: { ...continuous.invoices, ...invoices },
});

function writeOf(plan: Plan): Write {
  const command = only(plan.commands.filter(({ kind }) => kind === 'write'));
  if (command.kind !== 'write') throw new Error('a write was expected');
  return command.write;
}

describe('an invoice that is not linked', () => {
  test('[INV1] is created under its number, in the state that the policy says', () => {
    const write = writeOf(planInvoice(context, aCase()));
    expect(write).toEqual({ action: 'create', mark: 'INV-1', posting: postingOf(anInvoice()) });
    const draft = writeOf(planInvoice(context, aCase({ invoice: anInvoice({ status: 'draft' }) })));
    expect(draft).toMatchObject({ posting: { status: 'draft' } });
  });

  test('[INV1] that the policy does not send is out of scope, a cancelled one too', () => {
    const cancelled = aCase({ invoice: anInvoice({ status: 'cancelled' }) });
    expect(planInvoice(context, cancelled)).toMatchObject({ commands: [], isOutOfScope: true });
    const draft = aCase({ invoice: anInvoice({ status: 'draft' }) });
    const quiet = planContext(invoicePolicy({ draftAs: 'not_sent' }));
    expect(planInvoice(quiet, draft)).toMatchObject({ commands: [], isOutOfScope: true });
  });

  test('[INV12] waits for a contact that is coming, and is a finding when it is not', () => {
    const contact = { name: 'Acme', isComing: true, isArchivedInXero: false };
    expect(planInvoice(context, aCase({ contact }))).toMatchObject({
      waitsFor: 'contact',
      findings: [],
    });
    const stuck = planInvoice(context, aCase({ contact: { ...contact, isComing: false } }));
    expect(codes(stuck)).toEqual(['invoice.contact_blocked']);
  });

  test('[INV12] is not sent for a contact that is archived in Xero', () => {
    const contact = { ...aCase().contact, isArchivedInXero: true };
    const plan = planInvoice(context, aCase({ contact }));
    expect(codes(plan)).toEqual(['contact.archived_in_xero']);
    expect(plan.commands).toEqual([]);
  });

  test('[INV11] dated on or before the lock date is a finding that names both dates', () => {
    const locked = planContext({}, { periodLockDate: date('2026-11-01') });
    const plan = planInvoice(locked, aCase());
    expect(only(plan.findings)).toMatchObject({
      code: 'invoice.period_locked',
      facts: { date: '2026-11-01', lockDate: '2026-11-01' },
    });
    const open = planContext({}, { periodLockDate: date('2026-10-31') });
    expect(kinds(planInvoice(open, aCase()))).toEqual(['write']);
  });

  test('[PLN4] [PLN3] waits for an awaited answer, and is not repeated as it was refused', () => {
    const open = { open: { sentAt: 1 }, retries: 0 };
    expect(planInvoice(context, aCase({ attempts: open })).waitsFor).toBe('answer');
    const command = only(planInvoice(context, aCase()).commands);
    const attemptKey = command.kind === 'write' ? command.attemptKey : '';
    const attempts = { rejected: { attemptKey, messages: ['No.'] }, retries: 0 };
    expect(codes(planInvoice(context, aCase({ attempts })))).toEqual(['invoice.rejected']);
    const changed = aCase({ attempts, invoice: anInvoice({ reference: 'Matter 8' }) });
    expect(kinds(planInvoice(context, changed))).toEqual(['write']);
  });
});

describe('a number that Xero has already', () => {
  const held = (given: Partial<MirrorInvoice> = {}): MirrorInvoice =>
    echoOf(postingOf(anInvoice()), { url: '', ...given });

  test('[INV2] with the same contact, currency, date and total is adopted without a write', () => {
    const plan = planInvoice(context, aCase({ candidates: [held({ reference: 'theirs' })] }));
    expect(kinds(plan)).toEqual(['link']);
    expect(plan.findings).toEqual([]);
  });

  test.each<[string, Partial<MirrorInvoice>]>([
    ['contact', { contactId: xeroId(9) }],
    ['currency', { currency: 'USD' }],
    ['date', { date: date('2026-11-02') }],
    ['total', { total: decimal('577.51') }],
  ])('[INV2] with another %s is a clash and is left alone', (field, other) => {
    const plan = planInvoice(context, aCase({ candidates: [held(other)] }));
    expect(only(plan.findings)).toMatchObject({
      code: 'invoice.number_clash',
      facts: { why: `other ${field}` },
    });
    expect(plan.commands).toEqual([]);
  });

  test('[PRO9] that carries our link is ours whatever it holds', () => {
    const ours = held({ url: urlOf(anInvoice()), total: decimal('1') });
    expect(kinds(planInvoice(context, aCase({ candidates: [ours] })))).toEqual(['link']);
  });

  test('[INV3] and has voided stays taken, our own too', () => {
    const ours = held({ url: urlOf(anInvoice()), status: 'voided' });
    const plan = planInvoice(context, aCase({ candidates: [ours] }));
    expect(only(plan.findings).facts['why']).toMatch(/voided/);
    expect(plan.commands).toEqual([]);
  });

  test('[CON3] before the cut-over it is adopted where it agrees; nothing older is ever sent', () => {
    const after = planContext({ cutOver: date('2026-11-02') });
    expect(planInvoice(after, aCase())).toMatchObject({ commands: [], isOutOfScope: true });
    expect(kinds(planInvoice(after, aCase({ candidates: [held()] })))).toEqual(['link']);
    const other = held({ total: decimal('1') });
    expect(codes(planInvoice(after, aCase({ candidates: [other] })))).toEqual([
      'invoice.number_clash',
    ]);
    const on = planContext({ cutOver: date('2026-11-01') });
    expect(kinds(planInvoice(on, aCase()))).toEqual(['write']);
  });
});

describe('an invoice that was edited here', () => {
  test('[INV5] sends only what changed', () => {
    const plan = planInvoice(context, linked({ book: { reference: 'Matter 8' } }));
    expect(writeOf(plan)).toMatchObject({
      action: 'update',
      mark: ids.xeroInvoice,
      changes: { reference: 'Matter 8' },
    });
    const write = writeOf(plan);
    expect(write.action === 'update' && Object.keys(write.changes)).toEqual(['reference']);
  });

  test('[INV7] sends changed lines with the ids of all that Xero has', () => {
    const lines = [aLine({ description: 'Advice' }), aLine({ description: 'Filing' })];
    const changed = [
      aLine({ description: 'Advice' }),
      aLine({ description: 'Filing and service' }),
    ];
    const given = linked({ from: anInvoice({ lines }), book: anInvoice({ lines: changed }) });
    const write = writeOf(planInvoice(context, given));
    if (write.action !== 'update' || write.kind !== 'invoice') throw new Error('an update');
    expect(write.changes.lines?.map(({ lineId }) => lineId)).toEqual([xeroId(1000), xeroId(1001)]);
  });

  test('[INV5] and in Xero in other fields keeps both edits', () => {
    const given = linked({
      book: { reference: 'Matter 8' },
      xero: { dueDate: date('2027-01-15') },
    });
    const write = writeOf(planInvoice(context, given));
    expect(write.action === 'update' && Object.keys(write.changes)).toEqual(['reference']);
  });

  test('[INV5] and in Xero in the same field is a conflict for a person', () => {
    const given = linked({ book: { reference: 'Ours' }, xero: { reference: 'Theirs' } });
    expect(only(planInvoice(context, given).findings)).toMatchObject({
      code: 'invoice.conflict',
      facts: { fields: 'reference' },
    });
    const overwrite = planContext(invoicePolicy({ drift: 'overwrite' }));
    expect(writeOf(planInvoice(overwrite, given))).toMatchObject({
      changes: { reference: 'Ours' },
    });
  });

  test('[INV5] to what Xero already has is agreed without a write', () => {
    const given = linked({ book: { reference: 'Same' }, xero: { reference: 'Same' } });
    expect(kinds(planInvoice(context, given))).toEqual(['link']);
  });

  const money = { amountPaid: decimal('10'), amountDue: decimal('567.50') };
  const dearer = anInvoice({ lines: [aLine({ quantity: decimal('2') })] });

  test('[INV8] with money on it in Xero takes no new amounts, but a new reference', () => {
    const amounts = planInvoice(context, linked({ book: dearer, xero: money }));
    expect(only(amounts.findings)).toMatchObject({
      code: 'invoice.not_editable',
      facts: { fields: 'lines, net, tax, total', state: 'paid or credited' },
    });
    expect(amounts.commands).toEqual([]);
    const reference = linked({ book: { reference: 'Matter 8' }, xero: money });
    expect(kinds(planInvoice(context, reference))).toEqual(['write']);
  });

  test('[INV8] an approved invoice does not become a draft again in silence', () => {
    const plan = planInvoice(context, linked({ book: { status: 'draft' } }));
    expect(only(plan.findings)).toMatchObject({
      code: 'invoice.not_editable',
      facts: { fields: 'status' },
    });
  });

  test('[INV11] in a locked period is a finding, by its old date and by its new one', () => {
    const locked = planContext({}, { endOfYearLockDate: date('2026-11-01') });
    const away = linked({ book: { date: date('2026-11-20') } });
    expect(codes(planInvoice(locked, away))).toEqual(['invoice.period_locked']);
    const into = planContext({}, { endOfYearLockDate: date('2026-10-31') });
    const back = linked({ book: { date: date('2026-10-31') } });
    expect(codes(planInvoice(into, back))).toEqual(['invoice.period_locked']);
  });
});

describe('an invoice that was edited in Xero', () => {
  const edited = linked({ xero: { reference: 'Theirs' } });

  test.each<[Policy['invoices']['drift'], string[], string[]]>([
    ['report', [], ['invoice.edited_in_xero']],
    ['overwrite', ['write'], []],
    ['accept', ['link'], []],
  ])('[INV4] in what the book owns: “%s”', (drift, expected, findings) => {
    const plan = planInvoice(planContext(invoicePolicy({ drift })), edited);
    expect([kinds(plan), codes(plan)]).toEqual([expected, findings]);
  });

  test('[INV4] an accepted edit stays accepted and overwrites nothing later', () => {
    const accepting = planContext(invoicePolicy({ drift: 'accept' }));
    const command = only(planInvoice(accepting, edited).commands);
    if (command.kind !== 'link') throw new Error('a link was expected');
    const link = { xeroId: command.xeroId, bookVersion: 1, base: command.base as InvoiceBase };
    const after = planInvoice(accepting, { ...edited, link });
    expect([after.commands, after.findings]).toEqual([[], []]);
  });

  test('[INV6] by approving a draft is issued here, if the policy lets approval come back', () => {
    const approved = linked({ from: { status: 'draft' }, xero: { status: 'authorised' } });
    expect(only(planInvoice(context, approved).commands)).toEqual({
      kind: 'set_invoice_status',
      status: 'issued',
    });
    const deaf = planContext(invoicePolicy({ approvalComesBack: false }));
    expect(codes(planInvoice(deaf, approved))).toEqual(['invoice.edited_in_xero']);
  });

  test('[INV6] and paid is agreed: paid follows from payments alone', () => {
    const paid = {
      status: 'paid',
      amountPaid: decimal('577.50'),
      amountDue: decimal('0'),
    } as const;
    const plan = planInvoice(context, linked({ xero: paid }));
    expect([plan.commands, plan.findings]).toEqual([[], []]);
  });

  test.each(['voided', 'deleted'] as const)(
    '[INV10] and %s there while it stands here is told',
    (status) => {
      const plan = planInvoice(context, linked({ xero: { status } }));
      expect(only(plan.findings)).toMatchObject({
        code: 'invoice.voided_in_xero',
        facts: { state: status },
      });
      expect(plan.commands).toEqual([]);
    },
  );

  test('[PRO14] by Xero itself, while it took what was sent, is told and not sent again', () => {
    const given = linked();
    const echo = { ...echoOf(postingOf(anInvoice())), total: decimal('577.51') };
    const base = { book: postingOf(anInvoice()), xero: echo };
    const link = { xeroId: ids.xeroInvoice, bookVersion: 1, base };
    const plan = planInvoice(context, { ...given, link, mirror: echo });
    expect(only(plan.findings)).toMatchObject({
      code: 'invoice.echo_differs',
      facts: { field: 'total', book: '577.50', xero: '577.51' },
    });
    expect(plan.commands).toEqual([]);
  });
});

describe('an invoice that was cancelled here', () => {
  const cancelled = (xero: Partial<MirrorInvoice>, from: Partial<Invoice> = {}): Plan =>
    planInvoice(context, linked({ from, book: { status: 'cancelled' }, xero }));

  test('[INV9] is voided when it was approved and deleted when it was a draft', () => {
    expect(writeOf(cancelled({}))).toMatchObject({ action: 'set_status', status: 'voided' });
    expect(writeOf(cancelled({}, { status: 'draft' }))).toMatchObject({ status: 'deleted' });
  });

  test('[INV9] while it was under way is linked when it arrives after all, and then voided', () => {
    const arrived = echoOf(postingOf(anInvoice()));
    const invoice = anInvoice({ status: 'cancelled' });
    const late = aCase({ invoice, candidates: [arrived] });
    const plan = planInvoice(context, late);
    expect(plan.commands).toMatchObject([{ kind: 'link', xeroId: arrived.xeroId }]);
    const base: InvoiceBase = { book: postingOf(anInvoice()), xero: arrived };
    const link = { xeroId: arrived.xeroId, bookVersion: 1, base };
    const next = planInvoice(context, aCase({ invoice, link, mirror: arrived }));
    expect(writeOf(next)).toMatchObject({ action: 'set_status', status: 'voided' });
    const stranger = { ...arrived, url: '' };
    expect(planInvoice(context, aCase({ invoice, candidates: [stranger] })).commands).toEqual([]);
  });

  test('[INV9] is left alone while money is on it, and when it is gone already', () => {
    expect(codes(cancelled({ amountPaid: decimal('1') }))).toEqual(['invoice.cannot_void']);
    expect(codes(cancelled({ amountCredited: decimal('1') }))).toEqual(['invoice.cannot_void']);
    expect(cancelled({ status: 'voided' })).toMatchObject({ commands: [], findings: [] });
  });

  test('[INV11] is not voided in a locked period', () => {
    const locked = planContext({}, { periodLockDate: date('2026-11-30') });
    const plan = planInvoice(locked, linked({ book: { status: 'cancelled' } }));
    expect(codes(plan)).toEqual(['invoice.period_locked']);
  });
});

test('[PLN2] an invoice whose plan was carried out has an empty plan', () => {
  const edits = fc.record({
    reference: fc.constantFrom('Matter 7', 'Matter 8'),
    date: fc.constantFrom('2026-11-01', '2026-11-05').map(date),
    quantity: fc.constantFrom('1.5', '2', '0.33333').map(decimal),
    status: fc.constantFrom<Invoice['status']>('draft', 'issued', 'cancelled'),
  });
  const xeroEdits = fc.constantFrom<Partial<MirrorInvoice>>(
    {},
    { dueDate: date('2027-01-15') },
    { status: 'authorised' },
    { reference: 'Theirs' },
  );
  fc.assert(
    fc.property(edits, edits, xeroEdits, fc.boolean(), (from, to, xero, isOverwriting) => {
      fc.pre(from.status !== 'cancelled');
      const within = planContext(invoicePolicy({ drift: isOverwriting ? 'overwrite' : 'report' }));
      const invoiceOf = ({ quantity, ...rest }: typeof from): Invoice =>
        anInvoice({ ...rest, lines: [aLine({ quantity })] });
      let given = linked({ from: invoiceOf(from), book: invoiceOf(to), xero });
      let plan = planInvoice(within, given);
      for (let i = 0; i < 4 && plan.commands.length > 0; i += 1) {
        given = applied(given, plan);
        plan = planInvoice(within, given);
      }
      expect(plan.commands).toEqual([]);
    }),
  );
});

/** Both sides after everything that the plan asks for was done, as Xero would do it. */
function applied(given: InvoiceCase, plan: Plan): InvoiceCase {
  let after = given;
  for (const command of plan.commands) {
    if (command.kind === 'link') {
      const link = {
        xeroId: command.xeroId,
        bookVersion: after.version,
        base: command.base as InvoiceBase,
      };
      after = { ...after, link };
    } else if (command.kind === 'set_invoice_status') {
      const invoice = { ...after.invoice, status: command.status };
      after = { ...after, invoice, version: after.version + 1 };
    } else if (command.kind === 'write') {
      after = taken(after, command.write);
    }
  }
  return after;
}

function taken(given: InvoiceCase, write: Write): InvoiceCase {
  if (!given.mirror || !given.link) return given;
  if (write.action === 'set_status') {
    return { ...given, mirror: { ...given.mirror, status: write.status } };
  }
  if (write.action !== 'update' || write.kind !== 'invoice') return given;
  const { lines: _, ...header } = { ...given.mirror, ...write.changes };
  const sums = write.changes.lines
    ? echoOf({ ...write.posting, lines: write.changes.lines })
    : given.mirror;
  const mirror: MirrorInvoice = {
    ...header,
    kind: 'invoice',
    status: write.changes.status ?? given.mirror.status,
    ...(sums.lines ? { lines: sums.lines } : {}),
    net: sums.net,
    tax: sums.tax,
    total: sums.total,
    amountDue: sums.total,
  };
  const base = { book: write.posting, xero: mirror };
  return { ...given, mirror, link: { ...given.link, bookVersion: given.version, base } };
}
