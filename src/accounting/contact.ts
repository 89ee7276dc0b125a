/**
 * Contacts as the practice knows them: a person or an organisation with any number of e-mails,
 * phones and addresses. `number` is the practice's client number, unique in the practice; it is also
 * the ContactNumber in Xero, by which a contact is found again (docs/SPEC.md PRO).
 */
import type { ContactId } from '../base/id.ts';

export type PhoneType = 'work' | 'direct' | 'mobile' | 'fax' | 'home' | 'pager' | 'skype' | 'other';
export type AddressType = 'billing' | 'street';

export interface Phone {
  readonly type: PhoneType;
  readonly number: string;
  readonly isPrimary: boolean;
}

export interface Address {
  readonly type: AddressType;
  readonly attention?: string;
  /** Street lines, at most four. */
  readonly lines: readonly string[];
  readonly city?: string;
  readonly region?: string;
  readonly postalCode?: string;
  readonly country?: string;
}

export interface Contact {
  readonly id: ContactId;
  readonly number: string;
  readonly kind: 'person' | 'organisation';
  /** As printed on invoices; for a person the full name. */
  readonly name: string;
  readonly firstName?: string;
  readonly lastName?: string;
  /** The first is the one that Xero gets. */
  readonly emails: readonly string[];
  readonly phones: readonly Phone[];
  readonly addresses: readonly Address[];
  readonly taxNumber?: string;
  readonly isArchived: boolean;
}

export function billingAddress(contact: Pick<Contact, 'addresses'>): Address | undefined {
  return contact.addresses.find((address) => address.type === 'billing') ?? contact.addresses[0];
}
