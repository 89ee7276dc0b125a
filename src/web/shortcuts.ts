/**
 * Keyboard shortcuts: single keys and two-key sequences (`g i`). Nothing happens while somebody types
 * in a field or holds a modifier, so that the browser's own shortcuts stay what they are.
 */
import { useEffect, useRef } from 'react';

export type Shortcuts = Readonly<Record<string, () => void>>;

const sequenceMs = 900;

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName);
}

/** Calls a shortcut's action when its keys are pressed, for as long as the component is mounted. */
export function useShortcuts(shortcuts: Shortcuts): void {
  const latest = useRef(shortcuts);
  useEffect(() => {
    latest.current = shortcuts;
  });
  useEffect(() => {
    let before = { key: '', at: 0 };
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      const isSequence = event.timeStamp - before.at < sequenceMs;
      const sequence = isSequence ? latest.current[`${before.key} ${event.key}`] : undefined;
      before = { key: event.key, at: event.timeStamp };
      const action = sequence ?? latest.current[event.key];
      if (!action) return;
      event.preventDefault();
      action();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}
