import { expect, test } from 'vitest';
import type { Firm } from '../../test/support/firm.ts';
import { callsDuring, firms, sentences } from '../../test/support/firms.ts';
import { replaceContact } from '../store/book-edits.ts';
import { readContacts } from '../store/book-records.ts';

const firm = firms();

interface XeroContact {
  ContactID: string;
  Name: string;
  ContactNumber?: string;
  EmailAddress?: string;
  Phones: { PhoneType: string; PhoneNumber?: string }[];
}

async function inXero(f: Firm, given: object): Promise<string> {
  const { Contacts } = await f.act<{ Contacts: XeroContact[] }>('PUT', '/Contacts', given);
  return Contacts[0]?.ContactID ?? '';
}

async function contactInXero(f: Firm, id: string): Promise<XeroContact | undefined> {
  const { Contacts } = await f.act<{ Contacts: XeroContact[] }>('GET', `/Contacts/${id}`);
  return Contacts[0];
}

test('[PLN6] a contact of the same name is matched, and blanks are filled on both sides', async () => {
  const f = await firm();
  const id = await inXero(f, {
    Name: 'CLIENT 1 Pty Ltd',
    Phones: [{ PhoneType: 'MOBILE', PhoneNumber: '0400 000 001' }],
  });
  const contact = f.contact();
  await f.enter({ contacts: [contact], invoices: [f.invoice(contact.id)] });
  await f.connect();
  await f.sync();
  const [book] = await f.database.transaction((tx) => readContacts(tx, [contact.id]));
  expect(book?.record.phones).toEqual([
    { type: 'mobile', number: '0400 000 001', isPrimary: false },
  ]);
  expect(await contactInXero(f, id)).toMatchObject({
    EmailAddress: 'client1@example.com',
    ContactNumber: contact.number,
  });
});

test('[MAT4] a contact of the same name with another e-mail goes to a person', async () => {
  const f = await firm();
  await inXero(f, { Name: 'Client 1 Pty Ltd', EmailAddress: 'someone@else.example' });
  const contact = f.contact();
  await f.enter({ contacts: [contact], invoices: [f.invoice(contact.id)] });
  await f.connect();
  const calls = await callsDuring(f, () => f.sync());
  expect(calls['PUT /Invoices']).toBeUndefined();
  expect((await sentences(f)).sort()).toEqual([
    expect.stringMatching(/^Invoice INV-\d+ waits for its contact Client 1 Pty Ltd\.$/),
    'Xero has a contact named Client 1 Pty Ltd, but with e-mail someone@else.example instead of client1@example.com.',
  ]);
});

test('[CTC4] a contact edited in Xero comes back; edited on both sides it is asked about', async () => {
  const f = await firm();
  const contact = f.contact();
  await f.enter({ contacts: [contact], invoices: [f.invoice(contact.id)] });
  await f.connect();
  await f.sync();
  const { Contacts } = await f.act<{ Contacts: XeroContact[] }>('GET', '/Contacts?page=1');
  const id = Contacts[0]?.ContactID ?? '';
  await f.act('POST', `/Contacts/${id}`, { EmailAddress: 'new@example.com' });
  f.clock.advance(120_000);
  await f.sync();
  const [book] = await f.database.transaction((tx) => readContacts(tx, [contact.id]));
  expect(book?.record.emails).toEqual(['new@example.com']);
  expect((await f.tieOut()).agree).toBe(true);
  const edited = { ...contact, emails: ['here@example.com'] };
  await f.database.transaction((tx) =>
    replaceContact(tx, f.edit, { contact: edited, changes: [] }),
  );
  await f.act('POST', `/Contacts/${id}`, { EmailAddress: 'there@example.com' });
  f.clock.advance(120_000);
  await f.sync();
  expect(await sentences(f)).toEqual([
    'Client 1 Pty Ltd: email is “here@example.com” here and “there@example.com” in Xero.',
  ]);
});

test('[PRO15] an edited contact sends only what changed', async () => {
  const f = await firm();
  const contact = f.contact();
  await f.enter({ contacts: [contact], invoices: [f.invoice(contact.id)] });
  await f.connect();
  await f.sync();
  const address = {
    type: 'billing' as const,
    lines: ['1 High St'],
    city: 'Perth',
    country: 'Australia',
  };
  const edited = { ...contact, name: 'Renamed Pty Ltd', addresses: [address] };
  await f.database.transaction((tx) =>
    replaceContact(tx, f.edit, { contact: edited, changes: [] }),
  );
  const calls = await callsDuring(f, () => f.sync());
  expect(calls['POST /Contacts']).toBe(1);
  const { Contacts } = await f.act<{ Contacts: XeroContact[] }>('GET', '/Contacts?page=1');
  expect(Contacts[0]).toMatchObject({
    Name: 'Renamed Pty Ltd',
    EmailAddress: 'client1@example.com',
  });
  expect((await f.tieOut()).agree).toBe(true);
});

test('[MAT3] two contacts of one name here and one in Xero: a person says which it is', async () => {
  const f = await firm();
  await inXero(f, { Name: 'John Smith' });
  const contacts = [
    f.contact({ name: 'John Smith', emails: [] }),
    f.contact({ name: 'John Smith', emails: [] }),
  ];
  const invoices = contacts.map((contact) => f.invoice(contact.id));
  await f.enter({ contacts, invoices });
  await f.connect();
  await f.sync();
  const said = (await sentences(f)).filter((sentence) => sentence.includes('are named'));
  expect(said).toEqual(
    Array(2).fill('2 contacts here are named John Smith, and Xero has one of that name.'),
  );
});

test('[MAT7] a contact merged into another in Xero is followed to the one that is left', async () => {
  const f = await firm();
  const contact = f.contact();
  await f.enter({ contacts: [contact], invoices: [f.invoice(contact.id)] });
  await f.connect();
  await f.sync();
  const { Contacts } = await f.act<{ Contacts: XeroContact[] }>('GET', '/Contacts?page=1');
  const into = await inXero(f, { Name: 'The one that is left' });
  await f.act('POST', `/Contacts/${Contacts[0]?.ContactID}/Merge`, { IntoContactID: into });
  f.clock.advance(120_000);
  await f.sync();
  await f.enter({ invoices: [f.invoice(contact.id)] });
  await f.sync();
  expect(await sentences(f)).toEqual([]);
});
