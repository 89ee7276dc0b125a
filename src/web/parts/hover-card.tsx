/** A tooltip that opens on hover and on focus. */
import { Tooltip } from 'radix-ui';
import type { ReactNode } from 'react';

export function HoverCard(props: { children: ReactNode; content: ReactNode }) {
  return (
    <Tooltip.Root>
      <Tooltip.Trigger asChild>{props.children}</Tooltip.Trigger>
      <Tooltip.Portal>
        <Tooltip.Content
          sideOffset={6}
          collisionPadding={12}
          className="z-40 max-w-80 rounded-lg border border-line bg-raised px-3 py-2 text-[13px] leading-5 shadow-float"
        >
          {props.content}
        </Tooltip.Content>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}
