'use client';

import { useQuery } from '@tanstack/react-query';
import { formatFileSize, formatDay, formatDuration, formatTime, zoneName } from '@/shared/domain/format.ts';
import { useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { CopyBlock } from '../ui/copy-block.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { Tag } from '../ui/tag.tsx';
import { Written } from '../ui/written.tsx';
import { SettingsHeader } from './settings-header.tsx';
import type { BackupsView } from './types.ts';

/** When the lab's backups were made and when the next one is; made and restored on the portal's own computer. */
export function BackupsPage() {
  const trpc = useTRPC();
  const zone = useZone();
  const nowMs = useNow(60_000);
  const backups = useQuery(trpc.backups.read.queryOptions({}));
  return (
    <>
      <SettingsHeader facts={`newest first · times in ${zoneName(zone, nowMs)}`} />
      <main id="main" className="page-body flex max-w-[60rem] flex-col gap-6">
        {backups.isPending && <SkeletonRows label="Loading the backups" />}
        {backups.error && <ErrorNote error={backups.error} onRetry={() => void backups.refetch()} />}
        {backups.data && <Rule backups={backups.data} timeZone={zone} nowMs={nowMs} />}
        {backups.data?.rows.length === 0 && (
          <EmptyState title="None made by itself yet">
            On the portal’s computer <code>npm run backup</code> makes one now.
          </EmptyState>
        )}
        {backups.data && backups.data.rows.length > 0 && (
          <ol aria-label="Backups">
            {backups.data.rows.map((it) => (
              <Row key={it.at + it.file} backup={it} timeZone={zone} nowMs={nowMs} />
            ))}
          </ol>
        )}
        <section aria-label="By hand">
          <h2 className="pb-1.5">On the portal’s computer</h2>
          <p className="pb-2 text-sm text-muted">
            To make one now, and to put one back on this computer or another. Keep one on another disk: it
            holds everything of the lab, so keep it as you keep a password.
          </p>
          <CopyBlock label="Commands" text={'npm run backup\nnpm run restore -- <file>'} />
        </section>
      </main>
    </>
  );
}

type InZone = { timeZone: string; nowMs: number };
const momentOf = (at: string, { timeZone, nowMs }: InZone): string =>
  `${formatDay(at, timeZone, nowMs)}, ${formatTime(at, timeZone)}`;

function Rule({ backups: { hour, folder, keep, nextAt }, ...when }: { backups: BackupsView } & InZone) {
  if (hour === null || nextAt === null) {
    return (
      <p>
        <Tag tone="warning">Off</Tag> This portal makes none by itself. ESPALIER_BACKUP_HOUR names the hour of
        the day for it.
      </p>
    );
  }
  return (
    <p>
      The next is due {momentOf(nextAt, when)}, into <code className="break-all">{folder}</code> on the
      portal’s computer. The newest {keep} are kept, and one of each month for a year.
    </p>
  );
}

function Row({ backup, ...when }: { backup: BackupsView['rows'][number] } & InZone) {
  const { at, file, bytes, tookMs, failure } = backup;
  return (
    <li className="flex flex-col gap-1 border-t border-border py-2 text-sm tablet:flex-row tablet:gap-4">
      <time dateTime={at} className="shrink-0 text-muted tablet:w-44">
        {momentOf(at, when)}
      </time>
      {failure === null ? (
        <span className="min-w-0 break-all">
          <Written text={file} />
          {bytes !== null && ` · ${formatFileSize(bytes)}`}
          {tookMs !== null && ` · in ${formatDuration(tookMs)}`}
        </span>
      ) : (
        <span className="min-w-0 break-words">
          <Tag tone="fault">Failed</Tag> <Written text={failure} />
        </span>
      )}
    </li>
  );
}
