import { describe, expect, test } from 'vitest';
import { created, draft, errorsOf, messages } from './document-fixture.ts';
import { at, listAt, testApp, type Loose, type TestApp } from './emulator-fixture.ts';

async function contact(app: TestApp, body: object, method = 'PUT'): Promise<Loose> {
  const { json, status, text } = await app.call(method, 'Contacts', body);
  expect(status, text).toBe(200);
  return at(json, 'Contacts', 0);
}

const archivedMessage =
  'The specified contact details matched an archived contact. Archived contacts cannot currently be edited via the API.';

describe('creating', () => {
  test('a contact comes back with four phones and two addresses, empty ones as empty text', async () => {
    const app = await testApp();
    const made = await contact(app, {
      Name: 'Acme',
      EmailAddress: 'a@example.com',
      Phones: [{ PhoneType: 'DEFAULT', PhoneNumber: '9111' }],
      IsCustomer: true,
    });
    expect(made).toMatchObject({ ContactStatus: 'ACTIVE', IsCustomer: false, ContactPersons: [] });
    expect(listAt(made, 'Phones').map((phone) => phone['PhoneType'])).toEqual([
      'DEFAULT',
      'DDI',
      'FAX',
      'MOBILE',
    ]);
    expect(at(made, 'Phones', 1)).toMatchObject({ PhoneNumber: '' });
    expect(listAt(made, 'Addresses').map((a) => a['AddressType'])).toEqual(['STREET', 'POBOX']);
    expect(made).not.toHaveProperty('ContactNumber');
  });

  test('names are unique among active contacts whatever their case, and numbers among all', async () => {
    const app = await testApp();
    await contact(app, { Name: 'Acme', ContactNumber: 'C-1' });
    expect(await errorsOf(app, 'PUT Contacts', { Name: 'ACME' })).toEqual([
      'The contact name ACME is already assigned to another contact. The contact name must be unique across all active contacts.',
    ]);
    expect(await errorsOf(app, 'PUT Contacts', { Name: 'Other', ContactNumber: 'C-1' })).toEqual([
      'The contact number C-1 is already assigned to another contact. The contact number must be unique across all contacts.',
    ]);
  });

  test('a refused contact echoes the request under the id of nought', async () => {
    const app = await testApp();
    await contact(app, { Name: 'Acme' });
    const { json } = await app.call('PUT', 'Contacts', {
      Name: 'Acme',
      Phones: [{ PhoneType: 'DEFAULT', PhoneNumber: '1' }],
      IsCustomer: true,
    });
    expect(at(json, 'Elements', 0)).toMatchObject({
      ContactID: '00000000-0000-0000-0000-000000000000',
      Name: 'Acme',
      Addresses: [],
      Phones: [{ PhoneType: 'DEFAULT', PhoneNumber: '1', ValidationErrors: [] }],
      IsCustomer: true,
      HasValidationErrors: true,
    });
  });

  test('a contact without a name and with a bad address of e-mail is told both', async () => {
    const app = await testApp();
    expect(await errorsOf(app, 'PUT Contacts', { EmailAddress: 'nobody' })).toEqual([
      'The Contact must contain at least 1 of the following elements to identify the contact: Name, ContactID, ContactNumber',
      'Email address must be valid.',
    ]);
  });
});

describe('updating', () => {
  test('POST finds by ContactID, then ContactNumber, then Name, and keeps what is not sent', async () => {
    const app = await testApp();
    const made = await contact(app, {
      Name: 'Acme',
      ContactNumber: 'C-1',
      EmailAddress: 'a@example.com',
    });
    const byNumber = await contact(app, { ContactNumber: 'C-1', Name: 'Acme Ltd' }, 'POST');
    expect(byNumber).toMatchObject({
      ContactID: made['ContactID'],
      Name: 'Acme Ltd',
      EmailAddress: 'a@example.com',
    });
    const byName = await contact(app, { Name: 'acme ltd', FirstName: 'Ann' }, 'POST');
    expect(byName['ContactID']).toBe(made['ContactID']);
    const other = await contact(app, { Name: 'New' }, 'POST');
    expect(other['ContactID']).not.toBe(made['ContactID']);
  });

  test('an unknown ContactID in POST is 404 for the whole request', async () => {
    const app = await testApp();
    const ContactID = '11111111-1111-4111-8111-111111111111';
    expect(await app.call('POST', 'Contacts', { ContactID, Name: 'X' })).toMatchObject({
      status: 404,
      text: '',
    });
  });

  test('a number that another contact has is refused on an update in other words', async () => {
    const app = await testApp();
    await contact(app, { Name: 'One', ContactNumber: 'C-1' });
    const two = await contact(app, { Name: 'Two' });
    const path = `Contacts/${String(two['ContactID'])}`;
    expect(await errorsOf(app, `POST ${path}`, { ContactNumber: 'C-1' })).toEqual([
      'Another contact has this contact number. Please enter a different contact number.',
    ]);
  });

  test('an archived contact hides from lists, frees its name, and can’t be edited or restored', async () => {
    const app = await testApp();
    const made = await contact(app, { Name: 'Acme' });
    const ContactID = made['ContactID'];
    const archived = await contact(app, { ContactID, ContactStatus: 'ARCHIVED' }, 'POST');
    expect(archived).toMatchObject({ ContactStatus: 'ARCHIVED' });
    const restore = { ContactID, ContactStatus: 'ACTIVE' };
    expect(await errorsOf(app, 'POST Contacts', restore)).toEqual([archivedMessage]);
    expect(listAt((await app.call('GET', 'Contacts')).json, 'Contacts')).toHaveLength(0);
    const all = await app.call('GET', 'Contacts?includeArchived=true');
    expect(listAt(all.json, 'Contacts')).toHaveLength(1);
    expect(await errorsOf(app, 'PUT Invoices', { ...draft, Contact: { ContactID } })).toEqual([
      'The contact with the specified contact details has been archived. The contact must be un-archived before creating new invoices or credit notes',
    ]);
    await contact(app, { Name: 'Acme' });
    const person = { method: 'POST', path: `Contacts/${String(ContactID)}`, body: { Name: 'Old' } };
    await app.control('POST', '/act', {
      ...person,
      body: { ContactStatus: 'ACTIVE', Name: 'Old' },
    });
    const back = await app.call('GET', `Contacts/${String(ContactID)}`);
    expect(at(back.json, 'Contacts', 0)).toMatchObject({ ContactStatus: 'ACTIVE', Name: 'Old' });
  });
});

describe('inside a document', () => {
  test('a ContactID alone changes nothing; more than that edits the contact and drops its persons', async () => {
    const app = await testApp();
    const made = await contact(app, {
      Name: 'Acme',
      ContactPersons: [{ FirstName: 'Ann', EmailAddress: 'ann@example.com' }],
    });
    const ContactID = made['ContactID'];
    await created(app, { ...draft, Contact: { ContactID } });
    const path = `Contacts/${String(ContactID)}`;
    const before = at((await app.call('GET', path)).json, 'Contacts', 0);
    expect(before).toMatchObject({ ContactPersons: [{ FirstName: 'Ann' }], IsCustomer: true });
    expect(before['UpdatedDateUTC']).toBe(made['UpdatedDateUTC']);
    await created(app, { ...draft, Contact: { ContactID, EmailAddress: 'new@example.com' } });
    const after = at((await app.call('GET', path)).json, 'Contacts', 0);
    expect(after).toMatchObject({ EmailAddress: 'new@example.com', ContactPersons: [] });
  });

  test('a refused document leaves no contact behind', async () => {
    const app = await testApp();
    await app.call('PUT', 'Invoices', { ...draft, Contact: { Name: 'Ghost' }, Total: 1 });
    expect(listAt((await app.call('GET', 'Contacts')).json, 'Contacts')).toHaveLength(0);
  });

  test('an unknown ContactID is an error of the document, not of the request', async () => {
    const app = await testApp();
    const { json } = await app.call('PUT', 'Invoices?summarizeErrors=false', {
      ...draft,
      Contact: { ContactID: '11111111-1111-4111-8111-111111111111' },
    });
    expect(messages(at(json, 'Invoices', 0))).toEqual([
      'An existing Contact with the specified ContactID could not be found',
    ]);
  });
});

test('a merge archives the loser, moves its documents, and no time stamp', async () => {
  const app = await testApp();
  const invoice = await created(app, { ...draft, Contact: { Name: 'Loser' } });
  const winner = await contact(app, { Name: 'Winner' });
  const loserId = String(at(invoice, 'Contact')['ContactID']);
  await app.clock.advance(60_000);
  const merged = await app.control('POST', '/act', {
    method: 'POST',
    path: `Contacts/${loserId}/Merge`,
    body: { IntoContactID: winner['ContactID'] },
  });
  expect(merged.status).toBe(200);
  const loser = at((await app.call('GET', `Contacts/${loserId}`)).json, 'Contacts', 0);
  expect(loser).toMatchObject({
    ContactStatus: 'ARCHIVED',
    MergedToContactID: winner['ContactID'],
  });
  const since = { 'if-modified-since': '2026-11-22T01:00:30' };
  const changed = await app.call('GET', 'Contacts?includeArchived=true', undefined, since);
  expect(listAt(changed.json, 'Contacts')).toHaveLength(0);
  const moved = await app.call('GET', `Invoices/${String(invoice['InvoiceID'])}`);
  expect(at(moved.json, 'Invoices', 0, 'Contact')['Name']).toBe('Winner');
});
