import type { Metadata } from 'next';
import { isDocument, Prefetched, prefetchSubject, serverQueries } from '../../../prefetch.tsx';
import { Client } from './client.tsx';

type Props = { params: Promise<{ id: string }> };

const read = (id: string) => prefetchSubject((trpc) => trpc.machines.get.queryOptions({ id }));

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const machine = await read((await params).id);
  return { title: machine ? `${machine.name} · Mac` : 'Mac' };
}

export default async function Page({ params }: Props) {
  const { id } = await params;
  await read(id);
  if (await isDocument()) {
    const { queryClient, trpc } = await serverQueries();
    await Promise.all([
      queryClient.prefetchQuery(trpc.register.get.queryOptions({ id })),
      queryClient.prefetchQuery(trpc.asset.hardware.queryOptions({ machineId: id })),
      queryClient.prefetchQuery(trpc.custody.handedOut.queryOptions({})),
    ]);
  }
  return (
    <Prefetched>
      <Client id={id} />
    </Prefetched>
  );
}
