/**
 * How a contact looks on the wire: in full after a write, in lists and alone, slim inside a document,
 * and as the echo of a refused request.
 */
import { Decimal } from '../base/decimal.ts';
import type { Books } from './books.ts';
import type { InputObject } from './input.ts';
import { contactTextFields, type Contact } from './records.ts';
import { wireTime, zeroId } from './wire.ts';

/** `written` answers a write, `listed` a list, `single` a read by id, `summary` summaryOnly. */
export type ContactForm = 'written' | 'listed' | 'single' | 'summary';

const phoneOrderWritten = ['DEFAULT', 'DDI', 'FAX', 'MOBILE'];
const phoneOrderRead = ['DDI', 'DEFAULT', 'FAX', 'MOBILE'];

export function viewContact(contact: Contact, form: ContactForm): object {
  const texts: Record<string, string | undefined> = {};
  for (const name of contactTextFields) texts[name] = contact[name];
  const order = form === 'written' ? phoneOrderWritten : phoneOrderRead;
  const reading = form === 'listed' || form === 'single';
  if (form === 'summary') {
    return {
      ContactID: contact.ContactID,
      ContactStatus: contact.ContactStatus,
      Name: contact.Name,
      ContactNumber: contact.ContactNumber,
      AccountNumber: contact.AccountNumber,
      FirstName: contact.FirstName,
      LastName: contact.LastName,
      EmailAddress: contact.EmailAddress,
      Phones: order.map((type) => phoneOf(contact, type)),
      UpdatedDateUTC: wireTime(contact.UpdatedAt),
      HasValidationErrors: false,
    };
  }
  return {
    ContactID: contact.ContactID,
    ContactStatus: contact.ContactStatus,
    Name: contact.Name,
    ...texts,
    BankAccountDetails: contact.BankAccountDetails ?? '',
    Addresses: ['STREET', 'POBOX'].map((type) => addressOf(contact, type)),
    Phones: order.map((type) => phoneOf(contact, type)),
    UpdatedDateUTC: wireTime(contact.UpdatedAt),
    ContactGroups: [],
    IsSupplier: contact.IsSupplier,
    IsCustomer: contact.IsCustomer,
    SalesTrackingCategories: form === 'written' ? [] : undefined,
    PurchasesTrackingCategories: form === 'written' ? [] : undefined,
    PaymentTerms: terms(contact),
    MergedToContactID: reading ? contact.MergedToContactID : undefined,
    ContactPersons: contact.ContactPersons,
    HasAttachments: reading ? false : undefined,
    Attachments: form === 'single' ? [] : undefined,
    HasValidationErrors: false,
  };
}

function phoneOf(contact: Contact, type: string): object {
  return (
    contact.Phones.find((phone) => phone.PhoneType === type) ?? {
      PhoneType: type,
      PhoneNumber: '',
      PhoneAreaCode: '',
      PhoneCountryCode: '',
    }
  );
}

function addressOf(contact: Contact, type: string): object {
  return (
    contact.Addresses.find((address) => address.AddressType === type) ?? {
      AddressType: type,
      City: '',
      Region: '',
      PostalCode: '',
      Country: '',
    }
  );
}

function terms(contact: Contact): object | undefined {
  if (!contact.SalesTerms && !contact.BillsTerms) return undefined;
  return { Bills: contact.BillsTerms, Sales: contact.SalesTerms };
}

/** The contact inside a document of a list. */
export function viewContactSlim(contact: { ContactID: string; Name: string }): object {
  return {
    ContactID: contact.ContactID,
    Name: contact.Name,
    Addresses: [],
    Phones: [],
    ContactGroups: [],
    ContactPersons: [],
    HasValidationErrors: false,
  };
}

/** What the contact owes and is owed; undefined while there is no document. */
export function balancesOf(books: Books, contact: Contact, today: string): object | undefined {
  const open = books.invoices
    .find('contact', contact.ContactID)
    .filter((invoice) => invoice.Status === 'AUTHORISED');
  if (open.length === 0) return undefined;
  const side = (type: string): object => {
    const mine = open.filter((invoice) => invoice.Type === type);
    const overdue = mine.filter((i) => i.DueDate !== undefined && i.DueDate < today);
    return {
      Outstanding: Decimal.sum(mine.map((i) => i.AmountDue)),
      Overdue: Decimal.sum(overdue.map((i) => i.AmountDue)),
    };
  };
  return { AccountsReceivable: side('ACCREC'), AccountsPayable: side('ACCPAY') };
}

/** The request repeated: what was sent, the stored name of a known contact, no more. */
export function echoContact(input: InputObject, stored: Contact | undefined): object {
  const texts: Record<string, string | undefined> = {};
  for (const name of contactTextFields) texts[name] = input.text(name);
  return {
    ContactID: stored?.ContactID ?? zeroId,
    ContactStatus: input.text('ContactStatus') ?? stored?.ContactStatus,
    Name: input.text('Name') ?? stored?.Name,
    ...texts,
    Addresses: (input.list('Addresses') ?? []).map((address) => ({
      AddressType: address.text('AddressType'),
      AddressLine1: address.text('AddressLine1'),
      City: address.text('City'),
      PostalCode: address.text('PostalCode'),
      ValidationErrors: [],
    })),
    Phones: (input.list('Phones') ?? []).map((phone) => ({
      PhoneType: phone.text('PhoneType'),
      PhoneNumber: phone.text('PhoneNumber'),
      ValidationErrors: [],
    })),
    ContactGroups: [],
    IsSupplier: input.flag('IsSupplier'),
    IsCustomer: input.flag('IsCustomer'),
    ContactPersons: [],
    HasValidationErrors: true,
  };
}
