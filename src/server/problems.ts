/**
 * Failures on their way out: thrown by routes as a Problem of api/problem.ts, answered as
 * application/problem+json. What nobody expected is logged here and told without its details.
 */
import { HTTPException } from 'hono/http-exception';
import { problemCodes, type Problem, type ProblemCode } from '../api/problem.ts';
import type { Log } from '../base/log.ts';

interface FieldError {
  readonly field: string;
  readonly message: string;
}

export class HttpProblem extends Error {
  override name = 'HttpProblem';
  readonly code: ProblemCode;
  readonly fields: readonly FieldError[];

  constructor(code: ProblemCode, detail: string, fields: readonly FieldError[] = []) {
    super(detail);
    this.code = code;
    this.fields = fields;
  }
}

/** To be thrown: an expected failure with what a person should know of it. */
export function problem(
  code: ProblemCode,
  detail: string,
  fields: readonly FieldError[] = [],
): HttpProblem {
  return new HttpProblem(code, detail, fields);
}

/** One field is not as it must be. */
export function fieldProblem(field: string, message: string): HttpProblem {
  return problem('request.invalid', `${field} ${message}.`, [{ field, message }]);
}

export function problemResponse(failure: HttpProblem): Response {
  const { status, title } = problemCodes[failure.code];
  const body: Problem = {
    type: `urn:tieout:problem:${failure.code}`,
    title,
    status,
    code: failure.code,
    detail: failure.message,
    ...(failure.fields.length > 0 ? { errors: [...failure.fields] } : {}),
  };
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store' },
  });
}

/** What a thrown error is told as. */
export function problemOf(error: unknown, log: Log): HttpProblem {
  if (error instanceof HttpProblem) return error;
  if (error instanceof HTTPException && error.status === 400) {
    return problem('request.not_json', 'The body could not be read as JSON.');
  }
  const message = error instanceof Error ? error.message : String(error);
  log.error('a request failed', { message });
  if (isUnreachableDatabase(error)) {
    return problem('server.unavailable', 'Try again in a moment.');
  }
  return problem(
    'server.failed',
    'It has been noted in the log. Try again, or tell whoever runs this.',
  );
}

function isUnreachableDatabase(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return code === 'ECONNREFUSED' || code === 'ENOENT' || code.startsWith('57P');
}

interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly code?: string;
}

/** `lines[2].amount`: where an issue of a schema stands. */
function fieldName(path: readonly PropertyKey[]): string {
  let name = '';
  for (const part of path) {
    if (typeof part === 'number') name += `[${part}]`;
    else name += name === '' ? String(part) : `.${String(part)}`;
  }
  return name === '' ? 'body' : name;
}

/** What a schema found wrong with a request, field by field. */
export function invalidRequest(issues: readonly Issue[]): HttpProblem {
  const fields = issues.map(({ path, message }) => ({ field: fieldName(path), message }));
  const detail = fields.map(({ field, message }) => `${field}: ${message}`).join('; ');
  return problem('request.invalid', `${detail}.`, fields);
}
