import type { Metadata } from 'next';
import { fitInputOf, questionOf } from '@/components/planning/question.ts';
import { isDocument, Prefetched, serverQueries } from '../../../prefetch.tsx';
import { Client } from './client.tsx';

export const metadata: Metadata = { title: 'What fits' };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function Page({ searchParams }: Props) {
  if (await isDocument()) {
    const params = await searchParams;
    const question = questionOf({ get: (name) => [params[name]].flat()[0] ?? null });
    const { queryClient, trpc } = await serverQueries();
    await Promise.all([
      queryClient.prefetchQuery(trpc.planning.fit.queryOptions(fitInputOf(question))),
      queryClient.prefetchQuery(trpc.planning.models.queryOptions({ limit: 500 })),
      queryClient.prefetchQuery(trpc.machines.list.queryOptions()),
    ]);
  }
  return (
    <Prefetched>
      <Client />
    </Prefetched>
  );
}
