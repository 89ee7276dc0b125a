/** An emulator in a process of its own, with a journal: it can be killed and comes back as it was. */
import { Program } from './program.ts';

export class EmulatorProgram {
  readonly #folder: string;
  #program: Program;
  /** Stays the same over restarts. */
  readonly url: string;

  private constructor(folder: string, program: Program, url: string) {
    this.#folder = folder;
    this.#program = program;
    this.url = url;
  }

  static async start(folder: string): Promise<EmulatorProgram> {
    const program = new Program(['emulate', '--port', '0', '--data', folder], {});
    const url = await addressOf(program);
    return new EmulatorProgram(folder, program, url);
  }

  async killAndRestart(pauseMs: number): Promise<void> {
    await this.#program.kill('group');
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    const { port } = new URL(this.url);
    this.#program = new Program(['emulate', '--port', port, '--data', this.#folder], {});
    await addressOf(this.#program);
  }

  stop(): Promise<void> {
    return this.#program.stop();
  }

  kill(): Promise<void> {
    return this.#program.kill('group');
  }
}

async function addressOf(program: Program): Promise<string> {
  const said = await program.waitFor(/emulator on (http:\/\/\S+)/);
  if (said?.[1] === undefined) throw new Error(`the emulator did not start: ${program.errors}`);
  return said[1];
}
