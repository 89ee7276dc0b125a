/** The title of the browser's tab, which also tells screen readers where they are. */
import { useEffect } from 'react';

export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Tieout`;
  }, [title]);
}
