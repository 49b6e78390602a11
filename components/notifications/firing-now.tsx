'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useTRPC } from '../providers/trpc.tsx';
import { byCursor } from '../ui/by-cursor.ts';
import { AlertRow } from './alert-row.tsx';
import { useSilence } from './use-silence.tsx';

const SHOWN = 5;

/** What needs a look at this moment, before what one was told; nothing where all is well. */
export function FiringNow() {
  const trpc = useTRPC();
  const { ask, dialog } = useSilence();
  const { data } = useInfiniteQuery(trpc.alerts.list.infiniteQueryOptions({ which: 'firing' }, byCursor));
  const [page] = data?.pages ?? [];
  if (!page || page.rows.length === 0) return null;
  const more = page.rows.length > SHOWN || page.nextCursor !== null;
  return (
    <section aria-labelledby="firing-now" className="pb-6">
      <h2 id="firing-now" className="border-b border-border-strong pb-1.5 text-sm">
        Needs a look now
      </h2>
      <ul>
        {page.rows.slice(0, SHOWN).map((it) => (
          <AlertRow key={it.id} alert={it} onSilence={ask} />
        ))}
      </ul>
      {more && (
        <p className="pt-2 text-sm">
          <Link className="link" href="/inbox/alerts" prefetch={false}>
            All that fires
          </Link>
        </p>
      )}
      {dialog}
    </section>
  );
}
