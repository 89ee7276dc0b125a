/**
 * The Contacts resource: matching by ContactID, ContactNumber, Name; creating (PUT) and upserting
 * (POST); archiving; lists. Archived contacts can't be edited through the API.
 */
import { notFound, Refusal, type Answer } from './answers.ts';
import { refused, writeBatch, type Written } from './batch.ts';
import { answerWith, flagParameter, listParameter, logWrite, type Call } from './call.ts';
import { buildContact } from './contact-build.ts';
import { balancesOf, echoContact, viewContact } from './contact-view.ts';
import { readElements, type InputObject } from './input.ts';
import { isPaged, listRecords } from './listing.ts';
import type { Contact } from './records.ts';
import type { FieldMap } from './where-evaluation.ts';

const shape = { plural: 'Contacts', errorFlag: 'HasValidationErrors' } as const;

export const archivedNotEditable =
  'The specified contact details matched an archived contact. Archived contacts cannot currently be edited via the API.';

const fields: FieldMap<Contact> = {
  contactid: (c) => c.ContactID,
  contactnumber: (c) => c.ContactNumber,
  accountnumber: (c) => c.AccountNumber,
  contactstatus: (c) => c.ContactStatus,
  name: (c) => c.Name,
  firstname: (c) => c.FirstName,
  lastname: (c) => c.LastName,
  emailaddress: (c) => c.EmailAddress,
  companynumber: (c) => c.CompanyNumber,
  taxnumber: (c) => c.TaxNumber,
  iscustomer: (c) => c.IsCustomer,
  issupplier: (c) => c.IsSupplier,
  defaultcurrency: (c) => c.DefaultCurrency,
  updateddateutc: (c) => c.UpdatedAt,
};

export function listContacts(call: Call): Answer {
  const { books } = call;
  const ids = listParameter(call, 'IDs');
  const archived = flagParameter(call, 'includeArchived') === true;
  const { records, pagination } = listRecords(call, {
    table: books.contacts,
    fields,
    type: 'Contact',
    searched: (c) => [
      c.Name,
      c.FirstName,
      c.LastName,
      c.ContactNumber,
      c.CompanyNumber,
      c.EmailAddress,
    ],
    keeps: (c) => archived || c.ContactStatus === 'ACTIVE',
    named: ids?.flatMap((id) => books.contacts.get(id) ?? []),
  });
  if (flagParameter(call, 'summaryOnly') === true) {
    const views = records.map((contact) => viewContact(contact, 'summary'));
    return answerWith(call, shape.plural, views, pagination);
  }
  const paged = isPaged(call);
  const views = records.map((contact) => ({
    ...viewContact(contact, 'listed'),
    Balances: paged ? balancesOf(books, contact, call.today) : undefined,
    ...(paged ? {} : { MergedToContactID: undefined }),
  }));
  return answerWith(call, shape.plural, views, pagination);
}

function contactAt(call: Call, key: string): Contact | undefined {
  return call.books.contacts.get(key.toLowerCase()) ?? call.books.contactByNumber(key);
}

export function readContact(call: Call, key: string): Answer {
  const contact = contactAt(call, key);
  if (!contact) return notFound();
  const view = {
    ...viewContact(contact, 'single'),
    Balances: balancesOf(call.books, contact, call.today),
  };
  return answerWith(call, shape.plural, [view]);
}

/** PUT: creates only. */
export function createContacts(call: Call): Answer {
  const elements = readElements(call.body, 'Contacts', 'Contact');
  return writeBatch(call, shape, {
    elements,
    write: (input) => writeContact(call, input, undefined),
  });
}

/** POST: updates what it finds, creates the rest. An unknown ContactID refuses the whole request. */
export function upsertContacts(call: Call): Answer {
  const elements = readElements(call.body, 'Contacts', 'Contact');
  for (const input of elements) {
    const id = input.text('ContactID');
    if (id && !call.books.contacts.get(id.toLowerCase())) throw new Refusal(notFound());
  }
  return writeBatch(call, shape, {
    elements,
    write: (input) => writeContact(call, input, matchContact(call, input)),
  });
}

/** POST to one contact, by id or number. */
export function updateContact(call: Call, key: string): Answer {
  const stored = contactAt(call, key);
  if (!stored) return notFound();
  const elements = readElements(call.body, 'Contacts', 'Contact').slice(0, 1);
  return writeBatch(call, shape, { elements, write: (input) => writeContact(call, input, stored) });
}

/** ContactID first, then ContactNumber, then Name: active contacts before archived ones. */
export function matchContact(call: Call, input: InputObject): Contact | undefined {
  const { books } = call;
  const id = input.text('ContactID');
  if (id) return books.contacts.get(id.toLowerCase());
  const number = input.text('ContactNumber');
  const byNumber = number ? books.contactByNumber(number) : undefined;
  if (byNumber) return byNumber;
  const name = input.text('Name')?.trim();
  return name ? books.contactsByName(name)[0] : undefined;
}

function writeContact(call: Call, input: InputObject, stored: Contact | undefined): Written {
  const echo = (): object => echoContact(input, stored);
  // A person inside Xero may restore an archived contact; an app may not touch it.
  if (stored?.ContactStatus === 'ARCHIVED' && call.app !== undefined) {
    return refused([archivedNotEditable], echo);
  }
  const { contact, errors } = buildContact(call, input, { stored, nested: false });
  if (errors.length > 0) return refused(errors, echo);
  saveContact(call, contact, stored);
  return { errors: [], warnings: [], view: () => viewContact(contact, 'written'), echo };
}

/** Puts the contact and logs the write. */
export function saveContact(call: Call, contact: Contact, stored: Contact | undefined): void {
  call.books.contacts.put(contact);
  logWrite(call, {
    resource: 'Contacts',
    id: contact.ContactID,
    kind: stored ? 'update' : 'create',
    number: contact.ContactNumber,
    reference: contact.Name,
  });
}
