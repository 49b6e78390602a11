'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useTRPC } from '../providers/trpc.tsx';

/** In how many ways what, and where that is changed. */
export function HowToldAside() {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.notifications.preferences.queryOptions());
  const ways = data ? Object.values(data.ways) : [];
  const countOf = (way: 'app' | 'email' | 'webhook'): string => {
    const count = ways.filter((it) => it[way]).length;
    return count === ways.length ? 'everything' : `${count} of ${ways.length} kinds`;
  };
  return (
    <aside aria-label="How you are told" className="min-w-0">
      <div className="flex items-baseline justify-between border-b border-border-strong pb-1.5">
        <h2 className="text-sm">How you are told</h2>
        <Link href="/settings/notifications" prefetch={false} className="text-sm text-accent underline">
          Change
        </Link>
      </div>
      {data && (
        <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1.5 py-2 text-sm [&_dt]:text-muted">
          <dt>Here</dt>
          <dd>{countOf('app')}</dd>
          <dt>E-mail</dt>
          <dd>{data.hasMailServer ? countOf('email') : 'nothing: the lab has no mail server'}</dd>
          <dt>Webhook</dt>
          <dd>{data.hasWebhook ? countOf('webhook') : 'none'}</dd>
        </dl>
      )}
    </aside>
  );
}
