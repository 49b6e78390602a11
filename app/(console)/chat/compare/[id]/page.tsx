import type { Metadata } from 'next';
import { ComparisonPage } from '@/components/chat/compare/comparison-page.tsx';
import { Prefetched, prefetchSubject } from '../../../../prefetch.tsx';

type Props = { params: Promise<{ id: string }> };

const read = (id: string) => prefetchSubject((trpc) => trpc.comparisons.get.queryOptions({ id }));

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const comparison = await read((await params).id);
  return { title: comparison ? `${comparison.title} · Compare` : 'Compare' };
}

export default async function Page({ params }: Props) {
  const { id } = await params;
  await read(id);
  return (
    <Prefetched>
      <ComparisonPage id={id} />
    </Prefetched>
  );
}
