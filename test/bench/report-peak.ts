/**
 * Loaded before a program (NODE_OPTIONS=--import=…): when src/app/main.ts ends, its peak of resident
 * memory is written, in bytes, into the file that BENCH_PEAK_FILE names. The program knows nothing of
 * it, and the launcher, which the option reaches as well, is left alone.
 */
import { writeFileSync } from 'node:fs';

const path = process.env['BENCH_PEAK_FILE'];
const isProgram = process.argv[1]?.endsWith('main.ts') === true;
process.on('exit', () => {
  // The operating system counts in kilobytes; Node gives the same unit everywhere.
  if (path !== undefined && isProgram) {
    writeFileSync(path, String(process.resourceUsage().maxRSS * 1024));
  }
});
