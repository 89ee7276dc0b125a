/**
 * The control API under /_control: handshake, counters, clock, faults, settings, tenants, the log of
 * writes, snapshots, seeding, and a bookkeeper's hand. JSON in, JSON out; never counted or limited.
 */
import { Decimal } from '../base/decimal.ts';
import { formatInstant, instant, parseDate, type CalendarDate } from '../base/time.ts';
import { actAnswer } from './act.ts';
import { jsonAnswer, Refusal, type Answer } from './answers.ts';
import type { Books, TenantControl } from './books.ts';
import { faultKinds, type FaultKind } from './faults.ts';
import type { ParsedRequest } from './gateway.ts';
import { connectionsOf, disconnect } from './grants.ts';
import { InputObject } from './input.ts';
import type { JournalEntry } from './journal.ts';
import type { Machine } from './machine.ts';
import { seedBooks } from './seed.ts';
import { defaultSettings, type EmulatorSettings } from './settings.ts';
import { decodeBody, decodeStored, readTime } from './wire.ts';

/** The version of the control API. */
export const controlVersion = '1';

export async function controlAnswer(machine: Machine, request: ParsedRequest): Promise<Answer> {
  const [, , name = '', id = ''] = request.path.split('/');
  switch (`${request.method} ${name}`) {
    case 'GET ':
      return jsonAnswer(200, { emulator: 'tieout', version: controlVersion });
    case 'GET counters':
      return jsonAnswer(200, machine.counters.tally(request.query.get('tenantId') ?? undefined));
    case 'DELETE counters':
      machine.counters.reset();
      return jsonAnswer(200, machine.counters.tally());
    case 'GET clock':
      return clockAnswer(machine);
    case 'PUT clock':
      return setClock(machine, bodyOf(request));
    case 'GET faults':
      return jsonAnswer(200, { faults: machine.faults.list() });
    case 'POST faults':
      return addFault(machine, bodyOf(request));
    case 'DELETE faults':
      machine.faults.clear();
      return jsonAnswer(200, { faults: [] });
    case 'GET settings':
      return jsonAnswer(200, machine.settings);
    case 'PUT settings':
      return changeSettings(machine, bodyOf(request));
    case 'GET writes':
      return writesAnswer(machine, Number(request.query.get('after') ?? '0'));
    case 'GET snapshot':
      return jsonAnswer(200, { entries: machine.world.snapshot() });
    case 'PUT snapshot':
      return putSnapshot(machine, request.body);
    case 'GET tenants':
      return jsonAnswer(200, { tenants: machine.world.tenants().map(viewTenant) });
    case 'POST tenants':
      return changeTenant(machine, id, bodyOf(request));
    case 'POST seed': {
      const answer = seedBooks(machine, bodyOf(request));
      await machine.commit();
      return jsonAnswer(200, answer);
    }
    case 'POST act': {
      const answer = actAnswer(machine, bodyOf(request));
      await machine.commit();
      return answer;
    }
    default:
      return jsonAnswer(404, { error: `no such control: ${request.method} ${request.path}` });
  }
}

function bad(error: string): Refusal {
  return new Refusal(jsonAnswer(400, { error }));
}

function bodyOf(request: ParsedRequest): InputObject {
  let value: unknown;
  try {
    value = decodeBody(request.body.trim() === '' ? '{}' : request.body);
  } catch (error) {
    throw bad(`the body is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw bad('the body has to be a JSON object');
  }
  return new InputObject(value);
}

function whole(input: InputObject, name: string): number | undefined {
  const value = input.decimal(name);
  return value === undefined ? undefined : Number(value.toFixed(0));
}

function clockAnswer(machine: Machine): Answer {
  const now = machine.now();
  return jsonAnswer(200, { now: formatInstant(instant(now)), ms: now });
}

async function setClock(machine: Machine, input: InputObject): Promise<Answer> {
  const advance = whole(input, 'advanceMs');
  const text = input.text('now');
  const at = text !== undefined && /^\d+$/.test(text) ? Number(text) : readTime(text ?? '');
  if (advance !== undefined) await machine.setClock(machine.now() + advance);
  else if (at !== undefined) await machine.setClock(at);
  else throw bad('give now (ISO time or milliseconds) or advanceMs');
  await machine.commit();
  return clockAnswer(machine);
}

function addFault(machine: Machine, input: InputObject): Answer {
  const kind = faultKinds.find((known): known is FaultKind => known === input.text('kind'));
  if (!kind) throw bad(`kind has to be one of ${faultKinds.join(', ')}`);
  const probability = input.decimal('probability');
  const rule = machine.faults.add({
    kind,
    endpoint: input.text('endpoint'),
    times: whole(input, 'times') ?? (probability ? undefined : 1),
    delayMs: whole(input, 'delayMs') ?? 0,
    probability: probability ? Number(probability.toString()) : 1,
    seed: whole(input, 'seed') ?? 1,
  });
  return jsonAnswer(200, { ...rule, probability: probability ?? Decimal.one });
}

async function changeSettings(machine: Machine, input: InputObject): Promise<Answer> {
  const changes: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(defaultSettings)) {
    if (!input.has(name)) continue;
    if (typeof value === 'boolean') changes[name] = input.flag(name);
    else if (typeof value === 'number') changes[name] = whole(input, name);
    else changes[name] = input.text(name);
  }
  if (Object.keys(changes).length !== input.size) {
    throw bad(`settings are ${Object.keys(defaultSettings).join(', ')}`);
  }
  machine.changeSettings(changes as Partial<EmulatorSettings>);
  await machine.commit();
  return jsonAnswer(200, machine.settings);
}

function writesAnswer(machine: Machine, after: number): Answer {
  const writes = [...machine.world.writes.values()].filter((write) => write.sequence > after);
  return jsonAnswer(200, { writes });
}

async function putSnapshot(machine: Machine, body: string): Promise<Answer> {
  const value = decodeStored(body) as { entries?: JournalEntry[] };
  if (!Array.isArray(value.entries)) throw bad('a snapshot has entries');
  await machine.replace(value.entries);
  return jsonAnswer(200, { tenants: machine.world.tenants().map(viewTenant) });
}

function viewTenant(books: Books): object {
  const { Name, CountryCode, PeriodLockDate, EndOfYearLockDate } = books.organisation;
  return {
    tenantId: books.tenantId,
    name: Name,
    country: CountryCode,
    periodLockDate: PeriodLockDate ?? null,
    endOfYearLockDate: EndOfYearLockDate ?? null,
    offline: books.control.get('it')?.offline ?? false,
    contacts: books.contacts.size,
    invoices: books.invoices.size,
    payments: books.payments.size,
  };
}

/** A date, nothing for "" (which takes the lock away), the old one if not named. */
function lock(
  input: InputObject,
  name: string,
  old: CalendarDate | undefined,
): CalendarDate | undefined {
  const text = input.text(name);
  if (text === undefined) return old;
  if (text === '') return undefined;
  const date = parseDate(text);
  if (!date) throw bad(`${name}: ${text} is not a date`);
  return date;
}

async function changeTenant(machine: Machine, id: string, input: InputObject): Promise<Answer> {
  const books = machine.world.tenant(id);
  if (!books) throw bad(`no organisation ${id}`);
  const { organisation } = books;
  books.organisations.set('it', {
    ...organisation,
    PeriodLockDate: lock(input, 'periodLockDate', organisation.PeriodLockDate),
    EndOfYearLockDate: lock(input, 'endOfYearLockDate', organisation.EndOfYearLockDate),
  });
  const old = books.control.get('it');
  const limits = input.object('limits');
  const control: TenantControl = {
    offline: input.flag('offline') ?? old?.offline ?? false,
    perMinute: (limits && whole(limits, 'minute')) ?? old?.perMinute,
    perDay: (limits && whole(limits, 'day')) ?? old?.perDay,
    concurrent: (limits && whole(limits, 'concurrent')) ?? old?.concurrent,
  };
  books.control.set('it', control);
  if (input.has('disconnect')) setConnected(machine, books, input.flag('disconnect') !== true);
  await machine.commit();
  return jsonAnswer(200, { ...viewTenant(books), limits: control });
}

/** A person disconnects every app from the organisation, or lets the former ones in again. */
function setConnected(machine: Machine, books: Books, connected: boolean): void {
  const { connections } = machine.world;
  for (const connection of connections.values()) {
    if (connection.tenantId !== books.tenantId) continue;
    if (!connected) disconnect(machine.world, connection);
    else if (!connectionsOf(machine.world, connection.clientId).includes(connection)) {
      connections.set(connection.id, { ...connection, removed: false });
    }
  }
}
