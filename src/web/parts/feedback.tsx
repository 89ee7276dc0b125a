/** Loading, empty and failed: each says what is going on and what to do. */
import { useQueryClient } from '@tanstack/react-query';
import { RotateCcw, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { ApiError } from '../../api/client.ts';
import { refreshAll } from '../data.ts';
import { Button } from './button.tsx';

/** Grey bars where content is coming. */
export function Loading(props: { lines?: number; label: string }) {
  const bars = Array.from({ length: props.lines ?? 3 }, (_, index) => index);
  return (
    <output aria-label={props.label} className="block space-y-3 p-5">
      {bars.map((bar) => (
        <div
          key={bar}
          className="h-4 animate-pulse rounded bg-line"
          style={{ width: `${[92, 74, 83, 61][bar % 4]}%` }}
        />
      ))}
    </output>
  );
}

export function Empty(props: { icon: ReactNode; title: string; children?: ReactNode }) {
  return (
    <div className="flex flex-col items-center gap-2 px-6 py-9 text-center">
      <div aria-hidden className="text-soft [&>svg]:size-7 [&>svg]:stroke-[1.5]">
        {props.icon}
      </div>
      <p className="font-medium">{props.title}</p>
      <div className="max-w-md text-soft">{props.children}</div>
    </div>
  );
}

function remedyOf(error: unknown): string {
  if (!(error instanceof ApiError))
    return 'Load the page again; if it stays, tell whoever runs Tieout.';
  if (error.status === 0) return 'Start it again with npm start; this page goes on by itself.';
  if (error.status === 401 || error.status === 403) {
    return 'Until people can sign in, the pages are for the machine that Tieout runs on.';
  }
  return 'Try again in a moment.';
}

export function Failed(props: { error: unknown; what: string }) {
  const queries = useQueryClient();
  const said =
    props.error instanceof ApiError ? props.error.message : 'Something broke on this page.';
  return (
    <div role="alert" className="flex flex-col items-center gap-2 px-6 py-12 text-center">
      <TriangleAlert aria-hidden className="size-7 stroke-[1.5] text-bad" />
      <p className="font-medium">{props.what}</p>
      <p className="max-w-md text-soft">
        {said} {remedyOf(props.error)}
      </p>
      <Button onClick={() => void refreshAll(queries)}>
        <RotateCcw aria-hidden className="size-3.5" /> Try again
      </Button>
    </div>
  );
}

/** What the router shows when a page breaks. */
export function FailedPage(props: { error: unknown }) {
  return (
    <div className="mx-auto max-w-2xl p-8">
      <Failed error={props.error} what="This page could not be shown." />
    </div>
  );
}
