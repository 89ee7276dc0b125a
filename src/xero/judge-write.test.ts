import { describe, expect, test } from 'vitest';
import { must } from '../base/assert.ts';
import type { XeroId } from '../base/id.ts';
import type { CallOutcome, ElementOutcome } from '../sync/outcome.ts';
import { judgeCall } from './judge-write.ts';
import { json } from './scripted-ports.ts';
import type { PreparedCall } from './writes.ts';

function idOf(n: number): XeroId {
  return `ab12cd34-0000-4000-8000-${String(n).padStart(12, '0')}` as XeroId;
}
const zero = '00000000-0000-0000-0000-000000000000';

const creation: PreparedCall = {
  method: 'PUT',
  path: '/api.xro/2.0/Invoices?summarizeErrors=false&unitdp=4',
  body: '{}',
  marks: ['INV-1', 'INV-2'],
};
const change: PreparedCall = { ...creation, method: 'POST', marks: [idOf(1), idOf(2)] };
const deletion: PreparedCall = {
  method: 'POST',
  path: `/api.xro/2.0/Payments/${idOf(9)}`,
  body: '{"Status":"DELETED"}',
  marks: [idOf(9)],
};

function element(n: number, more: object = {}): object {
  return {
    Type: 'ACCREC',
    InvoiceID: idOf(n),
    InvoiceNumber: `INV-${n}`,
    Contact: { ContactID: idOf(100), Name: 'Ridgeway' },
    DateString: '2026-09-14T00:00:00',
    Status: 'AUTHORISED',
    LineAmountTypes: 'Exclusive',
    CurrencyCode: 'AUD',
    LineItems: [],
    SubTotal: 10.0,
    TotalTax: 1.0,
    Total: 11.0,
    AmountDue: 11.0,
    UpdatedDateUTC: '/Date(1789378203533+0000)/',
    StatusAttributeString: 'OK',
    HasErrors: false,
    ...more,
  };
}

const failure = (message: string): object => ({
  HasErrors: true,
  StatusAttributeString: 'ERROR',
  ValidationErrors: [{ Message: message }],
});

function answered(outcome: CallOutcome): ReadonlyMap<string, ElementOutcome> {
  if (outcome.kind !== 'answered') throw new Error(`not answered but ${JSON.stringify(outcome)}`);
  return outcome.elements;
}

function outcomeOf(outcome: CallOutcome, mark: string): ElementOutcome {
  return must(answered(outcome).get(mark), mark);
}

const envelope = (...Invoices: object[]) =>
  json({ Status: 'OK', DateTimeUTC: '/Date(1)/', Invoices });

describe('a 200', () => {
  test('[PRO10] is matched by number whatever its order', () => {
    const outcome = judgeCall(creation, envelope(element(2), element(1)));
    expect(outcomeOf(outcome, 'INV-1')).toMatchObject({
      kind: 'accepted',
      echo: { number: 'INV-1', xeroId: idOf(1) },
      warnings: [],
    });
    expect(outcomeOf(outcome, 'INV-2')).toMatchObject({ echo: { number: 'INV-2' } });
  });

  test('keeps its warnings', () => {
    const Warnings = [{ Message: 'Only AUTHORISED invoices may have SentToContact updated.' }];
    const more = { StatusAttributeString: 'WARNING', Warnings };
    expect(outcomeOf(judgeCall(creation, envelope(element(1, more))), 'INV-1')).toMatchObject({
      kind: 'accepted',
      warnings: ['Only AUTHORISED invoices may have SentToContact updated.'],
    });
  });

  test('has refused elements beside accepted ones', () => {
    const refused = element(1, { InvoiceID: zero, ...failure('Invoice # must be unique.') });
    const outcome = judgeCall(creation, envelope(refused, element(2)));
    expect(outcomeOf(outcome, 'INV-1')).toEqual({
      kind: 'rejected',
      messages: ['Invoice # must be unique.'],
    });
    expect(outcomeOf(outcome, 'INV-2').kind).toBe('accepted');
  });

  test.each([
    ['HasErrors', { HasErrors: true }],
    ['HasValidationErrors', { HasValidationErrors: true }],
    ['the status ERROR', { StatusAttributeString: 'ERROR' }],
    ['an id of noughts', { InvoiceID: zero }],
    ['validation errors', { ValidationErrors: [{ Message: '' }] }],
  ])('refuses an element with %s even without a message', (_name, more) => {
    expect(outcomeOf(judgeCall(creation, envelope(element(1, more))), 'INV-1')).toEqual({
      kind: 'rejected',
      messages: ['Xero refused this without saying why'],
    });
  });

  test('finds the messages of a line when the element has none itself', () => {
    const LineItems = [
      { ValidationErrors: [{ Message: 'Account code must be specified' }] },
      { ValidationErrors: [{ Message: 'Account code must be specified' }] },
    ];
    const outcome = judgeCall(creation, envelope(element(1, { HasErrors: true, LineItems })));
    expect(outcomeOf(outcome, 'INV-1')).toMatchObject({
      messages: ['Account code must be specified'],
    });
  });

  test('[PRO10] leaves a missing element unknown', () => {
    const outcome = judgeCall(creation, envelope(element(1)));
    expect(outcomeOf(outcome, 'INV-1').kind).toBe('accepted');
    expect(outcomeOf(outcome, 'INV-2').kind).toBe('unknown');
  });

  test('[PRO10] leaves a double element unknown, and the others as they are', () => {
    const outcome = judgeCall(creation, envelope(element(1), element(2), element(1)));
    expect(outcomeOf(outcome, 'INV-1')).toMatchObject({ kind: 'unknown' });
    expect(outcomeOf(outcome, 'INV-2').kind).toBe('accepted');
  });

  test('[PRO10] never takes a surplus element for another', () => {
    const outcome = judgeCall(creation, envelope(element(1), element(7)));
    expect([...answered(outcome).keys()]).toEqual(['INV-1', 'INV-2']);
    expect(outcomeOf(outcome, 'INV-2').kind).toBe('unknown');
  });

  test('leaves an element unknown that can not be understood', () => {
    const outcome = judgeCall(creation, envelope(element(1, { Status: 'PONDERING' }), element(2)));
    expect(outcomeOf(outcome, 'INV-1')).toEqual({
      kind: 'unknown',
      reason: "Xero's answer was not understood: Status is PONDERING",
    });
    expect(outcomeOf(outcome, 'INV-2').kind).toBe('accepted');
  });

  test('is matched by id for changes, in any casing', () => {
    const more = { InvoiceID: idOf(1).toUpperCase(), InvoiceNumber: 'RENAMED' };
    const outcome = judgeCall(change, envelope(element(1, more)));
    expect(outcomeOf(outcome, idOf(1))).toMatchObject({ echo: { number: 'RENAMED' } });
    expect(outcomeOf(outcome, idOf(2)).kind).toBe('unknown');
  });

  test('settles the deletion of a payment by its id', () => {
    const payment = {
      PaymentID: idOf(9),
      Date: '/Date(1789344000000+0000)/',
      Amount: 10.0,
      Status: 'DELETED',
      UpdatedDateUTC: '/Date(1789378203533+0000)/',
    };
    expect(outcomeOf(judgeCall(deletion, json({ Payments: [payment] })), idOf(9))).toMatchObject({
      kind: 'accepted',
      echo: { kind: 'payment', status: 'deleted' },
    });
  });

  test('settles contacts by their number and payments by their reference', () => {
    const contacts: PreparedCall = { ...creation, path: '/api.xro/2.0/Contacts?x', marks: ['C-1'] };
    const at = '/Date(1789378203533+0000)/';
    const Contacts = [{ ContactID: idOf(1), ContactNumber: 'C-1', Name: 'N', UpdatedDateUTC: at }];
    expect(outcomeOf(judgeCall(contacts, json({ Contacts })), 'C-1').kind).toBe('accepted');
    const payments: PreparedCall = { ...creation, path: '/api.xro/2.0/Payments?x', marks: ['r 1'] };
    const errors = [{ Message: 'Payment amount exceeds the amount outstanding on this document' }];
    const Payments = [{ Reference: 'r 1', HasValidationErrors: true, ValidationErrors: errors }];
    expect(outcomeOf(judgeCall(payments, json({ Payments })), 'r 1').kind).toBe('rejected');
  });
});

describe('a 400', () => {
  const exception = (...Elements: object[]) =>
    json({ ErrorNumber: 10, Type: 'ValidationException', Elements }, { status: 400 });

  test('[PRO11] refuses the elements with errors and leaves the rest unknown: they may have been saved', () => {
    const outcome = judgeCall(
      creation,
      exception(
        element(1, { InvoiceID: zero, ValidationErrors: [{ Message: 'No.' }], HasErrors: true }),
        element(2, { InvoiceID: zero, ValidationErrors: [], StatusAttributeString: undefined }),
      ),
    );
    expect(outcomeOf(outcome, 'INV-1')).toEqual({ kind: 'rejected', messages: ['No.'] });
    expect(outcomeOf(outcome, 'INV-2').kind).toBe('unknown');
  });

  test('for one record that it does not name is about that record', () => {
    const refusal = { PaymentID: zero, ValidationErrors: [{ Message: 'Reconciled.' }] };
    expect(outcomeOf(judgeCall(deletion, exception(refusal)), idOf(9))).toEqual({
      kind: 'rejected',
      messages: ['Reconciled.'],
    });
  });

  test('for one record that names another is about neither', () => {
    const refusal = { PaymentID: idOf(8), ValidationErrors: [{ Message: 'Reconciled.' }] };
    expect(outcomeOf(judgeCall(deletion, exception(refusal)), idOf(9)).kind).toBe('unknown');
  });

  test('[PRO11] of another type leaves everything unknown', () => {
    for (const Type of ['PostDataInvalidException', 'QueryParseException', undefined]) {
      const response = json({ Type, Message: 'x', Elements: [element(1)] }, { status: 400 });
      expect(judgeCall(creation, response).kind).toBe('unknown');
    }
  });
});

describe('what is no answer', () => {
  const html = { 'content-type': 'text/html; charset=utf-8' };
  test.each([
    ['404 empty', { status: 404, headers: html, body: '' }],
    ['500 JSON', json({ Title: 'Internal' }, { status: 500 })],
    ['502 HTML', { status: 502, headers: html, body: '<html>' }],
    ['503 text', { status: 503, headers: {}, body: 'The Organisation is offline' }],
    ['403 HTML of the edge', { status: 403, headers: html, body: '<html>Access Denied' }],
    ['half JSON', { ...envelope(element(1)), body: '{"Invoices":[{"InvoiceID"' }],
    ['HTML with 200', { status: 200, headers: html, body: '<html>' }],
    ['JSON under another content type', { ...envelope(element(1), element(2)), headers: html }],
    ['an envelope of another kind', json({ Contacts: [] })],
    ['an array', json([])],
    ['a number', json('5')],
    ['204', { status: 204, headers: {}, body: '' }],
    ['302', { status: 302, headers: { location: 'x' }, body: '' }],
  ])('leaves the whole call unknown: %s', (_name, response) => {
    expect(judgeCall(creation, response)).toMatchObject({ kind: 'unknown' });
  });
});

describe('a refusal of the caller', () => {
  test('429 says when to come back, in any casing, with an empty body', () => {
    const throttled = (headers: Record<string, string>) =>
      judgeCall(creation, { status: 429, headers, body: '' });
    expect(throttled({ 'x-rate-limit-problem': 'Minute', 'retry-after': '26' })).toEqual({
      kind: 'throttled',
      problem: 'minute',
      retryAfterMs: 26_000,
    });
    expect(throttled({ 'x-rate-limit-problem': 'day', 'retry-after': '4000' })).toMatchObject({
      problem: 'day',
      retryAfterMs: 4_000_000,
    });
    expect(throttled({})).toEqual({ kind: 'throttled', problem: 'concurrent', retryAfterMs: 1000 });
    expect(throttled({ 'x-daylimit-remaining': '0' })).toMatchObject({ problem: 'day' });
    expect(throttled({ 'x-minlimit-remaining': '0' })).toMatchObject({ problem: 'minute' });
    expect(throttled({ 'x-rate-limit-problem': 'appMinute' })).toMatchObject({
      problem: 'appminute',
      retryAfterMs: 60_000,
    });
    expect(throttled({ 'retry-after': '0' })).toMatchObject({ retryAfterMs: 1000 });
  });

  test('[TOK7] 401 for an expired token and for a missing scope are told apart', () => {
    const refused = (Detail: string, headers: Record<string, string> = {}) =>
      judgeCall(creation, json({ Title: 'Unauthorized', Detail }, { status: 401, headers }));
    const cause = (outcome: CallOutcome) => outcome.kind === 'unauthorised' && outcome.cause;
    expect(cause(refused('TokenExpired: token expired at 04/09/2023 05:16:59'))).toBe('token');
    expect(cause(refused('AuthorizationUnsuccessful'))).toBe('scope');
    for (const error of ['insufficient_scope', 'insufficent_scope']) {
      expect(cause(refused('', { 'www-authenticate': `Bearer error="${error}"` }))).toBe('scope');
    }
    const bare = { status: 401, headers: {}, body: '' };
    expect(cause(judgeCall(creation, bare))).toBe('token');
  });

  test('403 as JSON is about the organisation', () => {
    const body = { Title: 'Forbidden', Status: 403, Detail: 'AuthenticationUnsuccessful' };
    expect(judgeCall(creation, json(body, { status: 403 }))).toEqual({
      kind: 'unauthorised',
      cause: 'tenant',
    });
  });
});
