'use client';

import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useSearchParams } from 'next/navigation';
import { formatCount, formatDateTime, formatPercent, zoneName } from '@/shared/domain/format.ts';
import { BYTE_ORDER_MARK, csvLine } from '@/shared/domain/csv/csv-line.ts';
import { PageHeader, type PageAction } from '../../layout/page-header.tsx';
import { useCan, useZone } from '../../providers/me.tsx';
import { useNow } from '../../providers/now.tsx';
import { useTRPC } from '../../providers/trpc.tsx';
import { byCursor } from '../../ui/by-cursor.ts';
import { download } from '../../ui/download.ts';
import { ErrorNote } from '../../ui/error-note.tsx';
import '../../ui/list-table.css';
import { LoadMore } from '../../ui/load-more.tsx';
import { Meter } from '../../ui/meter.tsx';
import { NumberHeads } from '../../ui/number-heads.tsx';
import { ScrollRegion } from '../../ui/scroll-region.tsx';
import { SkeletonRows } from '../../ui/skeleton-rows.tsx';
import { SimulatedTag, Tag } from '../../ui/tag.tsx';
import './compare.css';
import { NewComparison } from './new-comparison.tsx';
import type { RatingRowView, RatingSumView } from './types.ts';

const DAYS = 60;

/** A new comparison, those there are, and which model was found best. */
export function CompareIndex() {
  const trpc = useTRPC();
  const can = useCan();
  const params = useSearchParams();
  const ratings = useQuery({ ...trpc.comparisons.ratings.queryOptions({}), enabled: false });
  const exportAll: PageAction = {
    label: 'Export ratings',
    onSelect: () =>
      void ratings.refetch().then(({ data }) => data && download(ratingsCsv(data), 'ratings.csv')),
  };
  return (
    <>
      <PageHeader
        title="Compare"
        facts="one question, two to four answers side by side"
        actions={can('report:export') ? [exportAll] : []}
        tabs={[
          { href: '/chat', label: 'Chats', current: false },
          { href: '/chat/compare', label: 'Compare', current: true },
        ]}
      />
      <main id="main" className="page-body flex flex-col gap-8">
        {ratings.isError && <ErrorNote error={ratings.error} />}
        {can('chat:write') && <NewComparison again={params.get('again')} />}
        <Comparisons />
        <Sums />
      </main>
    </>
  );
}

function Comparisons() {
  const trpc = useTRPC();
  const zone = useZone();
  const nowMs = useNow(60_000);
  const query = useInfiniteQuery(trpc.comparisons.list.infiniteQueryOptions({}, byCursor));
  const rows = query.data?.pages.flatMap((it) => it.rows) ?? [];
  return (
    <section aria-labelledby="comparisons">
      <h2 id="comparisons" className="pb-2">
        Comparisons <small className="font-regular text-muted">times in {zoneName(zone, nowMs)}</small>
      </h2>
      {query.isPending && <SkeletonRows label="Loading the comparisons" />}
      {query.isError && <ErrorNote error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && rows.length === 0 && (
        <p className="text-text-2">
          None yet. What you compare stands here; others see it when you let the lab rate it.
        </p>
      )}
      <ul>
        {rows.map((it) => (
          <li key={it.id} className="border-t border-border py-2">
            <Link
              prefetch={false}
              href={`/chat/compare/${it.id}`}
              className="font-strong [overflow-wrap:anywhere] hover:underline"
            >
              <bdi>{it.title}</bdi>
            </Link>{' '}
            {it.isBlind && it.rated < it.answers && <Tag tone="neutral">blind</Tag>}
            <small className="block text-muted">
              {it.mine ? 'you' : it.owner.name}, {formatDateTime(it.createdAt, zone, nowMs)} · {it.answers}{' '}
              answers, {it.rated === 0 ? 'not rated by you' : `${it.rated} rated by you`}
              {it.mine && it.shared && ' · shared with the lab'}
            </small>
          </li>
        ))}
      </ul>
      <LoadMore query={query} label="Earlier comparisons" />
    </section>
  );
}

function Sums() {
  const trpc = useTRPC();
  const query = useQuery(trpc.comparisons.sums.queryOptions({ days: DAYS }));
  if (query.isPending) return <SkeletonRows label="Loading the ratings" count={3} />;
  if (query.isError) return <ErrorNote error={query.error} onRetry={() => void query.refetch()} />;
  const rated = query.data.reduce((sum, it) => sum + it.rated, 0);
  const blind = query.data.reduce((sum, it) => sum + it.blind, 0);
  if (rated === 0) return null;
  return (
    <section aria-labelledby="best">
      <h2 id="best" className="pb-2">
        Best of its comparisons{' '}
        <small className="font-regular text-muted">
          this lab, {DAYS} days, {formatCount(rated)} ratings; names hidden in {formatCount(blind)} of them
        </small>
      </h2>
      <ScrollRegion label="Best of its comparisons" className="max-w-[44rem]">
        <table className="list-table">
          <thead>
            <tr>
              <th scope="col">Model</th>
              <NumberHeads of={['Rated', 'Best', 'Weak']} />
              <th scope="col">Best of rated</th>
            </tr>
          </thead>
          <tbody>
            {query.data.map((it) => (
              <Sum key={`${it.modelTitle} ${it.simulated}`} sum={it} />
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </section>
  );
}

function Sum({ sum: { modelTitle, simulated, rated, best, weak } }: { sum: RatingSumView }) {
  return (
    <tr>
      <th scope="row">
        {modelTitle} {simulated && <SimulatedTag />}
      </th>
      <td className="number">{formatCount(rated)}</td>
      <td className="number">{formatCount(best)}</td>
      <td className="number">{formatCount(weak)}</td>
      <td>
        <span className="grid min-w-32 grid-cols-[1fr_auto] items-center gap-3">
          <Meter ratio={best / rated} />
          {formatPercent(best / rated)}
        </span>
      </td>
    </tr>
  );
}

function ratingsCsv(rows: readonly RatingRowView[]): string {
  const head = csvLine([
    'Comparison',
    'Question',
    'Model',
    'Simulated',
    'Verdict',
    'Reasons',
    'Words',
    'By',
    'Names hidden',
    'Rated at (UTC)',
    'Tokens',
    'Took (ms)',
    'Energy (J)',
  ]);
  const lines = rows.map((it) =>
    csvLine([
      it.comparison,
      it.prompt,
      it.modelTitle,
      it.simulated,
      it.verdict,
      it.reasons.join('; '),
      it.note,
      it.by,
      it.wasBlind,
      it.ratedAt,
      it.completionTokens,
      it.tookMs,
      it.energyJoules,
    ]),
  );
  return BYTE_ORDER_MARK + head + lines.join('');
}
