/** j and k walk the rows of a virtual list: the row's link gets the focus, so Enter opens it. */
import { useNavigate } from '@tanstack/react-router';
import { useRef, type RefObject } from 'react';
import { useShortcuts } from '../../shortcuts.ts';

function rowOf(element: Element | null): number | undefined {
  const index = element?.closest('[data-index]')?.getAttribute('data-index');
  return index === null || index === undefined ? undefined : Number(index);
}

export function useRowKeys(list: {
  count: number;
  scroller: RefObject<HTMLElement | null>;
  scrollTo: (index: number) => void;
}): void {
  const navigate = useNavigate();
  const last = useRef(-1);
  const move = (step: number): void => {
    const from = rowOf(document.activeElement) ?? last.current;
    const index = Math.min(Math.max(from + step, 0), list.count - 1);
    last.current = index;
    list.scrollTo(index);
    // The row may only now be drawn: the frame after next has it.
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        const row = list.scroller.current?.querySelector(`[data-index="${index}"]`);
        row?.querySelector<HTMLElement>('[data-row-link]')?.focus({ preventScroll: true });
      }),
    );
  };
  useShortcuts({
    j: () => move(1),
    k: () => move(-1),
    Escape: () => void navigate({ to: '/invoices', search: {} }),
  });
}
