import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { BrowserRouter } from 'react-router-dom';
import { toProblem } from '@/api/problem';
import { watchSession } from '@/api/session';
import { ErrorBoundary } from '@/components/ErrorBoundary';

const RETRIES = 2;

function makeClient(): QueryClient {
  const client = new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        // An answer that says what is wrong will say so again; only an unreachable or stumbling server is asked twice.
        retry: (failures, error) => {
          const { status } = toProblem(error);
          return failures < RETRIES && (status === 0 || status >= 502);
        },
      },
    },
  });
  watchSession(client);
  return client;
}

export function Providers({ children }: { children: ReactNode }) {
  const [client] = useState(makeClient);
  return (
    <QueryClientProvider client={client}>
      <BrowserRouter>
        <ErrorBoundary>{children}</ErrorBoundary>
      </BrowserRouter>
    </QueryClientProvider>
  );
}
