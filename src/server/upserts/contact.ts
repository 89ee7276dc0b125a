/** Creates or replaces a contact under its external id. The same content again changes nothing. */
import type { Address, Contact } from '../../accounting/contact.ts';
import type { ContactInput } from '../../api/contacts.ts';
import { newId, type ContactId } from '../../base/id.ts';
import { addContacts, replaceContact } from '../../store/book-edits.ts';
import { readContacts } from '../../store/book-records.ts';
import {
  contactByExternalId,
  holderOfNumber,
  lockExternalId,
  setExternalId,
} from '../../store/external-ids.ts';
import { problem } from '../problems.ts';
import { changesBetween, type Upsert, type Upserted } from './edit.ts';

export async function upsertContact(upsert: Upsert<ContactInput>): Promise<Upserted<ContactId>> {
  const { tx, engine, practice, edit, externalId, input } = upsert;
  await lockExternalId(tx, practice.id, { kind: 'contact', externalId });
  const known = await contactByExternalId(tx, practice.id, externalId);
  const holder = await holderOfNumber(tx, practice.id, { kind: 'contact', number: input.number });
  if (holder !== undefined && holder !== known) {
    const message = `is already the client number of another contact (${holder})`;
    throw problem('number.taken', `number ${message}.`, [{ field: 'number', message }]);
  }
  if (known === undefined) {
    const id = newId<ContactId>(engine.random, edit.at);
    await addContacts(tx, edit, [contactOf(input, id)]);
    await setExternalId(tx, { kind: 'contact', id, externalId });
    return { id, isChanged: true };
  }
  const [before] = await readContacts(tx, [known]);
  const contact = contactOf(input, known);
  const changes = changesBetween(before?.record ?? {}, contact);
  if (changes.length === 0) return { id: known, isChanged: false };
  await replaceContact(tx, edit, { contact, changes });
  return { id: known, isChanged: true };
}

function contactOf(input: ContactInput, id: ContactId): Contact {
  const { firstName, lastName, taxNumber } = input;
  return {
    id,
    number: input.number,
    kind: input.kind,
    name: input.name,
    ...(firstName === undefined ? {} : { firstName }),
    ...(lastName === undefined ? {} : { lastName }),
    ...(taxNumber === undefined ? {} : { taxNumber }),
    emails: input.emails,
    phones: input.phones,
    addresses: input.addresses.map(addressOf),
    isArchived: input.isArchived,
  };
}

function addressOf(input: ContactInput['addresses'][number]): Address {
  const { type, lines, attention, city, region, postalCode, country } = input;
  return {
    type,
    lines,
    ...(attention === undefined ? {} : { attention }),
    ...(city === undefined ? {} : { city }),
    ...(region === undefined ? {} : { region }),
    ...(postalCode === undefined ? {} : { postalCode }),
    ...(country === undefined ? {} : { country }),
  };
}
