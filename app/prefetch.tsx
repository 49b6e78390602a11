import { dehydrate, type FetchQueryOptions, HydrationBoundary, QueryClient } from '@tanstack/react-query';
import { createTRPCOptionsProxy } from '@trpc/tanstack-react-query';
import { headers } from 'next/headers';
import { notFound } from 'next/navigation';
import { cache, type ReactNode } from 'react';
import { serverSide } from '@/server/trpc/rsc.ts';

/**
 * Queries of one page rendering, answered by the portal in this process. Prefetch what the page shows first
 * (`await queryClient.prefetchQuery(trpc.machines.list.queryOptions())`), then wrap its client in `<Prefetched>`.
 * A query that fails here is asked again by the browser, which also shows the error.
 */
export const serverQueries = cache(async () => {
  const { router, ctx } = await serverSide();
  const queryClient = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  return { queryClient, trpc: createTRPCOptionsProxy({ router, ctx, queryClient }) };
});

/**
 * Whether a browser loads this page anew. One that has the console open asks its queries itself, and knows most of
 * the answers: for it a destination is rendered without data, and what was rendered is never out of date.
 */
export const isDocument = cache(
  async (): Promise<boolean> => (await headers()).get('accept')?.includes('text/html') ?? false,
);

// Over HTTP instants are strings; what is rendered on the server must look the same.
const asOnTheWire = (data: unknown): unknown => JSON.parse(JSON.stringify(data));

export async function Prefetched({ children }: { children: ReactNode }) {
  const { queryClient } = await serverQueries();
  const state = dehydrate(queryClient, { serializeData: asOnTheWire });
  return <HydrationBoundary state={state}>{children}</HydrationBoundary>;
}

// An address with a slip in it is one of nothing too.
const OF_NOTHING = new Set(['NOT_FOUND', 'BAD_REQUEST']);

type Queries = Awaited<ReturnType<typeof serverQueries>>['trpc'];

/** What a page is about, prefetched; null when it could not be read just now. What isn't there shows the page for that. */
export async function prefetchSubject<T, E, Key extends readonly unknown[]>(
  queryOf: (trpc: Queries) => FetchQueryOptions<T, E, T, Key>,
): Promise<T | null> {
  const { queryClient, trpc } = await serverQueries();
  const query = queryOf(trpc);
  await queryClient.prefetchQuery(query);
  const { data, error } = queryClient.getQueryState<T, { code?: string }>(query.queryKey)!;
  if (error?.code && OF_NOTHING.has(error.code)) notFound();
  return data ?? null;
}
