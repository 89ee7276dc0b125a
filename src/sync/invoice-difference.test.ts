import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decimal } from '../base/decimal.ts';
import {
  differingFields,
  namesOf,
  statusWithoutPayment,
  withLineIds,
} from './invoice-difference.ts';
import { postInvoice } from './invoice-posting.ts';
import { aLine, anInvoice, echoOf, ids, planContext, xeroId } from './plan-fixture.ts';
import type { InvoicePosting, LinePosting } from './posting.ts';

function postingOf(lines = [aLine(), aLine({ description: 'Filing' })]): InvoicePosting {
  const result = postInvoice(planContext(), anInvoice({ lines }), ids.xeroContact);
  if (result.kind !== 'posting') throw new Error(result.kind);
  return result.posting;
}

test('[INV7] a posting and its echo do not differ, and each change of one shows', () => {
  const posting = postingOf();
  const echo = echoOf(posting);
  expect(differingFields(posting, echo)).toEqual([]);
  expect(differingFields(posting, { ...echo, reference: ` ${echo.reference} ` })).toEqual([]);
  expect(differingFields(posting, { ...echo, reference: 'other' })).toEqual(['reference']);
  expect(differingFields(posting, { ...echo, total: decimal('1') })).toEqual(['total']);
  expect(differingFields(posting, { ...echo, lines: echo.lines?.slice(1) ?? [] })).toEqual([
    'lines',
  ]);
});

test('[CUR7] lines that an answer left out are not known to differ', () => {
  const posting = postingOf();
  const { lines: _, ...slim } = echoOf(posting);
  expect(differingFields(posting, slim)).toEqual([]);
});

const kinds = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1, maxLength: 8 });

function linesOf(descriptions: readonly string[]): LinePosting[] {
  return [...postingOf(descriptions.map((description) => aLine({ description }))).lines];
}

test('[INV7] changed lines go with the id of every line that they replace, each once', () => {
  fc.assert(
    fc.property(kinds, kinds, (before, after) => {
      const held =
        echoOf(postingOf(before.map((description) => aLine({ description })))).lines ?? [];
      const sent = withLineIds(linesOf(after), held);
      const used = sent.flatMap(({ lineId }) => lineId ?? []);
      expect(new Set(used).size).toBe(used.length);
      expect(used.length).toBe(Math.min(before.length, after.length));
      // A line that is the same on both sides keeps its id.
      for (const kind of ['a', 'b', 'c', 'd']) {
        const common = Math.min(
          before.filter((one) => one === kind).length,
          after.filter((one) => one === kind).length,
        );
        const kept = sent.filter(
          ({ description, lineId }) =>
            description === kind &&
            held.some((line) => line.lineId === lineId && line.description === kind),
        );
        expect(kept.length).toBeGreaterThanOrEqual(common);
      }
    }),
  );
});

test('an id is never given to a line that Xero does not have', () => {
  expect(withLineIds(linesOf(['a']), []).map(({ lineId }) => lineId)).toEqual([undefined]);
  const held = echoOf(postingOf([aLine()])).lines?.map((line) => ({ ...line, lineId: xeroId(5) }));
  expect(withLineIds(linesOf(['x', 'y']), held ?? []).map(({ lineId }) => lineId)).toEqual([
    xeroId(5),
    undefined,
  ]);
});

test('paid is approved with nothing due, and fields have names for people', () => {
  expect(statusWithoutPayment('paid')).toBe('authorised');
  expect(statusWithoutPayment('voided')).toBe('voided');
  expect(namesOf(['contactId', 'dueDate', 'lines'])).toBe('contact, due date, lines');
});
