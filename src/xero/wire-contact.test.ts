import { expect, test } from 'vitest';
import { must } from '../base/assert.ts';
import type { XeroId } from '../base/id.ts';
import { contactFieldNames, type ContactFields } from '../sync/mirror.ts';
import { contactChangeBody, newContactBody, readContact } from './wire-contact.ts';
import { Fields, Unreadable } from './wire-fields.ts';
import { parseWire, serialiseWire, type WireBody } from './wire-json.ts';

const id = 'ab12cd34-0000-4000-8000-000000000001' as XeroId;

function read(value: unknown) {
  return readContact(new Fields(must(parseWire(JSON.stringify(value)), 'JSON')));
}

function sent(body: WireBody): unknown {
  return JSON.parse(serialiseWire(body));
}

function fields(given: Partial<ContactFields>): ContactFields {
  const blank = Object.fromEntries(contactFieldNames.map((name) => [name, '']));
  return { ...(blank as ContactFields), ...given };
}

const full = {
  ContactID: id.toUpperCase(),
  ContactStatus: 'ACTIVE',
  Name: 'Ridgeway Pty Ltd',
  ContactNumber: 'C-7',
  EmailAddress: 'accounts@ridgeway.example',
  TaxNumber: '12 345 678 901',
  UpdatedDateUTC: '/Date(1789378203533+0000)/',
  Addresses: [
    { AddressType: 'STREET', City: 'Perth' },
    {
      AddressType: 'POBOX',
      AddressLine1: 'Level 3',
      AddressLine2: '1 King St',
      City: 'Sydney',
      PostalCode: '2000',
      Country: 'Australia',
      AttentionTo: 'Ana',
    },
  ],
  Phones: [
    { PhoneType: 'FAX' },
    { PhoneType: 'MOBILE', PhoneNumber: '0400 000 000' },
    { PhoneType: 'DDI', PhoneNumber: '5550 1234', PhoneAreaCode: '2', PhoneCountryCode: '61' },
    { PhoneType: 'DEFAULT', PhoneNumber: '', PhoneAreaCode: '02', PhoneCountryCode: '' },
  ],
  ContactPersons: [{ FirstName: 'Bo', EmailAddress: 'bo@x.example', IncludeInEmails: true }],
};

test('a contact reads field by field, phones and addresses by their type', () => {
  const contact = read(full);
  expect(contact).toMatchObject({
    kind: 'contact',
    xeroId: id,
    updatedAt: 1789378203533,
    status: 'active',
    fields: {
      name: 'Ridgeway Pty Ltd',
      firstName: '',
      number: 'C-7',
      email: 'accounts@ridgeway.example',
      phoneDefault: '',
      phoneDirect: '+61 2 5550 1234',
      phoneMobile: '0400 000 000',
      phoneFax: '',
      postalAttention: 'Ana',
      postalLines: 'Level 3\n1 King St',
      postalCity: 'Sydney',
      postalCode: '2000',
      postalRegion: '',
      streetCity: 'Perth',
      streetLines: '',
    },
    persons: [{ firstName: 'Bo', lastName: '', email: 'bo@x.example', isInEmails: true }],
  });
  expect(Object.keys(contact.fields).toSorted()).toEqual([...contactFieldNames].toSorted());
});

test('a slim contact has blanks for all that is missing or null', () => {
  const contact = read({
    ContactID: id,
    Name: 'Slim',
    UpdatedDateUTC: '/Date(1789378203533+0000)/',
    Phones: null,
    EmailAddress: null,
  });
  expect(contact.status).toBe('active');
  expect(contact.fields).toEqual(fields({ name: 'Slim' }));
});

test('a merged contact names the one that it went into', () => {
  const into = 'ab12cd34-0000-4000-8000-000000000002';
  const contact = read({ ...full, ContactStatus: 'ARCHIVED', MergedToContactID: into });
  expect(contact).toMatchObject({ status: 'archived', mergedInto: into });
});

test('an unknown status can not be understood', () => {
  expect(() => read({ ...full, ContactStatus: 'SLEEPING' })).toThrow(Unreadable);
  expect(() => read({ ...full, ContactID: 'no id' })).toThrow('ContactID is not an id');
  expect(() => read({ ...full, Phones: 'none' })).toThrow('Phones is not a list');
});

test('a new contact names what is filled, and a filled address whole', () => {
  const posting = fields({ name: 'New', number: 'C-9', phoneMobile: '0400', postalCity: 'Hobart' });
  expect(sent(newContactBody(posting))).toEqual({
    Name: 'New',
    ContactNumber: 'C-9',
    Addresses: [
      {
        AddressType: 'POBOX',
        AttentionTo: '',
        AddressLine1: '',
        AddressLine2: '',
        AddressLine3: '',
        AddressLine4: '',
        City: 'Hobart',
        Region: '',
        PostalCode: '',
        Country: '',
      },
    ],
    Phones: [{ PhoneType: 'MOBILE', PhoneNumber: '0400', PhoneAreaCode: '', PhoneCountryCode: '' }],
  });
});

test('an edit names only what changes, and blanks are said', () => {
  expect(sent(contactChangeBody(id, { email: '', phoneDirect: '+61 2 1' }, undefined))).toEqual({
    ContactID: id,
    EmailAddress: '',
    Phones: [{ PhoneType: 'DDI', PhoneNumber: '+61 2 1', PhoneAreaCode: '', PhoneCountryCode: '' }],
  });
});

test('[CTC5] an edit of an address and the contact persons go whole, the rest as just read', () => {
  expect(sent(contactChangeBody(id, { postalCity: 'Newcastle' }, read(full)))).toEqual({
    ContactID: id,
    Addresses: [
      {
        AddressType: 'POBOX',
        AttentionTo: 'Ana',
        AddressLine1: 'Level 3',
        AddressLine2: '1 King St',
        AddressLine3: '',
        AddressLine4: '',
        City: 'Newcastle',
        Region: '',
        PostalCode: '2000',
        Country: 'Australia',
      },
    ],
    ContactPersons: [
      { FirstName: 'Bo', LastName: '', EmailAddress: 'bo@x.example', IncludeInEmails: true },
    ],
  });
});

test('[CTC5] half an address without knowledge of the rest is never sent', () => {
  expect(() => contactChangeBody(id, { postalCity: 'Newcastle' }, undefined)).toThrow('sent whole');
});

test('a fifth address line is joined to the fourth', () => {
  const body = sent(newContactBody(fields({ name: 'N', postalLines: 'a\nb\nc\nd\ne' })));
  expect(body).toMatchObject({ Addresses: [{ AddressLine3: 'c', AddressLine4: 'd, e' }] });
});
