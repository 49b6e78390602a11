'use client';

import { useQuery } from '@tanstack/react-query';
import { formatDateTime } from '@/shared/domain/format.ts';
import { useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';

/** Whether the lab's mail gets out. */
export function MailServer() {
  const trpc = useTRPC();
  const zone = useZone();
  const nowMs = useNow(60_000);
  const { data, error, isPending, refetch } = useQuery(trpc.notifications.mail.queryOptions());
  return (
    <section aria-labelledby="mail-server">
      <h2 id="mail-server" className="border-b border-border-strong pb-2">
        Mail server
      </h2>
      {isPending && <SkeletonRows label="Loading the mail server" count={2} />}
      {error && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {data && (
        <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-6 gap-y-1.5 pt-2 text-sm [&_dd]:[overflow-wrap:anywhere] [&_dt]:text-muted">
          <dt>Server</dt>
          <dd>
            {data.server ??
              'none is set up: who runs the portal sets ESPALIER_SMTP_URL and ESPALIER_MAIL_FROM'}
          </dd>
          {data.from && (
            <>
              <dt>From</dt>
              <dd>{data.from}</dd>
            </>
          )}
          <dt>Last 7 days</dt>
          <dd>
            {data.waiting} waiting, {data.failed} not sent, last sent{' '}
            {data.lastSentAt ? formatDateTime(data.lastSentAt, zone, nowMs) : 'never'}
          </dd>
          {data.lastAnswer && (
            <>
              <dt>Last trouble</dt>
              <dd>{data.lastAnswer}</dd>
            </>
          )}
        </dl>
      )}
    </section>
  );
}
