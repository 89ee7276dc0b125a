import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Address, Contact, Phone, PhoneType } from '../accounting/contact.ts';
import { comesBack, contactFields, editContact } from './contact-fields.ts';
import { contactFieldNames, type ContactFields } from './mirror.ts';
import { aContact } from './plan-fixture.ts';

const phone = (type: PhoneType, number: string, isPrimary = false): Phone => ({
  type,
  number,
  isPrimary,
});
const address = (type: Address['type'], city: string): Address => ({
  type,
  lines: ['Level 3', '1 Main Street'],
  city,
});

describe('the book’s contact as Xero’s fields', () => {
  test('[CTC1] Xero gets the first e-mail and the phones by their type', () => {
    const fields = contactFields(
      aContact({
        emails: ['first@a.example', 'second@a.example'],
        phones: [phone('work', '1'), phone('mobile', '2'), phone('fax', '3'), phone('direct', '4')],
      }),
    );
    expect(fields).toMatchObject({
      email: 'first@a.example',
      phoneDefault: '1',
      phoneMobile: '2',
      phoneFax: '3',
      phoneDirect: '4',
    });
  });

  test.each(['home', 'pager', 'skype', 'other'] as const)(
    '[CTC1] a %s number goes only if it is the primary one, and then as the default',
    (type) => {
      expect(contactFields(aContact({ phones: [phone(type, '9')] })).phoneDefault).toBe('');
      const phones = [phone('work', '1'), phone(type, '9', true)];
      expect(contactFields(aContact({ phones })).phoneDefault).toBe('9');
    },
  );

  test('[CTC2] the billing address goes to both of Xero’s, unless there is a street address', () => {
    const billing = contactFields(aContact({ addresses: [address('billing', 'Perth')] }));
    expect([billing.postalCity, billing.streetCity]).toEqual(['Perth', 'Perth']);
    expect(billing.postalLines).toBe('Level 3\n1 Main Street');
    const both = [address('street', 'Hobart'), address('billing', 'Perth')];
    const fields = contactFields(aContact({ addresses: both }));
    expect([fields.postalCity, fields.streetCity]).toEqual(['Perth', 'Hobart']);
  });
});

describe('Xero’s edits taken into the book', () => {
  test('[CTC2] a street address edited in Xero and a contact number are left alone', () => {
    const staying = contactFieldNames.filter((name) => !comesBack(name));
    expect(staying.sort()).toEqual(
      [...contactFieldNames.filter((name) => name.startsWith('street')), 'number'].sort(),
    );
  });

  test('[CTC4] what comes back is what Xero then finds unchanged', () => {
    const texts = fc.constantFrom('', 'x', 'New Town', '12 High Street');
    const changes = fc.dictionary(fc.constantFrom(...contactFieldNames.filter(comesBack)), texts);
    const contacts: Contact[] = [
      aContact(),
      aContact({ phones: [phone('home', '9', true)], emails: ['a@b.example', 'c@d.example'] }),
      aContact({ addresses: [address('street', 'Hobart'), address('billing', 'Perth')] }),
    ];
    fc.assert(
      fc.property(fc.constantFrom(...contacts), changes, (contact, given) => {
        fc.pre(given['name'] !== '');
        const changed = given as Partial<ContactFields>;
        const after = contactFields(editContact(contact, changed));
        const before = contactFields(contact);
        for (const name of contactFieldNames.filter(comesBack)) {
          // A cleared default number uncovers the work number below it; a cleared e-mail the next.
          if (changed[name] === '' && (name === 'phoneDefault' || name === 'email')) continue;
          expect([name, after[name]]).toEqual([name, changed[name] ?? before[name]]);
        }
      }),
    );
  });

  test('[CTC4] the further e-mails and the phones that Xero does not have stay', () => {
    const contact = aContact({
      emails: ['a@b.example', 'c@d.example'],
      phones: [phone('work', '1'), phone('home', '2')],
    });
    const edited = editContact(contact, { email: 'new@b.example', phoneDefault: '7' });
    expect(edited.emails).toEqual(['new@b.example', 'c@d.example']);
    expect(edited.phones).toEqual([phone('home', '2'), phone('work', '7')]);
  });
});
