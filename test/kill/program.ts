/**
 * Tieout as a process of its own: started as a user starts it, in a process group that can be killed
 * whole, its output kept. Nothing of its inside is used.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export type Environment = Readonly<Record<string, string>>;

const root = join(import.meta.dirname, '../..');
const program = join(root, 'src/app/main.ts');

export interface Ended {
  /** Undefined when a signal ended it. */
  readonly code: number | undefined;
}

export class Program {
  readonly #child: ChildProcess;
  readonly #waiting: (() => void)[] = [];
  #output = '';
  #errors = '';
  readonly ended: Promise<Ended>;
  hasEnded = false;

  constructor(args: readonly string[], environment: Environment) {
    this.#child = spawn(process.execPath, [program, ...args], {
      cwd: root,
      detached: true,
      env: { PATH: process.env['PATH'], ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.#output += text;
      for (const look of this.#waiting) look();
    });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.#errors += text));
    this.ended = new Promise((resolve, reject) => {
      this.#child.once('error', reject);
      // `exit`, not `close`: what it started may hold its output open for a while.
      this.#child.once('exit', (code) => {
        this.hasEnded = true;
        for (const look of this.#waiting) look();
        resolve({ code: code ?? undefined });
      });
    });
  }

  get output(): string {
    return this.#output;
  }

  get errors(): string {
    return this.#errors;
  }

  /** What matches in its output, once it does; undefined when it ended without. */
  waitFor(pattern: RegExp): Promise<RegExpExecArray | undefined> {
    return new Promise((resolve) => {
      const look = (): void => {
        const match = pattern.exec(this.#output);
        if (match || this.hasEnded) resolve(match ?? undefined);
      };
      this.#waiting.push(look);
      look();
    });
  }

  /** Kill -9: the process alone, which leaves its database server to notice, or the whole group. */
  async kill(what: 'process' | 'group'): Promise<void> {
    const { pid } = this.#child;
    if (pid === undefined || this.hasEnded) return;
    try {
      process.kill(what === 'group' ? -pid : pid, 'SIGKILL');
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
    }
    await this.ended;
  }

  /** Asks it to end, and waits. */
  async stop(): Promise<void> {
    if (!this.hasEnded) this.#child.kill('SIGTERM');
    await this.ended;
  }
}

/** The command lines of processes that name `folder`: what a killed program left behind. Linux only. */
export function processesOf(folder: string): string[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
        return line.includes(folder) ? [`${pid} ${line}`] : [];
      } catch {
        // Gone while we looked.
        return [];
      }
    });
}
