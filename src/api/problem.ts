/**
 * What goes wrong over HTTP: a closed list of codes, each with its status and title, and the shape of
 * the answer (RFC 9457, application/problem+json). Why a record is not in agreement is another list:
 * sync/finding-codes.ts.
 */
import { z } from '@hono/zod-openapi';

interface ProblemText {
  readonly status: 400 | 401 | 403 | 404 | 409 | 413 | 422 | 500 | 503;
  readonly title: string;
}

export const problemCodes = {
  'request.invalid': { status: 422, title: 'Something in the request is not as it must be.' },
  'request.not_json': { status: 400, title: 'The body is not JSON.' },
  'request.too_large': { status: 413, title: 'The body is too large.' },
  'cursor.invalid': { status: 400, title: 'The cursor is not one that this list gave.' },
  'access.key_needed': { status: 401, title: 'An API key is needed.' },
  'access.key_unknown': { status: 401, title: 'The API key is not known.' },
  'access.host_unknown': { status: 403, title: 'The pages are not served under this host name.' },
  'access.other_origin': { status: 403, title: 'Another site may not do this.' },
  'idempotency.reused': { status: 422, title: 'The Idempotency-Key was used for another request.' },
  'idempotency.in_progress': { status: 409, title: 'The same request is still being answered.' },
  'practice.none': { status: 404, title: 'No practice has been set up yet.' },
  'route.unknown': { status: 404, title: 'There is nothing at this address.' },
  'record.unknown': { status: 404, title: 'There is no such record.' },
  'number.taken': { status: 409, title: 'The number belongs to another record.' },
  'edit.refused': { status: 409, title: 'The record can not be changed that way.' },
  'finding.no_retry': { status: 409, title: 'Trying again would not help here.' },
  'connection.none': { status: 409, title: 'No Xero organisation is connected yet.' },
  'connection.lost': { status: 409, title: 'The connection to Xero does not stand.' },
  'connection.not_ready': { status: 409, title: 'The organisation has not been read yet.' },
  'server.failed': { status: 500, title: 'Something broke on our side.' },
  'server.unavailable': { status: 503, title: 'The database can not be reached.' },
} as const satisfies Record<string, ProblemText>;

export type ProblemCode = keyof typeof problemCodes;

export const problemSchema = z
  .object({
    type: z.string().openapi({ example: 'urn:tieout:problem:request.invalid' }),
    title: z.string(),
    status: z.int(),
    code: z.string().openapi({ example: 'request.invalid' }),
    detail: z.string().openapi({ description: 'What is wrong and what to do, for a person.' }),
    errors: z
      .array(
        z.object({
          field: z.string().openapi({ example: 'lines[2].amount' }),
          message: z.string(),
        }),
      )
      .optional()
      .openapi({ description: 'One entry for each field that is not as it must be.' }),
  })
  .openapi('Problem');

export type Problem = z.infer<typeof problemSchema>;
