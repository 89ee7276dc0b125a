/** What the upserts share: whose edit it is, and which fields an edit changes, for the history. */
import type { Practice } from '../../accounting/practice.ts';
import { canonicalJson } from '../../base/canonical-json.ts';
import type { EngineContext } from '../../engine/context.ts';
import type { Edit } from '../../store/book-edits.ts';
import type { Tx } from '../../store/database.ts';
import type { HistoryChange } from '../../store/history.ts';

/** One upsert under way. */
export interface Upsert<Input> {
  readonly tx: Tx;
  readonly engine: EngineContext;
  readonly practice: Practice;
  readonly edit: Edit;
  readonly externalId: string;
  readonly input: Input;
}

export interface Upserted<Id> {
  readonly id: Id;
  /** False when the record held exactly this already. */
  readonly isChanged: boolean;
}

/** The fields in which two records differ; lists are named without their content. */
export function changesBetween(before: object, after: object): HistoryChange[] {
  const old = new Map<string, unknown>(Object.entries(before));
  const fresh = new Map<string, unknown>(Object.entries(after));
  return [...new Set([...old.keys(), ...fresh.keys()])]
    .sort()
    .filter((field) => textOf(old.get(field)) !== textOf(fresh.get(field)))
    .map((field) => ({
      field,
      ...shown('from', old.get(field)),
      ...shown('to', fresh.get(field)),
    }));
}

function textOf(value: unknown): string {
  return value === undefined ? '' : canonicalJson(value);
}

function shown<Side extends 'from' | 'to'>(side: Side, value: unknown): { [K in Side]?: string } {
  if (value === undefined || Array.isArray(value)) return {};
  const text = typeof value === 'string' ? value : textOf(value).replace(/^"|"$/g, '');
  return { [side]: text } as { [K in Side]?: string };
}
