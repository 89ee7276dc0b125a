/**
 * The policy of one connection: which way each kind flows, what is sent as what, who owns a field and
 * what happens on a clash (DESIGN 6). It is data; the planner reads it and nothing else decides.
 */
import type { CalendarDate } from '../base/time.ts';
import type { LineKind } from '../accounting/invoice.ts';

/** Which side wins when both changed one field since they last agreed; `ask` makes a finding. */
export type Clash = 'ask' | 'book' | 'xero';

export interface Mapping {
  /** Account code in Xero for each kind of line. */
  readonly accounts: Readonly<Record<LineKind, string>>;
  /** TaxType in Xero for each tax code of the practice. */
  readonly taxTypes: Readonly<Record<string, string>>;
  /** Bank account code in Xero for each place that money comes to; only these receive payments. */
  readonly bankAccounts: Readonly<Record<string, string>>;
}

export interface Policy {
  /** Nothing is written to Xero: the first look (RULES L3). */
  readonly isReadOnly: boolean;
  /** Invoices dated before the cut-over are adopted where they match and never sent. */
  readonly cutOver?: CalendarDate;
  readonly contacts: {
    readonly creates: boolean;
    /** Edits after the first link: sent, sent and brought back, or neither. */
    readonly edits: 'both' | 'to_xero' | 'none';
    readonly onlyWithInvoices: boolean;
    /** `newest` exists for contacts only: the later edit wins. */
    readonly clash: Clash | 'newest';
  };
  readonly invoices: {
    readonly draftAs: 'draft' | 'not_sent';
    readonly awaitingApprovalAs: 'submitted' | 'draft' | 'not_sent';
    readonly issuedAs: 'authorised' | 'submitted' | 'draft';
    /** An edit in Xero to what the book owns: reported, overwritten, or taken as it is. */
    readonly drift: 'report' | 'overwrite' | 'accept';
    /** Approving a draft in Xero issues it here. */
    readonly approvalComesBack: boolean;
  };
  readonly payments: {
    readonly flow: 'both' | 'to_xero' | 'from_xero' | 'none';
    /** Edits and deletions of a sent payment follow (delete and recreate). */
    readonly editsFollow: boolean;
  };
  readonly mapping: Mapping;
}

/** The accounts and tax types that a mapping starts from; checked against Xero before anything goes. */
export const startingMapping: Mapping = {
  accounts: {
    time: '200',
    expense: '260',
    fixed_fee: '200',
    discount: '200',
    write_off: '200',
    no_charge: '200',
    rounding: '860',
  },
  taxTypes: { standard: 'OUTPUT', free: 'EXEMPTOUTPUT', none: 'BASEXCLUDED' },
  bankAccounts: { office: '090' },
};

/** Preset *continuous* (article 003): states mirrored, edits follow, both ways for contacts. */
export const continuous: Policy = {
  isReadOnly: false,
  contacts: { creates: true, edits: 'both', onlyWithInvoices: true, clash: 'ask' },
  invoices: {
    draftAs: 'draft',
    awaitingApprovalAs: 'submitted',
    issuedAs: 'authorised',
    drift: 'report',
    approvalComesBack: true,
  },
  payments: { flow: 'both', editsFollow: true },
  mapping: startingMapping,
};
