/**
 * Reads lists of records: a page of what changed, records by their ids, records by their marks. Each
 * function is one call. Lists are always asked for in pages, because Xero answers an unpaged list
 * with summaries, whose blanks would look like data.
 */
import { assert } from '../base/assert.ts';
import { Decimal } from '../base/decimal.ts';
import type { XeroId } from '../base/id.ts';
import { limits } from '../base/limits.ts';
import type { Instant } from '../base/time.ts';
import type { WireObject } from './judge-response.ts';
import { judgeEnvelope, type ReadOutcome, type Understood } from './judge-read.ts';
import { readRequest, type Query, type XeroAccess } from './requests.ts';
import { idsPerRead, resourceShapes, type RecordsOf, type Resource } from './resources.ts';
import type { Transport } from './transport.ts';
import { readWireInstant } from './wire-date.ts';
import { Fields, isWireObject, present, readRecord, type Schemas } from './wire-fields.ts';
import type { WireValue } from './wire-json.ts';

export interface UnreadableRecord {
  /** '' when not even the id could be read. */
  readonly id: string;
  readonly reason: string;
}

export interface Page<T> {
  readonly records: readonly T[];
  readonly unreadable: readonly UnreadableRecord[];
  /** The answer's own DateTimeUTC, which a cursor may advance to. */
  readonly answeredAt: Instant;
  readonly pageCount: number;
  readonly itemCount: number;
}

export interface PageQuery {
  readonly modifiedSince?: Instant;
  /** From 1. */
  readonly page: number;
  readonly pageSize?: number;
}

/** A record in a summary: that it changed, and when. */
export interface SeenRecord {
  readonly xeroId: XeroId;
  readonly updatedAt: Instant;
}

function counted(pagination: WireValue | undefined, name: string): number | undefined {
  const value = isWireObject(pagination) ? pagination[name] : undefined;
  return value instanceof Decimal ? Number(value.toString()) : undefined;
}

/** Where Xero does not count its pages, a full page means that there may be another. */
function pageCounts(envelope: WireObject, length: number, query: PageQuery) {
  const pageSize = query.pageSize ?? limits.pageSizeMax;
  const pagination = envelope['pagination'];
  const pageCount =
    counted(pagination, 'pageCount') ?? (length < pageSize ? query.page : query.page + 1);
  return { pageCount, itemCount: counted(pagination, 'itemCount') ?? length };
}

/** Reads the records of an envelope one by one. */
export function understandPage<T>(
  envelope: WireObject,
  shape: {
    readonly plural: string;
    readonly idField: string;
    readonly read: (record: WireValue) => T;
  },
  query: PageQuery,
): Understood<Page<T>> {
  const items = envelope[shape.plural];
  if (!Array.isArray(items)) return { reason: `Xero's answer has no ${shape.plural}` };
  const at = envelope['DateTimeUTC'];
  const answeredAt = typeof at === 'string' ? readWireInstant(at) : undefined;
  if (answeredAt === undefined) return { reason: "Xero's answer does not say its time" };
  const records: T[] = [];
  const unreadable: UnreadableRecord[] = [];
  for (const item of items as readonly WireValue[]) {
    const read = readRecord(() => shape.read(item));
    if (read.kind === 'read') records.push(read.record);
    else {
      const id = isWireObject(item) ? item[shape.idField] : undefined;
      unreadable.push({ id: typeof id === 'string' ? id : '', reason: read.reason });
    }
  }
  const counts = pageCounts(envelope, items.length, query);
  return { value: { records, unreadable, answeredAt, ...counts } };
}

function pageParameters(query: PageQuery): Query {
  const pageSize = query.pageSize ?? limits.pageSizeMax;
  assert(query.page >= 1 && query.page <= limits.pagesMax, 'pages are counted from 1 to 1,000');
  assert(pageSize >= 1 && pageSize <= limits.pageSizeMax, 'a page has 1 to 1,000 records');
  return { page: query.page, pageSize, order: 'UpdatedDateUTC ASC' };
}

/**
 * One page of the records of a kind, those changed longest ago first: all of them, or those changed
 * since (Xero compares to the second). Deleted, voided and archived ones are among them.
 */
export async function readPage<R extends Resource>(
  transport: Transport,
  access: XeroAccess,
  query: PageQuery & { readonly resource: R },
): Promise<ReadOutcome<Page<RecordsOf[R]>>> {
  const shape = resourceShapes[query.resource];
  const sent = await transport.send(
    readRequest(access, shape.path, {
      query: { ...shape.query, ...pageParameters(query) },
      ...(query.modifiedSince === undefined ? {} : { modifiedSince: query.modifiedSince }),
    }),
  );
  return judgeEnvelope(sent, (envelope) => understandPage(envelope, shape, query));
}

/** As `readPage`, but only which records changed and when: a fraction of the bytes. */
export async function readChanged(
  transport: Transport,
  access: XeroAccess,
  query: PageQuery & { readonly resource: 'contacts' | 'invoices' },
): Promise<ReadOutcome<Page<SeenRecord>>> {
  const { path, plural, idField, query: whole } = resourceShapes[query.resource];
  const sent = await transport.send(
    readRequest(access, path, {
      query: { ...whole, ...pageParameters(query), summaryOnly: true },
      ...(query.modifiedSince === undefined ? {} : { modifiedSince: query.modifiedSince }),
    }),
  );
  const read = (record: WireValue): SeenRecord => {
    const fields = new Fields<Schemas['Contact'] & Schemas['Invoice']>(record);
    return {
      xeroId: fields.requiredId(query.resource === 'contacts' ? 'ContactID' : 'InvoiceID'),
      updatedAt: present(fields.instant('UpdatedDateUTC'), 'UpdatedDateUTC'),
    };
  };
  return judgeEnvelope(sent, (envelope) =>
    understandPage(envelope, { plural, idField, read }, query),
  );
}

/** One call for all records that a query finds; more than one page of them is a failure. */
export async function readFound<R extends Resource>(
  transport: Transport,
  access: XeroAccess,
  { resource, query }: { readonly resource: R; readonly query: Query },
): Promise<ReadOutcome<Page<RecordsOf[R]>>> {
  const shape = resourceShapes[resource];
  const page: PageQuery = { page: 1 };
  const sent = await transport.send(
    readRequest(access, shape.path, {
      query: { ...shape.query, page: page.page, pageSize: limits.pageSizeMax, ...query },
    }),
  );
  return judgeEnvelope(sent, (envelope) => {
    const understood = understandPage(envelope, shape, page);
    // Half of what there is must not pass for all of it.
    return 'value' in understood && understood.value.pageCount > 1
      ? { reason: `Xero found ${understood.value.itemCount} records, more than a page has` }
      : understood;
  });
}

/** The records with these ids, at most `idsPerRead[resource]`; those that Xero does not know are missing. */
export async function readByIds<R extends Resource>(
  transport: Transport,
  access: XeroAccess,
  { resource, ids }: { readonly resource: R; readonly ids: readonly XeroId[] },
): Promise<ReadOutcome<Page<RecordsOf[R]>>> {
  assert(ids.length > 0 && ids.length <= idsPerRead[resource], 'too many or no ids for one read');
  const { hasIds, idField } = resourceShapes[resource];
  const query: Query = hasIds
    ? { IDs: ids.join(',') }
    : { where: ids.map((id) => `${idField}==guid("${id}")`).join(' OR ') };
  return readFound(transport, access, { resource, query });
}
