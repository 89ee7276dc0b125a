/**
 * Whether those who started us are still there. npm runs a script through a shell, and a signal
 * sent to npm ends that shell without reaching us: a stopped "npm start" would leave its program
 * behind. So under npm our parents are watched, and their end is taken as the request it was.
 */
import { readFileSync } from 'node:fs';

const lookEveryMs = 500;

/**
 * Calls `onGone` once if the parents end. Does nothing outside npm, where a program may well be
 * meant to outlive the shell that started it.
 * @param {() => void} onGone
 * @returns {() => void} stops watching
 */
export function watchStarter(onGone) {
  if (process.env.npm_lifecycle_event === undefined) return () => {};
  const parent = process.ppid;
  const grandparent = parentOf(parent);
  const timer = setInterval(() => {
    if (process.ppid === parent && parentOf(parent) === grandparent) return;
    clearInterval(timer);
    onGone();
  }, lookEveryMs);
  timer.unref();
  return () => clearInterval(timer);
}

/** The parent of another process, where the system says it in a file; else undefined. */
function parentOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1];
  } catch {
    return undefined;
  }
}
