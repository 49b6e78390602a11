'use client';

import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createTRPCClient, httpBatchLink, httpLink, splitLink } from '@trpc/client';
import { createTRPCContext } from '@trpc/tanstack-react-query';
import { type ReactNode, useState } from 'react';
import { QUERIES_AT_ONCE } from '@/shared/domain/queries-at-once.ts';
import type { AppRouter } from '@/server/trpc/root.ts';
import { errorCode } from '../user-message.ts';
import { confirmLink } from './confirm-link.ts';
import { portalFetch } from './portal-fetch.ts';
import { tellUnseen } from './tell-unseen.ts';

const context = createTRPCContext<AppRouter>();
/** Query and mutation options of every procedure: `useQuery(useTRPC().machines.list.queryOptions())`. */
export const useTRPC = context.useTRPC;
/** For what is asked by hand rather than by a query's options. */
export const useTRPCClient = context.useTRPCClient;

const PORTAL = { url: '/api/trpc', headers: { 'x-lab-client': 'web' }, fetch: portalFetch };
const MAX_TRIES = 3;
const HOPELESS = new Set([
  'UNAUTHORIZED',
  'FORBIDDEN',
  'NOT_FOUND',
  'BAD_REQUEST',
  'PRECONDITION_FAILED',
  'CONFLICT',
]);

function createQueryClient(): QueryClient {
  const mutationCache = new MutationCache();
  tellUnseen(mutationCache);
  return new QueryClient({
    mutationCache,
    // Somebody signed out in another tab, or the sign-in ran out.
    queryCache: new QueryCache({
      onError: (error) => {
        if (errorCode(error) === 'UNAUTHORIZED') goToSignIn();
      },
    }),
    defaultOptions: {
      queries: {
        // Asked at once or not at all: a browser that takes itself for offline may still reach the lab's network,
        // and what waits for a connection is done when nobody expects it any more.
        networkMode: 'always',
        // Hints tell when rows change; this only bounds what a lost hint costs.
        staleTime: 60_000,
        retry: (failures, error) => failures < MAX_TRIES - 1 && !HOPELESS.has(errorCode(error) ?? ''),
      },
      mutations: { retry: false, networkMode: 'always' },
    },
  });
}

export function goToSignIn(): void {
  const { pathname, search } = window.location;
  // A wall says itself that its link has ended: nobody stands at it to sign in.
  if (pathname === '/wall') return;
  window.location.assign(`/sign-in?next=${encodeURIComponent(pathname + search)}`);
}

export function TrpcProvider({ children }: { children: ReactNode }) {
  const [queryClient] = useState(createQueryClient);
  const [trpcClient] = useState(() =>
    createTRPCClient<AppRouter>({
      links: [
        confirmLink,
        // What a person does goes at once; only queries wait a moment for each other.
        splitLink({
          condition: ({ type }) => type === 'mutation',
          true: httpLink(PORTAL),
          false: httpBatchLink({ ...PORTAL, maxURLLength: 4000, maxItems: QUERIES_AT_ONCE }),
        }),
      ],
    }),
  );
  return (
    <QueryClientProvider client={queryClient}>
      <context.TRPCProvider trpcClient={trpcClient} queryClient={queryClient}>
        {children}
      </context.TRPCProvider>
    </QueryClientProvider>
  );
}
