import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Contact } from '../accounting/contact.ts';
import { instant } from '../base/time.ts';
import { contactFields, editContact } from './contact-fields.ts';
import type { ContactFields, MirrorContact } from './mirror.ts';
import type { Command, ContactBase, Plan } from './plan.ts';
import { matchContact, planContact, type ContactCase } from './plan-contact.ts';
import { aContact, aMirrorContact, ids, only, planContext, xeroId } from './plan-fixture.ts';
import { continuous, type Policy } from './policy.ts';

function aCase(given: Partial<ContactCase> = {}): ContactCase {
  return {
    contact: aContact(),
    version: 1,
    changedAt: instant(5000),
    hasInvoices: true,
    candidates: [],
    namesakes: 0,
    attempts: { retries: 0 },
    ...given,
  };
}

/** Linked, both sides equal, after which one side or both were edited. */
function linked(edits: { book?: Partial<Contact>; xero?: Partial<ContactFields> }): ContactCase {
  const before = contactFields(aContact());
  return aCase({
    contact: aContact(edits.book),
    version: edits.book ? 2 : 1,
    link: { xeroId: ids.xeroContact, bookVersion: 1, base: { book: before, xero: before } },
    mirror: aMirrorContact({ ...before, ...edits.xero }),
  });
}

/** Which of these is our contact, with so many others here of its name. */
function matched(candidates: readonly MirrorContact[], namesakes = 0) {
  return matchContact(aContact(), candidates, namesakes);
}

const codes = (plan: Plan): string[] => plan.findings.map(({ code }) => code);
const kinds = (plan: Plan): string[] => plan.commands.map(({ kind }) => kind);

function contactPolicy(contacts: Partial<Policy['contacts']>): Partial<Policy> {
  return { contacts: { ...continuous.contacts, ...contacts } };
}

describe('which contact in Xero this is', () => {
  const same = { name: 'Acme Pty Ltd', email: 'accounts@acme.example' };

  test('[MAT1] the number goes before the name', () => {
    const byName = aMirrorContact(same, { xeroId: xeroId(1) });
    const byNumber = aMirrorContact({ name: 'Other', number: 'C0001' }, { xeroId: xeroId(2) });
    expect(matched([byName, byNumber])).toEqual({ kind: 'one', mirror: byNumber });
  });

  test('[MAT1] a name with the same e-mail goes before a name alone', () => {
    const alone = aMirrorContact({ name: 'Acme Pty Ltd' }, { xeroId: xeroId(1) });
    const both = aMirrorContact(same, { xeroId: xeroId(2) });
    expect(matched([alone, both])).toEqual({ kind: 'one', mirror: both });
    expect(matched([alone])).toEqual({ kind: 'one', mirror: alone });
    expect(matched([])).toEqual({ kind: 'none' });
  });

  test('[MAT2] names are compared without case and superfluous blanks, e-mails without case', () => {
    const mirror = aMirrorContact({ name: 'ACME  pty ltd', email: 'Accounts@ACME.example' });
    expect(matched([mirror]).kind).toBe('one');
  });

  test.each<[string, MirrorContact[], string]>([
    [
      '[MAT3] two that fit equally well',
      [aMirrorContact(same, { xeroId: xeroId(1) }), aMirrorContact(same, { xeroId: xeroId(2) })],
      'contact.match_tie',
    ],
    [
      '[MAT4] the same name with another e-mail',
      [aMirrorContact({ ...same, email: 'someone@else.example' })],
      'contact.match_review',
    ],
    [
      '[MAT5] the same name under a number of somebody else',
      [aMirrorContact({ ...same, number: 'OTHER-9' })],
      'contact.number_taken',
    ],
    [
      '[MAT6] our number on an archived contact',
      [aMirrorContact({ ...same, number: 'C0001' }, { status: 'archived' })],
      'contact.archived_in_xero',
    ],
  ])('%s is left to a person', (_, candidates, code) => {
    const plan = planContact(planContext(), aCase({ candidates }));
    expect(codes(plan)).toEqual([code]);
    expect(plan.commands).toEqual([]);
  });

  test('[MAT3] two here of one name and one there is left to a person too', () => {
    const one = aMirrorContact({ name: 'Acme Pty Ltd' });
    expect(matched([one], 1)).toMatchObject({
      kind: 'doubt',
      finding: { code: 'contact.namesakes' },
    });
    expect(matched([aMirrorContact({ name: 'Other', number: 'C0001' })], 1).kind).toBe('one');
  });

  test('[MAT6] an archived contact of the same name is nobody’s match', () => {
    expect(matched([aMirrorContact(same, { status: 'archived' })])).toEqual({
      kind: 'none',
    });
  });

  test('[PLN1] the order in which candidates are listed changes nothing', () => {
    const some = fc.array(
      fc.record({
        name: fc.constantFrom('Acme Pty Ltd', 'ACME PTY LTD', 'Other'),
        number: fc.constantFrom('', 'C0001', 'X'),
        email: fc.constantFrom('', 'accounts@acme.example', 'else@x.example'),
      }),
      { maxLength: 4 },
    );
    fc.assert(
      fc.property(some, (fields) => {
        // Xero keeps numbers unique, and so does the mirror.
        const numbers = fields.map(({ number }) => number).filter((number) => number !== '');
        fc.pre(new Set(numbers).size === numbers.length);
        const candidates = fields.map((one, i) => aMirrorContact(one, { xeroId: xeroId(i) }));
        const there = matched(candidates);
        const back = matched([...candidates].reverse());
        expect(back.kind).toBe(there.kind);
        if (there.kind === 'one') expect(back).toEqual(there);
      }),
    );
  });
});

describe('a contact that Xero does not have', () => {
  test('[CTC3] is created under its number when it has invoices', () => {
    const plan = planContact(planContext(), aCase());
    const command = only(plan.commands);
    expect(command).toMatchObject({
      kind: 'write',
      write: { action: 'create', mark: 'C0001', posting: { fields: contactFields(aContact()) } },
    });
    const without = planContact(planContext(), aCase({ hasInvoices: false }));
    expect(without).toMatchObject({ commands: [], findings: [], isOutOfScope: true });
  });

  test('[CTC7] is a finding where the policy does not create contacts', () => {
    const plan = planContact(planContext(contactPolicy({ creates: false })), aCase());
    expect(codes(plan)).toEqual(['contact.not_in_xero']);
  });

  test('[CON2] is held while the connection is read-only', () => {
    const plan = planContact(planContext({ isReadOnly: true }), aCase());
    expect(codes(plan)).toEqual(['held.read_only']);
    expect(plan.commands).toEqual([]);
  });

  test('[PLN4] waits while the answer to a write of it is awaited', () => {
    const attempts = { open: { sentAt: 1 }, retries: 0 };
    expect(planContact(planContext(), aCase({ attempts }))).toMatchObject({
      commands: [],
      findings: [],
      waitsFor: 'answer',
    });
  });

  test('[PLN3] is not sent again as it was refused, until something changes or a person asks', () => {
    const context = planContext();
    const command = only(planContact(context, aCase()).commands);
    if (command.kind !== 'write') throw new Error('a write was expected');
    const { attemptKey } = command;
    const refused = { attemptKey, messages: ['No.'] };
    const again = planContact(context, aCase({ attempts: { rejected: refused, retries: 0 } }));
    expect(again.commands).toEqual([]);
    expect(only(again.findings)).toMatchObject({
      code: 'contact.rejected',
      facts: { messages: 'No.' },
    });
    const goesAgain = [
      planContact(context, aCase({ attempts: { rejected: refused, retries: 1 } })),
      planContact(
        context,
        aCase({
          contact: aContact({ name: 'Acme & Co' }),
          attempts: { rejected: refused, retries: 0 },
        }),
      ),
      planContact(
        planContext(contactPolicy({ clash: 'book' })),
        aCase({ attempts: { rejected: refused, retries: 0 } }),
      ),
      planContact(
        planContext({}, { name: 'Renamed' }),
        aCase({ attempts: { rejected: refused, retries: 0 } }),
      ),
    ];
    expect(goesAgain.map(kinds)).toEqual(Array(4).fill(['write']));
  });
});

describe('a contact that is linked', () => {
  test('[CTC4] sends what was changed here, and only that', () => {
    const plan = planContact(planContext(), linked({ book: { name: 'Acme Group' } }));
    expect(kinds(plan)).toEqual(['link', 'write']);
    expect(plan.commands[1]).toMatchObject({ write: { changes: { name: 'Acme Group' } } });
  });

  test('[CTC4] takes in what was changed in Xero', () => {
    const plan = planContact(planContext(), linked({ xero: { email: 'new@acme.example' } }));
    expect(plan.commands).toContainEqual({
      kind: 'edit_contact',
      changes: { email: 'new@acme.example' },
    });
  });

  test('[CTC4] fields changed on either side go either way at once', () => {
    const plan = planContact(
      planContext(),
      linked({ book: { name: 'Acme Group' }, xero: { phoneMobile: '0400' } }),
    );
    expect(kinds(plan)).toContain('edit_contact');
    expect(kinds(plan)).toContain('write');
    expect(plan.findings).toEqual([]);
  });

  const clash = { book: { name: 'Ours' }, xero: { name: 'Theirs' } };

  test.each<[Policy['contacts']['clash'], number, string[], string[]]>([
    ['ask', 5000, [], ['contact.differs']],
    ['book', 5000, ['write'], []],
    ['xero', 5000, ['edit_contact'], []],
    ['newest', 5000, ['write'], []],
    ['newest', 500, ['edit_contact'], []],
  ])('[PLN8] on a clash “%s” decides (book changed at %i)', (policy, at, expected, findings) => {
    const given = { ...linked(clash), changedAt: instant(at) };
    const plan = planContact(planContext(contactPolicy({ clash: policy })), given);
    expect(kinds(plan).filter((kind) => kind !== 'link')).toEqual(expected);
    expect(codes(plan)).toEqual(findings);
  });

  test('[CTC2] leaves a street address that was edited in Xero as it is', () => {
    const plan = planContact(planContext(), linked({ xero: { streetCity: 'Elsewhere' } }));
    expect(kinds(plan)).toEqual(['link']);
    expect(plan.findings).toEqual([]);
  });

  test('[CTC6] that is archived in Xero takes no edit and says so', () => {
    const given = linked({ book: { name: 'Acme Group' } });
    const mirror = aMirrorContact(contactFields(aContact()), { status: 'archived' });
    const plan = planContact(planContext(), { ...given, mirror });
    expect(codes(plan)).toEqual(['contact.archived_in_xero']);
    expect(kinds(plan)).not.toContain('write');
  });

  test('[PRO14] a change that Xero took and did not keep is a finding, not another write', () => {
    const book = contactFields(aContact({ name: 'Acme Group' }));
    const xero = contactFields(aContact());
    const given = aCase({
      contact: aContact({ name: 'Acme Group' }),
      link: { xeroId: ids.xeroContact, bookVersion: 1, base: { book, xero } },
      mirror: aMirrorContact(xero),
    });
    const plan = planContact(planContext(), given);
    expect(codes(plan)).toEqual(['contact.differs']);
    expect(plan.commands).toEqual([]);
  });

  test('[MAT7] goes on with the contact that its own was merged into', () => {
    const given = linked({});
    const survivor = aMirrorContact(contactFields(aContact()), { xeroId: xeroId(7) });
    const plan = planContact(planContext(), { ...given, mirror: survivor });
    expect(only(plan.commands)).toMatchObject({ kind: 'link', xeroId: xeroId(7) });
  });
});

/** Both sides after everything that the plan asks for was done, as Xero would do it. */
function applied(given: ContactCase, plan: Plan): ContactCase {
  let after = given;
  const base = (): ContactBase => after.link?.base ?? { book: {}, xero: {} };
  const apply = (command: Command): void => {
    if (command.kind === 'link') {
      const link = {
        xeroId: command.xeroId,
        bookVersion: after.version,
        base: command.base as ContactBase,
      };
      const mirror = after.mirror ?? after.candidates.find((one) => one.xeroId === command.xeroId);
      after = { ...after, link, candidates: [], ...(mirror ? { mirror } : {}) };
    } else if (command.kind === 'edit_contact') {
      const contact = editContact(after.contact, command.changes);
      after = { ...after, contact, version: after.version + 1 };
    } else if (command.kind === 'write' && command.write.action === 'create') {
      const fields = contactFields(after.contact);
      const link = {
        xeroId: ids.xeroContact,
        bookVersion: after.version,
        base: { book: fields, xero: fields },
      };
      after = { ...after, link, mirror: aMirrorContact(fields) };
    } else if (command.kind === 'write' && command.write.action === 'update') {
      const changes = command.write.changes as Partial<ContactFields>;
      const mirror = after.mirror ?? aMirrorContact();
      const fields = { ...mirror.fields, ...changes };
      const sent = { book: { ...base().book, ...changes }, xero: { ...base().xero, ...changes } };
      const link = { xeroId: mirror.xeroId, bookVersion: after.version, base: sent };
      after = { ...after, link, mirror: { ...mirror, fields } };
    }
  };
  plan.commands.forEach(apply);
  return after;
}

test('[PLN2] what was planned and done leaves nothing to do, or a finding', () => {
  const values = fc.constantFrom('', 'a', 'b', 'Town');
  const edits = fc.record({
    name: fc.constantFrom('Acme Pty Ltd', 'Ours'),
    firstName: values,
    taxNumber: values,
  });
  const xeroEdits = fc.record(
    {
      name: fc.constantFrom('Acme Pty Ltd', 'Theirs'),
      firstName: values,
      taxNumber: values,
      streetCity: values,
      phoneMobile: values,
    },
    { requiredKeys: [] },
  );
  const policies = fc.constantFrom<Policy['contacts']['clash']>('ask', 'book', 'xero', 'newest');
  fc.assert(
    fc.property(edits, xeroEdits, policies, fc.boolean(), (book, xero, clash, isLinked) => {
      const context = planContext(contactPolicy({ clash }));
      const whole = linked({ book, xero });
      const { link: _, mirror, ...rest } = whole;
      let state: ContactCase = isLinked ? whole : { ...rest, candidates: mirror ? [mirror] : [] };
      let plan = planContact(context, state);
      for (let i = 0; i < 4 && plan.commands.length > 0; i += 1) {
        state = applied(state, plan);
        plan = planContact(context, state);
      }
      expect(plan.commands).toEqual([]);
      if (plan.findings.length === 0 && state.mirror) {
        expect(state.mirror.fields.name).toBe(state.contact.name);
      }
    }),
  );
});
