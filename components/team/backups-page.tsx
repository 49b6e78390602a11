'use client';

import { useQuery } from '@tanstack/react-query';
import { formatFileSize, formatDay, formatDuration, formatTime, zoneName } from '@/shared/domain/format.ts';
import { useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { CopyBlock } from '../ui/copy-block.tsx';
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
      <SettingsHeader facts={`times in ${zoneName(zone, nowMs)}`} />
      <main id="main" className="page-body flex max-w-[60rem] flex-col gap-6">
        <section aria-labelledby="by-itself">
          <h2 id="by-itself" className="border-b border-border-strong pb-2">
            By itself
          </h2>
          {backups.isPending && <SkeletonRows label="Loading the backups" />}
          {backups.error && <ErrorNote error={backups.error} onRetry={() => void backups.refetch()} />}
          {backups.data && <ByItself backups={backups.data} timeZone={zone} nowMs={nowMs} />}
        </section>
        <section aria-labelledby="by-hand">
          <h2 id="by-hand" className="border-b border-border-strong pb-2">
            By hand, on the portal’s computer
          </h2>
          <p className="py-2 text-sm text-text-2">
            The first makes one now, the second puts one back, here or on another computer. A backup holds
            everything of the lab: have one on another disk, and keep it as you keep a password.
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

function ByItself({ backups, ...when }: { backups: BackupsView } & InZone) {
  const { rows, folder } = backups;
  return (
    <>
      <Rule backups={backups} {...when} />
      {rows.length === 0 && <p className="text-sm text-muted">None was made by itself yet.</p>}
      {rows.length > 0 && (
        <ol aria-label="Backups">
          {rows.map((it) => (
            <Row key={it.at + it.file} backup={it} folder={folder} {...when} />
          ))}
        </ol>
      )}
    </>
  );
}

function Rule({ backups: { hour, folder, keep, nextAt }, ...when }: { backups: BackupsView } & InZone) {
  if (hour === null || nextAt === null) {
    return (
      <p className="py-2 text-sm text-text-2">
        <Tag tone="warning">Off</Tag> This portal makes none by itself. <code>ESPALIER_BACKUP_HOUR</code>{' '}
        names the hour of the day for it.
      </p>
    );
  }
  return (
    <p className="py-2 text-sm text-text-2">
      The next is due {momentOf(nextAt, when)}, into <code className="break-all">{folder}</code>. The newest{' '}
      {keep} stay, and one of each month for a year.
    </p>
  );
}

type RowProps = { backup: BackupsView['rows'][number]; folder: string } & InZone;

function Row({ backup, folder, ...when }: RowProps) {
  const { at, file, bytes, tookMs, failure } = backup;
  // Of the folder that is named above, the name alone.
  const name = file.startsWith(`${folder}/`) ? file.slice(folder.length + 1) : file;
  return (
    <li className="grid gap-x-4 border-t border-border py-2 text-sm first:border-t-0 tablet:grid-cols-[11rem_minmax(0,1fr)_9rem]">
      <time dateTime={at} className="text-muted">
        {momentOf(at, when)}
      </time>
      {failure === null ? (
        <>
          <span className="min-w-0 break-all">
            <Written text={name} />
          </span>
          <span className="text-text-2 tablet:text-right">
            {[bytes !== null && formatFileSize(bytes), tookMs !== null && `in ${formatDuration(tookMs)}`]
              .filter(Boolean)
              .join(', ')}
          </span>
        </>
      ) : (
        <span className="min-w-0 break-words tablet:col-span-2">
          <Tag tone="fault">Failed</Tag> <Written text={failure} />
        </span>
      )}
    </li>
  );
}
