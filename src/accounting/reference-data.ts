/** What a posting may point at in a Xero organisation: its accounts, tax rates and currencies. */
import type { TenantId, XeroId } from '../base/id.ts';
import type { Decimal } from '../base/decimal.ts';
import type { CalendarDate } from '../base/time.ts';

export interface Account {
  readonly accountId: XeroId;
  /** Bank accounts may lack a code. */
  readonly code?: string;
  readonly name: string;
  readonly type: string;
  readonly class: string;
  readonly taxType?: string;
  readonly isActive: boolean;
  readonly takesPayments: boolean;
  readonly systemAccount?: string;
  readonly currency?: string;
}

export interface TaxRate {
  readonly taxType: string;
  readonly name: string;
  /** Per cent. */
  readonly effectiveRate: Decimal;
  readonly isActive: boolean;
  readonly appliesTo: {
    readonly assets: boolean;
    readonly equity: boolean;
    readonly expenses: boolean;
    readonly liabilities: boolean;
    readonly revenue: boolean;
  };
}

export interface Organisation {
  readonly tenantId: TenantId;
  readonly name: string;
  readonly shortCode: string;
  readonly baseCurrency: string;
  readonly countryCode: string;
  /** IANA name. */
  readonly timeZone: string;
  readonly isDemo: boolean;
  readonly periodLockDate?: CalendarDate;
  readonly endOfYearLockDate?: CalendarDate;
}

export interface ReferenceData {
  readonly organisation: Organisation;
  readonly accounts: readonly Account[];
  readonly taxRates: readonly TaxRate[];
  readonly currencies: readonly string[];
}
