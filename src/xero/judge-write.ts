/**
 * What came of each write of a call. Elements are matched by their mark and never by their place:
 * the number or reference that we gave for creations, the id for changes. What an answer leaves open
 * (an element that is missing, double or not to be understood, an answer that is none) is unknown,
 * and unknown is looked up before anything is written again.
 */
import type { HttpResponse } from '../base/http.ts';
import type { AnyMirror } from '../sync/mirror.ts';
import type { CallOutcome, ElementOutcome } from '../sync/outcome.ts';
import { judgeResponse } from './judge-response.ts';
import { accountingPath } from './requests.ts';
import { readContact } from './wire-contact.ts';
import { Fields, isWireObject, readRecord, zeroId, type Schemas } from './wire-fields.ts';
import { readInvoice } from './wire-invoice.ts';
import type { WireValue } from './wire-json.ts';
import { readPayment } from './wire-payment.ts';
import type { PreparedCall } from './writes.ts';

/** Of an element of any kind. */
type Element = Schemas['Contact'] & Schemas['Invoice'] & Schemas['Payment'];
type WireObject = { readonly [key: string]: WireValue };

interface Subject {
  readonly plural: 'Contacts' | 'Invoices' | 'Payments';
  readonly idField: keyof Element;
  readonly numberField: keyof Element;
  readonly read: (element: WireValue) => AnyMirror;
}

const subjects: readonly Subject[] = [
  {
    plural: 'Contacts',
    idField: 'ContactID',
    numberField: 'ContactNumber',
    read: (element) => readContact(new Fields(element)),
  },
  {
    plural: 'Invoices',
    idField: 'InvoiceID',
    numberField: 'InvoiceNumber',
    read: (element) => readInvoice(new Fields(element)),
  },
  {
    plural: 'Payments',
    idField: 'PaymentID',
    numberField: 'Reference',
    read: (element) => readPayment(new Fields(element)),
  },
];

/** A call says by its path and method what its elements are and how they are marked. */
function subjectOf(call: PreparedCall): Subject | undefined {
  const plural = call.path.slice(accountingPath.length + 1).split(/[/?]/)[0];
  return subjects.find((subject) => subject.plural === plural);
}

function textAt(element: WireObject, name: keyof Element): string {
  const value = element[name];
  return typeof value === 'string' ? value : '';
}

function listAt(element: WireObject, name: keyof Element): readonly WireValue[] {
  const value = element[name];
  return Array.isArray(value) ? value : [];
}

function messagesAt(element: WireObject, name: 'ValidationErrors' | 'Warnings'): string[] {
  return listAt(element, name).flatMap((entry) => {
    const message = isWireObject(entry) ? entry['Message'] : undefined;
    return typeof message === 'string' && message !== '' ? [message] : [];
  });
}

/** The element's own errors, or those of its lines, phones and so on when it has none itself. */
function errorsOf(element: WireObject): string[] {
  const own = messagesAt(element, 'ValidationErrors');
  if (own.length > 0) return own;
  const parts = Object.values(element).flat() as readonly WireValue[];
  const nested = parts.flatMap((part) =>
    isWireObject(part) ? messagesAt(part, 'ValidationErrors') : [],
  );
  return [...new Set(nested)];
}

function hasErrors(element: WireObject): boolean {
  return (
    element['HasErrors'] === true ||
    element['HasValidationErrors'] === true ||
    textAt(element, 'StatusAttributeString') === 'ERROR' ||
    listAt(element, 'ValidationErrors').length > 0
  );
}

function rejected(element: WireObject): ElementOutcome {
  const messages = errorsOf(element);
  return {
    kind: 'rejected',
    messages: messages.length > 0 ? messages : ['Xero refused this without saying why'],
  };
}

/** An element of a 200. The echo of a refused one is our own input and is not read. */
function judgeElement(element: WireObject, subject: Subject): ElementOutcome {
  if (hasErrors(element) || textAt(element, subject.idField) === zeroId) return rejected(element);
  const read = readRecord(() => subject.read(element));
  if (read.kind === 'unreadable') {
    return { kind: 'unknown', reason: `Xero's answer was not understood: ${read.reason}` };
  }
  return { kind: 'accepted', echo: read.record, warnings: messagesAt(element, 'Warnings') };
}

/**
 * An element of a 400. Xero saves the valid elements of such a call without giving their ids, so
 * only an element with errors is settled.
 */
function judgeRefusedElement(element: WireObject): ElementOutcome {
  return hasErrors(element)
    ? rejected(element)
    : { kind: 'unknown', reason: 'Xero refused other records of the call and may have saved this' };
}

function judgeElements(
  call: PreparedCall,
  elements: readonly WireValue[],
  subject: Subject,
  judge: (element: WireObject) => ElementOutcome,
): ReadonlyMap<string, ElementOutcome> {
  const isCreation = call.method === 'PUT';
  const markOf = (element: WireObject): string =>
    isCreation
      ? textAt(element, subject.numberField)
      : textAt(element, subject.idField).toLowerCase();
  const byMark = new Map<string, WireObject[]>();
  for (const element of elements) {
    if (!isWireObject(element)) continue;
    const mark = markOf(element);
    byMark.set(mark, [...(byMark.get(mark) ?? []), element]);
  }
  // A refusal that names no record can only mean the one record of a call of one.
  const unnamed = byMark.get('') ?? byMark.get(zeroId) ?? [];
  const only = call.marks.length === 1 && elements.length === 1 ? unnamed[0] : undefined;
  return new Map(
    call.marks.map((mark): [string, ElementOutcome] => {
      const found = byMark.get(isCreation ? mark : mark.toLowerCase()) ?? [];
      const element = found[0];
      if (element && found.length === 1) return [mark, judge(element)];
      if (found.length > 1) {
        return [mark, { kind: 'unknown', reason: `Xero answered ${found.length} times for it` }];
      }
      if (only && hasErrors(only)) return [mark, rejected(only)];
      return [mark, { kind: 'unknown', reason: 'Xero did not answer for it' }];
    }),
  );
}

/** Judges the answer to a call. Every mark of the call has its outcome in an `answered`. */
export function judgeCall(call: PreparedCall, response: HttpResponse): CallOutcome {
  const subject = subjectOf(call);
  if (!subject) return { kind: 'unknown', reason: `a call to ${call.path} is not understood` };
  const judged = judgeResponse(response);
  switch (judged.kind) {
    case 'envelope': {
      const elements = judged.envelope[subject.plural];
      if (!Array.isArray(elements)) {
        return { kind: 'unknown', reason: `Xero's answer has no ${subject.plural}` };
      }
      const judge = (element: WireObject): ElementOutcome => judgeElement(element, subject);
      return { kind: 'answered', elements: judgeElements(call, elements, subject, judge) };
    }
    case 'validation':
      return {
        kind: 'answered',
        elements: judgeElements(call, judged.elements, subject, judgeRefusedElement),
      };
    case 'throttled':
      return { kind: 'throttled', ...judged.throttle };
    case 'unauthorised':
      return judged;
    case 'not_found':
      return { kind: 'unknown', reason: 'Xero answered 404, which says nothing of single records' };
    case 'other':
      return { kind: 'unknown', reason: judged.reason };
    case 'empty':
    case 'list':
      return { kind: 'unknown', reason: 'Xero answered without the records' };
  }
}
