/** Whether the screen is wide enough for columns; follows the window as it changes. */
import { useSyncExternalStore } from 'react';

const wide = '(min-width: 48rem)';

export function useIsWide(): boolean {
  return useSyncExternalStore(
    (onChange) => {
      const media = window.matchMedia(wide);
      media.addEventListener('change', onChange);
      return () => media.removeEventListener('change', onChange);
    },
    () => window.matchMedia(wide).matches,
  );
}
