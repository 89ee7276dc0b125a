/** Buttons: one primary action a page, the others quiet. */
import type { ButtonHTMLAttributes } from 'react';

const looks = {
  primary: 'bg-accent text-accent-ink hover:brightness-110 border-transparent',
  quiet: 'bg-surface text-ink border-line hover:bg-hover',
} as const;

export function Button(
  props: ButtonHTMLAttributes<HTMLButtonElement> & { look?: keyof typeof looks },
) {
  const { look = 'quiet', className = '', ...rest } = props;
  return (
    <button
      type="button"
      {...rest}
      className={`inline-flex h-8 shrink-0 items-center justify-center gap-1.5 rounded-md border px-3 font-medium whitespace-nowrap transition-colors disabled:cursor-default disabled:opacity-60 ${looks[look]} ${className}`}
    />
  );
}
