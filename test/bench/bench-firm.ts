/**
 * A firm to measure: the real engine on a real database, the emulator beside it, every call counted
 * on both sides. Warm means that the organisation's settings and lists have been read once.
 */
import { Firm } from '../support/firm.ts';
import { migrateUrl } from '../support/migrated.ts';
import type { TestServer } from '../support/postgres-cluster.ts';
import { templateOn } from '../support/test-database.ts';
import type { SyncResult } from '../../src/engine/sync.ts';
import { minute } from '../../src/base/time.ts';
import { CallMeter, type Tally } from './call-meter.ts';

export interface EmulatorCount {
  readonly total: number;
  readonly bytesOut: number;
  readonly byEndpoint: Readonly<Record<string, number>>;
}

export interface Measured {
  readonly sync: SyncResult;
  readonly tally: Tally;
  readonly emulator: EmulatorCount;
  /** Of this process and the database, which is beside it. */
  readonly tookMs: number;
}

export class BenchFirm implements AsyncDisposable {
  readonly firm: Firm;
  readonly databaseUrl: string;
  readonly #meter: CallMeter;
  readonly #stack: AsyncDisposableStack;

  private constructor(parts: {
    firm: Firm;
    databaseUrl: string;
    meter: CallMeter;
    stack: AsyncDisposableStack;
  }) {
    this.firm = parts.firm;
    this.databaseUrl = parts.databaseUrl;
    this.#meter = parts.meter;
    this.#stack = parts.stack;
  }

  /** `perDay` is the emulator's, for scenarios that need more than a day of Xero's. */
  static async open(server: TestServer, options: { perDay?: number } = {}): Promise<BenchFirm> {
    await using stack = new AsyncDisposableStack();
    const database = await templateOn(server, migrateUrl).fresh();
    stack.defer(() => database.drop());
    const meter = new CallMeter();
    const firm = stack.use(
      await Firm.open({
        databaseUrl: database.url,
        settings: { perDay: options.perDay ?? 5000 },
        wrapFetch: (fetch) => meter.wrap(fetch),
      }),
    );
    return new BenchFirm({ firm, databaseUrl: database.url, meter, stack: stack.move() });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stack.disposeAsync();
  }

  /** Connects and syncs once, so that what follows is warm. */
  async warmUp(): Promise<void> {
    await this.firm.connect();
    await this.firm.sync();
    this.rest();
  }

  /** Lets time pass, so that no list is read again only because its cursor overlaps. */
  rest(): void {
    this.firm.clock.advance(3 * minute);
  }

  /** `rest`, then `measure`. */
  async measureRested(): Promise<Measured> {
    this.rest();
    return this.measure();
  }

  /** One sync, with nothing counted but itself. Throws if the two counts differ, or it stopped. */
  async measure(): Promise<Measured> {
    this.#meter.reset();
    await this.firm.control('DELETE', '/counters');
    const startedAt = performance.now();
    const sync = await this.firm.sync();
    const tookMs = performance.now() - startedAt;
    if (sync.stopped) throw new Error(`the sync stopped: ${sync.stopped.message}`);
    const tally = this.#meter.tally();
    const emulator = await this.firm.control<EmulatorCount>('GET', '/counters');
    if (emulator.total !== tally.total || emulator.bytesOut !== tally.totalBytes) {
      throw new Error(
        `counted here ${tally.total} calls and ${tally.totalBytes} bytes, ` +
          `by the emulator ${emulator.total} and ${emulator.bytesOut}`,
      );
    }
    return { sync, tally, emulator, tookMs };
  }

  /** Fails unless both sides agree: a figure of a wrong sync says nothing. */
  async assertTiedOut(): Promise<void> {
    const { agree, differences } = await this.firm.tieOut();
    if (agree) return;
    const first = differences[0]?.sentence ?? 'totals differ';
    throw new Error(`not tied out: ${differences.length} differences, such as: ${first}`);
  }
}
