/** A region that scrolls sideways on narrow screens, reachable by keyboard. */
import type { ReactNode } from 'react';

export function ScrollRegion(props: {
  labelledBy: string;
  className?: string;
  children: ReactNode;
}) {
  return (
    <section
      aria-labelledby={props.labelledBy}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- without it, only a mouse could scroll
      tabIndex={0}
      className={`overflow-x-auto ${props.className ?? ''}`}
    >
      {props.children}
    </section>
  );
}
