/** Mounts the pages: theme, query client, router, live events. */
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { Tooltip } from 'radix-ui';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { ApiError } from '../api/client.ts';
import { must } from '../base/assert.ts';
import { keptKey } from './kept.ts';
import { createPages } from './routes.tsx';
import './styles.css';
import { applyTheme, storedTheme } from './theme.ts';

applyTheme(storedTheme());

const triesMax = 2;
const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      // What the server refused will be refused again; what did not answer may answer.
      retry: (failures, error) =>
        failures < triesMax &&
        !(error instanceof ApiError && error.status >= 400 && error.status < 500),
    },
  },
});

queries.setQueryDefaults([keptKey], { gcTime: Infinity });

createRoot(must(document.getElementById('root'), 'the root element')).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <Tooltip.Provider delayDuration={150}>
        <RouterProvider router={createPages(queries)} />
      </Tooltip.Provider>
    </QueryClientProvider>
  </StrictMode>,
);
