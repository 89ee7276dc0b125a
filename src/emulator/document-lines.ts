/**
 * A document's lines as a request would make them: which stored line is meant, its account, tax and
 * tracking, and the checks of each. The arithmetic is line-amounts.ts.
 */
import { Decimal } from '../base/decimal.ts';
import { unitPlaces, type Call } from './call.ts';
import type { InputObject } from './input.ts';
import { computeLine, hasFigures, lineTax } from './line-amounts.ts';
import type { Account, Line, LineAmountType, LineTracking } from './records.ts';

export interface LineRules {
  readonly call: Call;
  readonly types: LineAmountType;
  /** Approving asks for accounts and tax; a draft may lack them. */
  readonly approving: boolean;
  /** Only sales invoices have discounts. */
  readonly discounts: boolean;
}

export interface BuiltLines {
  readonly lines: readonly Line[];
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
}

interface Problems {
  readonly errors: string[];
  readonly warnings: string[];
}

/** Accounts that a document's line can't be booked to. */
const closedToLines = new Set(['DEBTORS', 'CREDITORS', 'UNPAIDEXPCLM']);

/**
 * The lines after the request: one with a known LineItemID takes that line's place, one without is
 * new, and stored lines that are not mentioned are gone.
 */
export function buildLines(
  rules: LineRules,
  inputs: readonly InputObject[],
  stored: readonly Line[],
): BuiltLines {
  const problems: Problems = { errors: [], warnings: [] };
  const used = new Set<string>();
  const lines = inputs.map((input) => {
    const id = input.text('LineItemID')?.toLowerCase();
    const old = stored.find((line) => line.LineItemID === id && !used.has(line.LineItemID));
    if (old) used.add(old.LineItemID);
    return buildLine(rules, input, { old, problems });
  });
  return { lines, errors: [...new Set(problems.errors)], warnings: problems.warnings };
}

/** What each line needs for its document to be approved; bare descriptions need nothing. */
export function checkApprovable(lines: readonly Line[]): string[] {
  if (lines.length === 0) return ['One or more line items must be specified'];
  const errors = lines.flatMap((line) => {
    if (line.LineAmount === undefined) return [];
    if ((line.Description ?? '') === '') return ['Description must be specified'];
    if (line.AccountID === undefined) return ['Account code must be specified'];
    return line.TaxType === undefined ? ['The TaxType field is mandatory'] : [];
  });
  return [...new Set(errors)];
}

/** The same lines under another LineAmountTypes: tax is worked out anew. */
export function retaxLines(call: Call, lines: readonly Line[], types: LineAmountType): Line[] {
  return lines.map((line) => {
    if (!line.LineAmount) return line;
    const TaxType = types === 'NoTax' ? 'NONE' : line.TaxType;
    const rate = rateOf(call, TaxType);
    return { ...line, TaxType, TaxAmount: lineTax(line.LineAmount, rate, types) };
  });
}

function rateOf(call: Call, taxType: string | undefined): Decimal {
  return (taxType && call.books.taxRates.get(taxType)?.EffectiveRate) || Decimal.zero;
}

function buildLine(
  rules: LineRules,
  input: InputObject,
  context: { readonly old: Line | undefined; readonly problems: Problems },
): Line {
  const { old, problems } = context;
  const { call, types } = rules;
  const account = lineAccount(rules, input, context);
  const base: Line = {
    LineItemID: old?.LineItemID ?? call.random.uuid(),
    Description: input.text('Description') ?? old?.Description,
    AccountCode: account?.Code,
    AccountID: account?.AccountID,
    Tracking: input.has('Tracking') ? tracking(call, input, problems) : (old?.Tracking ?? []),
  };
  if (input.text('ItemCode')) {
    problems.errors.push(`Item code '${input.text('ItemCode') ?? ''}' is not valid`);
  }
  if ((base.Description?.length ?? 0) > 4000) {
    problems.errors.push('Description must not be longer than 4000 characters.');
  }
  const figures = figuresOf(rules, input, old);
  if (!hasFigures(figures)) return base;
  const computed = computeLine(figures, unitPlaces(call));
  if (computed.error !== undefined) problems.errors.push(computed.error);
  const TaxType = lineTaxType(rules, input, { ...context, account });
  const sentTax = input.decimal('TaxAmount');
  const untouched =
    old?.TaxAmount !== undefined &&
    old.TaxType === TaxType &&
    old.LineAmount?.equals(computed.lineAmount) === true &&
    !changesFigures(input);
  const tax =
    types === 'NoTax'
      ? Decimal.zero
      : (sentTax?.round(2) ??
        (untouched ? old.TaxAmount : undefined) ??
        lineTax(computed.lineAmount, rateOf(call, TaxType), types));
  return {
    ...base,
    Quantity: computed.quantity,
    UnitAmount: computed.unitAmount,
    DiscountRate: computed.discountRate,
    DiscountAmount: computed.discountAmount,
    LineAmount: computed.lineAmount,
    TaxType,
    TaxAmount: tax,
  };
}

function changesFigures(input: InputObject): boolean {
  return ['Quantity', 'UnitAmount', 'LineAmount', 'DiscountRate', 'DiscountAmount', 'TaxType'].some(
    (name) => input.has(name),
  );
}

function figuresOf(
  { discounts }: LineRules,
  input: InputObject,
  old: Line | undefined,
): Parameters<typeof computeLine>[0] {
  const figures = {
    quantity: input.decimal('Quantity'),
    unitAmount: input.decimal('UnitAmount'),
    lineAmount: input.decimal('LineAmount'),
    discountRate: discounts ? input.decimal('DiscountRate') : undefined,
    discountAmount: discounts ? input.decimal('DiscountAmount') : undefined,
  };
  if (!old) return figures;
  return {
    quantity: figures.quantity ?? old.Quantity,
    unitAmount: figures.unitAmount ?? old.UnitAmount,
    lineAmount: figures.lineAmount,
    discountRate: figures.discountRate ?? old.DiscountRate,
    discountAmount: figures.discountAmount ?? old.DiscountAmount,
  };
}

function lineAccount(
  rules: LineRules,
  input: InputObject,
  { old, problems }: { readonly old: Line | undefined; readonly problems: Problems },
): Account | undefined {
  const { books } = rules.call;
  const id = input.text('AccountID');
  const code = input.text('AccountCode');
  if (!id && code === undefined) {
    return old?.AccountID ? books.accounts.get(old.AccountID) : undefined;
  }
  if (!id && code === '') return undefined;
  const account = id ? books.accounts.get(id.toLowerCase()) : books.accountByCode(code ?? '');
  const shown = code ?? account?.Code ?? id ?? '';
  if (account?.Status === 'ARCHIVED' || account?.Status === 'DELETED') {
    problems.errors.push(
      `Account code '${shown}' has been archived, or has been deleted. Each line item must reference a valid account.`,
    );
    return account;
  }
  if (!account && !rules.approving) {
    problems.warnings.push(
      `Account code '${shown}' has been removed as it does not match a recognised account.`,
    );
    return undefined;
  }
  const closed = account?.Type === 'BANK' || closedToLines.has(account?.SystemAccount ?? '');
  if (!account || closed) {
    problems.errors.push(`Account code '${shown}' is not a valid code for this document.`);
  }
  return account;
}

const classRights = {
  ASSET: 'CanApplyToAssets',
  EQUITY: 'CanApplyToEquity',
  EXPENSE: 'CanApplyToExpenses',
  LIABILITY: 'CanApplyToLiabilities',
  REVENUE: 'CanApplyToRevenue',
} as const;

function lineTaxType(
  rules: LineRules,
  input: InputObject,
  context: {
    readonly old: Line | undefined;
    readonly account: Account | undefined;
    readonly problems: Problems;
  },
): string | undefined {
  const { account, old, problems } = context;
  if (rules.types === 'NoTax') return 'NONE';
  const sent = input.text('TaxType')?.toUpperCase() || undefined;
  const changed = account !== undefined && account.AccountID !== old?.AccountID;
  const type = sent ?? (changed ? account.TaxType : old?.TaxType) ?? account?.TaxType;
  if (type === undefined || type === 'NONE') return type;
  const rate = rules.call.books.taxRates.get(type);
  if (!rate || rate.Status !== 'ACTIVE') {
    problems.errors.push(
      `The TaxType code ${type} does not exist or cannot be used for this type of transaction.`,
    );
    return type;
  }
  const right = account && classRights[account.Class as keyof typeof classRights];
  if (right && !rate[right]) {
    problems.errors.push(
      `The TaxType code '${type}' cannot be used with account code '${account.Code ?? ''}'.`,
    );
  }
  return type;
}

function tracking(call: Call, input: InputObject, problems: Problems): readonly LineTracking[] {
  const categories = [...call.books.trackingCategories.values()];
  const found = (input.list('Tracking') ?? []).flatMap((item): LineTracking[] => {
    const categoryId = item.text('TrackingCategoryID')?.toLowerCase();
    const optionId = item.text('TrackingOptionID')?.toLowerCase();
    const name = item.text('Name')?.toLowerCase();
    const optionName = item.text('Option')?.toLowerCase();
    const category = categories.find((c) =>
      categoryId ? c.TrackingCategoryID === categoryId : c.Name.toLowerCase() === name,
    );
    const option = category?.Options.find((o) =>
      optionId ? o.TrackingOptionID === optionId : o.Name.toLowerCase() === optionName,
    );
    if (!category || !option) {
      problems.errors.push('Tracking category and option must be valid.');
      return [];
    }
    return [
      {
        TrackingCategoryID: category.TrackingCategoryID,
        TrackingOptionID: option.TrackingOptionID,
        Name: category.Name,
        Option: option.Name,
      },
    ];
  });
  if (found.length > 2) problems.errors.push('A line must not have more than 2 tracking options.');
  return found;
}
