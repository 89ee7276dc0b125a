/** The list of keyboard shortcuts. */
import { X } from 'lucide-react';
import { Dialog } from 'radix-ui';

const shortcuts = [
  ['g o', 'Overview'],
  ['g i', 'Invoices'],
  ['/', 'Search invoices'],
  ['j', 'Next invoice'],
  ['k', 'Invoice before'],
  ['Enter', 'Open the invoice'],
  ['Esc', 'Leave the search, or go back to the list'],
  ['?', 'This list'],
] as const;

export function ShortcutHelp(props: { isOpen: boolean; onOpenChange: (isOpen: boolean) => void }) {
  return (
    <Dialog.Root open={props.isOpen} onOpenChange={props.onOpenChange}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 bg-black/40" />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed top-1/2 left-1/2 w-80 max-w-[calc(100vw-2rem)] -translate-1/2 rounded-xl border border-line bg-raised p-5 shadow-float"
        >
          <div className="mb-3 flex items-center justify-between">
            <Dialog.Title className="font-semibold">Keyboard shortcuts</Dialog.Title>
            <Dialog.Close aria-label="Close" className="rounded p-1 text-soft hover:bg-hover">
              <X aria-hidden className="size-4" />
            </Dialog.Close>
          </div>
          <dl className="grid grid-cols-[auto_1fr] items-center gap-x-4 gap-y-2">
            {shortcuts.map(([keys, meaning]) => (
              <div key={keys} className="contents">
                <dt className="flex gap-1">
                  {keys.split(' ').map((key) => (
                    <kbd
                      key={key}
                      className="min-w-6 rounded border border-line bg-hover px-1.5 text-center font-sans text-xs leading-5"
                    >
                      {key}
                    </kbd>
                  ))}
                </dt>
                <dd className="text-soft">{meaning}</dd>
              </div>
            ))}
          </dl>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
