/** A sync in the terminal while Xero can't be reached: it waits, says so, and gives up in the end. */
import { expect, test } from 'vitest';
import { firms } from '../../test/support/firms.ts';
import { NetworkError, type Fetch } from '../base/http.ts';
import { minute, second } from '../base/time.ts';
import { Terminal } from '../cli/terminal.ts';
import { syncInTerminal } from './run-sync.ts';

const firm = firms();

/** A network that can be cut; nothing is sent while it is. */
function cuttable() {
  const state = { isCut: false };
  const wrapFetch =
    (inner: Fetch): Fetch =>
    (request) =>
      state.isCut ? Promise.reject(new NetworkError('refused', 'no connection')) : inner(request);
  return { state, wrapFetch };
}

async function scene() {
  const { state, wrapFetch } = cuttable();
  const f = await firm({ wrapFetch });
  const contact = f.contact();
  const invoice = f.invoice(contact.id);
  await f.enter({ contacts: [contact], invoices: [invoice], payments: [f.payment(invoice)] });
  await f.connect();
  let printed = '';
  const output = { isTTY: false, columns: 80, write: (text: string) => (printed += text) };
  const terminal = new Terminal({ output, now: () => f.clock.now() });
  const { id: connectionId, tenantId } = await f.connection();
  const sync = () =>
    syncInTerminal(f.engine, terminal, {
      connectionId,
      tenantId,
      cause: 'test',
      signal: new AbortController().signal,
    });
  return { f, state, sync, printed: () => printed };
}

test('a sync that Xero does not let through goes on once it does', async () => {
  const { f, state, sync, printed } = await scene();
  state.isCut = true;
  const mendAt = f.clock.now() + 2 * minute;
  const jumping = { ...f.clock };
  f.clock.sleep = async (ms, signal) => {
    await jumping.sleep(ms, signal);
    if (f.clock.now() >= mendAt) state.isCut = false;
  };
  const result = await sync();
  expect(result.stopped).toBeUndefined();
  expect(printed()).toContain('no connection');
  expect(await f.tieOut()).toMatchObject({ agree: true });
});

test('after five minutes without any progress it ends, and says what to do', async () => {
  const { f, state, sync, printed } = await scene();
  state.isCut = true;
  const startedAt = f.clock.now();
  const result = await sync();
  expect(result.stopped?.code).toBe('unreachable');
  const tookMs = f.clock.now() - startedAt;
  expect(tookMs).toBeGreaterThan(5 * minute - second);
  expect(tookMs).toBeLessThan(8 * minute);
  expect(printed()).toContain('Xero was not reached for 5 minutes');
  expect(printed()).toContain('start again to go on');
  state.isCut = false;
  await sync();
  expect(await f.tieOut()).toMatchObject({ agree: true });
});
