/**
 * The contact of a document: found by id, number or name, created when there is none, and updated
 * when more than its id is sent. Nothing is saved until the document is known to be valid.
 */
import type { Call } from './call.ts';
import { buildContact } from './contact-build.ts';
import { matchContact, saveContact } from './contacts.ts';
import type { InputObject } from './input.ts';
import type { Contact } from './records.ts';

export interface DocumentContact {
  readonly errors: readonly string[];
  /** The contact as it will be. */
  readonly contact: Contact | undefined;
  /** Saves what the request changes about the contact. */
  readonly save: () => void;
}

function failed(message: string): DocumentContact {
  return { errors: [message], contact: undefined, save: () => {} };
}

const notIdentified =
  'The Contact must contain at least 1 of the following elements to identify the contact: Name, ContactID, ContactNumber';

/** For a document that names its contact; `input` is what stands under `Contact`. */
export function documentContact(call: Call, input: InputObject | undefined): DocumentContact {
  if (!input) return failed('A Contact must be specified for this type of transaction');
  const named = ['ContactID', 'ContactNumber', 'Name'].filter(
    (key) => (input.text(key) ?? '') !== '',
  );
  if (named.length === 0) return failed(notIdentified);
  const stored = matchContact(call, input);
  if (!stored && input.text('ContactID')) {
    return failed('An existing Contact with the specified ContactID could not be found');
  }
  if (stored?.ContactStatus === 'ARCHIVED') {
    return failed(
      'The contact with the specified contact details has been archived. The contact must be un-archived before creating new invoices or credit notes',
    );
  }
  // The keys that only say which contact is meant change nothing about it.
  const matchedBy = input.text('ContactID') ? 'ContactID' : named[0];
  if (stored && input.size === 1 && matchedBy !== undefined) {
    return { errors: [], contact: stored, save: () => {} };
  }
  const { contact, errors } = buildContact(call, input, { stored, nested: true });
  if (errors.length > 0) return { errors, contact: stored, save: () => {} };
  return { errors: [], contact, save: () => saveContact(call, contact, stored) };
}

/** A contact becomes a customer or supplier by its first document; that moves no time stamp. */
export function markContact(call: Call, contactId: string, side: 'customer' | 'supplier'): void {
  const contact = call.books.contacts.get(contactId);
  if (!contact) return;
  if (side === 'customer' && !contact.IsCustomer) {
    call.books.contacts.put({ ...contact, IsCustomer: true });
  }
  if (side === 'supplier' && !contact.IsSupplier) {
    call.books.contacts.put({ ...contact, IsSupplier: true });
  }
}
