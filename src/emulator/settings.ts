/** The emulator's switches: limits, and what is chosen where Xero's behaviour is unsettled. */
export interface EmulatorSettings {
  /** Calls per minute and day for an app in one organisation; and at once. */
  readonly perMinute: number;
  readonly perDay: number;
  readonly concurrent: number;
  /** Calls per minute for an app over all its organisations. */
  readonly appPerMinute: number;
  /** May the number of a DELETED invoice be given to a new one? Unsettled in Xero. */
  readonly deletedNumberReusable: boolean;
  /** Is an idempotency key bound to the access token beside the app? Unsettled in Xero. */
  readonly idempotencyBoundToToken: boolean;
  readonly idempotencyOff: boolean;
  /** Does an approved invoice with nothing to pay become PAID at once? Reported, not documented. */
  readonly zeroTotalBecomesPaid: boolean;
  /** Every API answer waits this long. */
  readonly latencyMs: number;
  /** ProviderName of the envelope. */
  readonly appName: string;
}

export const defaultSettings: EmulatorSettings = {
  perMinute: 60,
  perDay: 1000,
  concurrent: 5,
  appPerMinute: 10_000,
  deletedNumberReusable: false,
  idempotencyBoundToToken: false,
  idempotencyOff: false,
  zeroTotalBecomesPaid: true,
  latencyMs: 0,
  appName: 'Tieout',
};
