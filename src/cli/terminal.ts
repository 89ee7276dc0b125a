/**
 * The terminal: steps with a tick, a live bar where somebody looks, and one line now and then where
 * nobody does (a log file, CI). Knows nothing of what is shown.
 */
export interface Output {
  readonly isTTY: boolean;
  readonly columns: number;
  write(text: string): void;
}

export interface TerminalOptions {
  readonly output: Output;
  /** Milliseconds on a clock that only goes forward: bars are redrawn ten times a second at most. */
  readonly now: () => number;
}

export interface BarProgress {
  readonly done: number;
  readonly total: number;
  /** Bytes are drawn, and not counted in words. */
  readonly unit?: 'bytes';
  readonly detail: string;
}

const redrawMs = 100;
/** Where nobody looks, a line at most this often. */
const lineMs = 5000;
const barWidth = 24;

export class Terminal {
  readonly #output: Output;
  readonly #now: () => number;
  #drawnAt = -Infinity;
  #drawnLabel = '';
  #isBarShown = false;

  constructor({ output, now }: TerminalOptions) {
    this.#output = output;
    this.#now = now;
  }

  line(text = ''): void {
    this.#clear();
    this.#output.write(`${text}\n`);
  }

  /** `✓ Database   embedded PostgreSQL`. */
  done(what: string, detail: string): void {
    this.line(`  ${this.#paint('32', '✓')} ${what.padEnd(16)} ${detail}`);
  }

  problem(what: string, detail: string): void {
    this.line(`  ${this.#paint('31', '✗')} ${what.padEnd(16)} ${detail}`);
  }

  /** What is being waited for; replaced by whatever comes next. */
  busy(text: string): void {
    if (this.#output.isTTY) this.#show(`  ${this.#paint('36', '…')} ${text}`);
  }

  /** A bar for `label`: `done` of `total`, and what else is worth saying. */
  bar(label: string, progress: BarProgress): void {
    const now = this.#now();
    const isOver = progress.done >= progress.total;
    const isNew = label !== this.#drawnLabel;
    const every = this.#output.isTTY ? redrawMs : lineMs;
    if (!isNew && !isOver && now - this.#drawnAt < every) return;
    this.#drawnAt = now;
    this.#drawnLabel = label;
    const share = progress.total === 0 ? 1 : Math.min(1, progress.done / progress.total);
    const text = `${label.padEnd(9)} ${this.#counts(progress)}${progress.detail}`;
    if (this.#output.isTTY) {
      const full = Math.round(share * barWidth);
      const drawn = `${'█'.repeat(full)}${'░'.repeat(barWidth - full)}`;
      this.#show(`  ${this.#paint('36', drawn)} ${text}`);
    } else this.line(`    ${String(Math.round(share * 100)).padStart(3)} % ${text}`);
  }

  #counts({ done, total, unit }: BarProgress): string {
    return total === 0 || unit === 'bytes'
      ? ''
      : `${thousands(Math.min(done, total))} of ${thousands(total)} · `;
  }

  bold(text: string): string {
    return this.#paint('1', text);
  }

  good(text: string): string {
    return this.#paint('32', text);
  }

  bad(text: string): string {
    return this.#paint('31', text);
  }

  faint(text: string): string {
    return this.#paint('2', text);
  }

  #paint(code: string, text: string): string {
    return this.#output.isTTY ? `\u001b[${code}m${text}\u001b[0m` : text;
  }

  #show(text: string): void {
    this.#output.write(`\r\u001b[2K${fitted(text, this.#output.columns)}`);
    this.#isBarShown = true;
  }

  #clear(): void {
    if (this.#isBarShown) this.#output.write('\r\u001b[2K');
    this.#isBarShown = false;
  }
}

/** Cut to the width of the terminal, colours not counted, so that a bar never wraps. */
function fitted(text: string, columns: number): string {
  // oxlint-disable-next-line no-control-regex -- colours are control characters
  const plain = text.replace(/\u001b\[\d+m/g, '');
  return plain.length < columns ? text : `${plain.slice(0, Math.max(0, columns - 2))}…`;
}

/** 12345 as 12,345. */
export function thousands(count: number): string {
  return count.toLocaleString('en-GB');
}

/** `1 contact`, `1,131 payments`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${thousands(count)} ${count === 1 ? one : many}`;
}
