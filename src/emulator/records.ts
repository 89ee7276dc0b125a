/**
 * What an organisation's books hold. Keys are Xero's own, values are exact: Decimal for amounts,
 * CalendarDate for days, milliseconds (`UpdatedAt`) for time stamps. A record is replaced, never
 * changed, so an answer under way keeps what it read. Derived figures that Xero shows (AmountDue) are
 * kept up by the writers.
 */
import type { Decimal } from '../base/decimal.ts';
import type { CalendarDate } from '../base/time.ts';

export interface Organisation {
  readonly OrganisationID: string;
  readonly Name: string;
  readonly LegalName: string;
  readonly CountryCode: string;
  readonly BaseCurrency: string;
  readonly TimeZone: string;
  /** Xero's own name of the zone, AUSEASTERNSTANDARDTIME. */
  readonly Timezone: string;
  readonly ShortCode: string;
  readonly FinancialYearEndDay: number;
  readonly FinancialYearEndMonth: number;
  readonly SalesTaxBasis: string;
  readonly SalesTaxPeriod: string;
  readonly CreatedAt: number;
  readonly PeriodLockDate?: CalendarDate | undefined;
  readonly EndOfYearLockDate?: CalendarDate | undefined;
}

export interface Account {
  readonly AccountID: string;
  readonly Code?: string | undefined;
  readonly Name: string;
  readonly Status: 'ACTIVE' | 'ARCHIVED' | 'DELETED';
  readonly Type: string;
  readonly TaxType: string;
  readonly Class: string;
  readonly EnablePaymentsToAccount: boolean;
  readonly Description?: string | undefined;
  readonly SystemAccount?: string | undefined;
  readonly BankAccountNumber?: string | undefined;
  readonly BankAccountType?: string | undefined;
  readonly CurrencyCode?: string | undefined;
  readonly UpdatedAt: number;
}

export interface TaxComponent {
  readonly Name: string;
  readonly Rate: Decimal;
  readonly IsCompound: boolean;
  readonly IsNonRecoverable: boolean;
}

export interface TaxRate {
  readonly Name: string;
  readonly TaxType: string;
  readonly ReportTaxType: string;
  readonly Status: 'ACTIVE' | 'DELETED' | 'ARCHIVED';
  readonly EffectiveRate: Decimal;
  readonly CanApplyToAssets: boolean;
  readonly CanApplyToEquity: boolean;
  readonly CanApplyToExpenses: boolean;
  readonly CanApplyToLiabilities: boolean;
  readonly CanApplyToRevenue: boolean;
  readonly TaxComponents: readonly TaxComponent[];
}

export interface Currency {
  readonly Code: string;
  readonly Description: string;
}

export interface BrandingTheme {
  readonly BrandingThemeID: string;
  readonly Name: string;
  readonly SortOrder: number;
  readonly CreatedAt: number;
}

export interface TrackingOption {
  readonly TrackingOptionID: string;
  readonly Name: string;
  readonly Status: 'ACTIVE' | 'ARCHIVED';
}

export interface TrackingCategory {
  readonly TrackingCategoryID: string;
  readonly Name: string;
  readonly Status: 'ACTIVE' | 'ARCHIVED';
  readonly Options: readonly TrackingOption[];
}

export interface Phone {
  readonly PhoneType: string;
  readonly PhoneNumber: string;
  readonly PhoneAreaCode: string;
  readonly PhoneCountryCode: string;
}

export interface Address {
  readonly AddressType: string;
  readonly AddressLine1?: string | undefined;
  readonly AddressLine2?: string | undefined;
  readonly AddressLine3?: string | undefined;
  readonly AddressLine4?: string | undefined;
  readonly City: string;
  readonly Region: string;
  readonly PostalCode: string;
  readonly Country: string;
  readonly AttentionTo?: string | undefined;
}

export interface ContactPerson {
  readonly FirstName?: string | undefined;
  readonly LastName?: string | undefined;
  readonly EmailAddress?: string | undefined;
  readonly IncludeInEmails: boolean;
}

export interface PaymentTerm {
  readonly Day: number;
  readonly Type: string;
}

/** The contact's plain text fields: what may be sent, compared and echoed one by one. */
export const contactTextFields = [
  'ContactNumber',
  'AccountNumber',
  'CompanyNumber',
  'TaxNumber',
  'FirstName',
  'LastName',
  'EmailAddress',
  'BankAccountDetails',
  'AccountsReceivableTaxType',
  'AccountsPayableTaxType',
  'DefaultCurrency',
  'SalesDefaultAccountCode',
  'PurchasesDefaultAccountCode',
] as const;
export type ContactTextField = (typeof contactTextFields)[number];

export interface Contact extends Readonly<Partial<Record<ContactTextField, string | undefined>>> {
  readonly ContactID: string;
  readonly ContactStatus: 'ACTIVE' | 'ARCHIVED';
  readonly Name: string;
  readonly Phones: readonly Phone[];
  readonly Addresses: readonly Address[];
  readonly ContactPersons: readonly ContactPerson[];
  readonly SalesTerms?: PaymentTerm | undefined;
  readonly BillsTerms?: PaymentTerm | undefined;
  readonly IsCustomer: boolean;
  readonly IsSupplier: boolean;
  readonly MergedToContactID?: string | undefined;
  readonly UpdatedAt: number;
}

export interface LineTracking {
  readonly TrackingCategoryID: string;
  readonly TrackingOptionID: string;
  readonly Name: string;
  readonly Option: string;
}

/** A line without amounts carries only its description. */
export interface Line {
  readonly LineItemID: string;
  readonly Description?: string | undefined;
  readonly Quantity?: Decimal | undefined;
  readonly UnitAmount?: Decimal | undefined;
  readonly DiscountRate?: Decimal | undefined;
  readonly DiscountAmount?: Decimal | undefined;
  readonly LineAmount?: Decimal | undefined;
  readonly TaxType?: string | undefined;
  readonly TaxAmount?: Decimal | undefined;
  readonly AccountCode?: string | undefined;
  readonly AccountID?: string | undefined;
  readonly Tracking: readonly LineTracking[];
}

export const lineAmountTypes = ['Exclusive', 'Inclusive', 'NoTax'] as const;
export type LineAmountType = (typeof lineAmountTypes)[number];

export const documentStatuses = [
  'DRAFT',
  'SUBMITTED',
  'AUTHORISED',
  'PAID',
  'VOIDED',
  'DELETED',
] as const;
export type DocumentStatus = (typeof documentStatuses)[number];

/** What invoices and credit notes share. */
export interface Document {
  readonly Status: DocumentStatus;
  readonly ContactID: string;
  readonly Date: CalendarDate;
  readonly LineAmountTypes: LineAmountType;
  readonly LineItems: readonly Line[];
  readonly SubTotal: Decimal;
  readonly TotalTax: Decimal;
  readonly Total: Decimal;
  readonly TotalDiscount?: Decimal | undefined;
  readonly CurrencyCode: string;
  readonly CurrencyRate: Decimal;
  readonly Reference?: string | undefined;
  readonly BrandingThemeID?: string | undefined;
  readonly SentToContact: boolean;
  readonly FullyPaidOnDate?: CalendarDate | undefined;
  readonly UpdatedAt: number;
  /** The app that created it; none for a person's hand. */
  readonly CreatedBy?: string | undefined;
}

export interface Invoice extends Document {
  readonly InvoiceID: string;
  readonly Type: 'ACCREC' | 'ACCPAY';
  readonly InvoiceNumber?: string | undefined;
  readonly DueDate?: CalendarDate | undefined;
  readonly ExpectedPaymentDate?: CalendarDate | undefined;
  readonly PlannedPaymentDate?: CalendarDate | undefined;
  readonly Url?: string | undefined;
  readonly AmountPaid: Decimal;
  readonly AmountCredited: Decimal;
  readonly AmountDue: Decimal;
}

export interface Allocation {
  readonly AllocationID: string;
  readonly InvoiceID: string;
  readonly Amount: Decimal;
  readonly Date: CalendarDate;
}

export interface CreditNote extends Document {
  readonly CreditNoteID: string;
  readonly Type: 'ACCRECCREDIT' | 'ACCPAYCREDIT';
  readonly CreditNoteNumber?: string | undefined;
  readonly RemainingCredit: Decimal;
  readonly Allocations: readonly Allocation[];
}

export interface Payment {
  readonly PaymentID: string;
  readonly Status: 'AUTHORISED' | 'DELETED';
  readonly PaymentType: string;
  readonly InvoiceID?: string | undefined;
  readonly CreditNoteID?: string | undefined;
  readonly AccountID: string;
  readonly Date: CalendarDate;
  readonly Amount: Decimal;
  readonly BankAmount: Decimal;
  readonly CurrencyRate: Decimal;
  readonly Reference?: string | undefined;
  readonly IsReconciled: boolean;
  readonly UpdatedAt: number;
  readonly CreatedBy?: string | undefined;
}
