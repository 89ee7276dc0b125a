/**
 * For tests only: an emulator with a clock that is set by hand, and a client that speaks to it as an
 * app with a custom connection would.
 */
import { seededRandom } from '../base/random.ts';
import { instant, type Clock } from '../base/time.ts';
import { createEmulator, type Emulator, type EmulatorOptions } from './emulator.ts';

/** A clock that moves only when told; sleepers wake as it passes them. */
export class HandClock implements Clock {
  private at: number;
  private sleepers: { readonly until: number; readonly wake: () => void }[] = [];

  constructor(text: string) {
    this.at = Date.parse(text);
  }

  now(): ReturnType<Clock['now']> {
    return instant(this.at);
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((wake) => {
      this.sleepers.push({ until: this.at + ms, wake });
      signal?.addEventListener('abort', () => wake());
    });
  }

  async advance(ms: number): Promise<void> {
    this.at += ms;
    const due = this.sleepers.filter((sleeper) => sleeper.until <= this.at);
    this.sleepers = this.sleepers.filter((sleeper) => sleeper.until > this.at);
    for (const { wake } of due) wake();
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
  }
}

/** What a JSON answer holds, as loosely as a test reads it. */
export type Loose = Readonly<Record<string, unknown>>;

/** The object found by these keys; a test fails if there is none. */
export function at(value: unknown, ...keys: readonly (string | number)[]): Loose {
  let found = value;
  for (const key of keys) found = (found as Record<string | number, unknown> | undefined)?.[key];
  if (typeof found !== 'object' || found === null) throw new Error(`nothing at ${keys.join('.')}`);
  return found as Loose;
}

/** The list found by these keys. */
export function listAt(value: unknown, ...keys: readonly (string | number)[]): readonly Loose[] {
  const found = at(value, ...keys);
  if (!Array.isArray(found)) throw new Error(`no list at ${keys.join('.')}`);
  return found as Loose[];
}

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** The parsed body; only for JSON answers. */
  readonly json: Loose;
}

export interface TestApp {
  readonly clock: HandClock;
  readonly emulator: Emulator;
  token: string;
  /** A call to the API; the path is below /api.xro/2.0 unless it begins with a slash. */
  call(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Reply>;
  control(method: string, path: string, body?: unknown): Promise<Reply>;
  form(
    path: string,
    fields: Record<string, string>,
    headers?: Record<string, string>,
  ): Promise<Reply>;
}

function reply(answer: Awaited<ReturnType<Emulator['handle']>>): Reply {
  if (answer.kind === 'drop') return { status: 0, headers: {}, text: '', json: {} };
  const isJson = (answer.headers['content-type'] ?? '').includes('json') && answer.body !== '';
  let json: Loose = {};
  try {
    if (isJson) json = JSON.parse(answer.body) as Loose;
  } catch {
    // Half a body is no JSON; the text is what a test looks at then.
  }
  return { status: answer.status, headers: answer.headers, text: answer.body, json };
}

export async function testApp(options: Partial<EmulatorOptions> = {}): Promise<TestApp> {
  const clock = new HandClock('2026-11-22T01:00:00Z');
  const emulator = await createEmulator({
    clock,
    random: seededRandom(7),
    baseUrl: 'http://emulator.test',
    settings: { perMinute: 10_000, perDay: 100_000 },
    ...options,
  });
  const send = async (
    method: string,
    url: string,
    headers: Record<string, string>,
    body = '',
  ): Promise<Reply> => reply(await emulator.handle({ method, url, headers, body }));
  const app: TestApp = {
    clock,
    emulator,
    token: '',
    call: (method, path, body, headers = {}) =>
      send(
        method,
        path.startsWith('/') ? path : `/api.xro/2.0/${path}`,
        {
          'user-agent': 'test',
          accept: 'application/json',
          authorization: `Bearer ${app.token}`,
          ...headers,
        },
        body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body),
      ),
    control: (method, path, body) =>
      send(method, `/_control${path}`, {}, body === undefined ? '' : JSON.stringify(body)),
    form: (path, fields, headers = {}) =>
      send('POST', path, headers, new URLSearchParams(fields).toString()),
  };
  const granted = await app.form('/connect/token', {
    grant_type: 'client_credentials',
    client_id: 'app-1',
    client_secret: 'secret',
  });
  app.token = String(granted.json['access_token']);
  return app;
}
