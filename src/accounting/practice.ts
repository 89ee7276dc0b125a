/** The firm itself, its people, matters and unbilled work. */
import type { ContactId, MatterId, PersonId, PracticeId } from '../base/id.ts';
import type { Decimal } from '../base/decimal.ts';
import type { CalendarDate } from '../base/time.ts';

export interface Practice {
  readonly id: PracticeId;
  readonly name: string;
  readonly baseCurrency: string;
  readonly countryCode: string;
  readonly timeZone: string;
}

export interface Person {
  readonly id: PersonId;
  readonly name: string;
  readonly email: string;
  readonly initials: string;
  readonly role: 'owner' | 'admin' | 'biller' | 'timekeeper' | 'viewer';
}

export interface Matter {
  readonly id: MatterId;
  readonly contactId: ContactId;
  readonly number: string;
  readonly name: string;
  readonly openedOn?: CalendarDate;
  readonly isClosed: boolean;
}

export interface TimeEntry {
  readonly id: string;
  readonly matterId: MatterId;
  readonly personId: PersonId;
  readonly date: CalendarDate;
  readonly description: string;
  /** Hours in tenths: six-minute units. */
  readonly hours: Decimal;
  readonly rate: Decimal;
  readonly currency: string;
}

export interface ExpenseEntry {
  readonly id: string;
  readonly matterId: MatterId;
  readonly personId?: PersonId;
  readonly date: CalendarDate;
  readonly description: string;
  readonly category: string;
  readonly quantity: Decimal;
  readonly unitPrice: Decimal;
  readonly currency: string;
  readonly taxCode: string;
}
