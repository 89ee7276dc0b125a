/**
 * The shapes of an answer: the envelope of a success, the three kinds of 400, the Title/Detail form
 * of 401 and 403, the empty 404. Who gets which is decided elsewhere.
 */
import type { Random } from '../base/random.ts';
import { encode, wireTimeBare } from './wire.ts';

/** What is sent, before faults have had their say. Header names in lower case. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Ends a call at once with an answer that is not a success. */
export class Refusal extends Error {
  override name = 'Refusal';
  readonly answer: Answer;

  constructor(answer: Answer) {
    super(`refused with ${answer.status}`);
    this.answer = answer;
  }
}

export function jsonAnswer(status: number, value: unknown): Answer {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: encode(value),
  };
}

export function textAnswer(status: number, body: string): Answer {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body };
}

export function htmlAnswer(status: number, body: string): Answer {
  return { status, headers: { 'content-type': 'text/html; charset=utf-8' }, body };
}

/** An unknown id: text/html, and nothing in it. */
export function notFound(): Answer {
  return { status: 404, headers: { 'content-type': 'text/html' }, body: '' };
}

export interface EnvelopeParts {
  readonly random: Random;
  readonly now: number;
  readonly appName: string;
  readonly pagination?: object | undefined;
}

/** `{Id, Status, ProviderName, DateTimeUTC, pagination?, <plural>: [...]}`. */
export function envelope(
  parts: EnvelopeParts,
  plural: string,
  elements: readonly unknown[],
): Answer {
  return jsonAnswer(200, {
    Id: parts.random.uuid(),
    Status: 'OK',
    ProviderName: parts.appName,
    DateTimeUTC: wireTimeBare(parts.now),
    pagination: parts.pagination,
    [plural]: elements,
  });
}

/** ErrorNumber 10: at least one element is invalid. */
export function validationException(elements: readonly unknown[]): Answer {
  return jsonAnswer(400, {
    ErrorNumber: 10,
    Type: 'ValidationException',
    Message: 'A validation exception occurred',
    Elements: elements,
  });
}

/** A 400 for the request as a whole: 14 the body can't be bound, 16 a bad filter, 17 no data. */
export function requestException(number: 14 | 16 | 17, message: string): Answer {
  const types = {
    14: 'PostDataInvalidException',
    16: 'QueryParseException',
    17: 'NoDataProcessedException',
  };
  return jsonAnswer(400, { ErrorNumber: number, Type: types[number], Message: message });
}

/** 401 and 403 of the API gateway. */
export function problemAnswer(random: Random, status: 401 | 403, detail: string): Answer {
  const answer = jsonAnswer(status, {
    Type: null,
    Title: status === 401 ? 'Unauthorized' : 'Forbidden',
    Status: status,
    Detail: detail,
    Instance: random.uuid(),
    Extensions: {},
  });
  if (detail !== 'AuthorizationUnsuccessful') return answer;
  return {
    ...answer,
    headers: { ...answer.headers, 'www-authenticate': 'Bearer error="insufficient_scope"' },
  };
}

export function withHeaders(answer: Answer, headers: Readonly<Record<string, string>>): Answer {
  return { ...answer, headers: { ...answer.headers, ...headers } };
}
