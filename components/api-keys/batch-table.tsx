'use client';

import { formatCount, formatMoment } from '@/shared/domain/format.ts';
import { useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { Button } from '../ui/button.tsx';
import '../ui/list-table.css';
import { Meter } from '../ui/meter.tsx';
import { ScrollRegion } from '../ui/scroll-region.tsx';
import { Tag, type TagTone } from '../ui/tag.tsx';
import { Written } from '../ui/written.tsx';
import type { BatchView } from './types.ts';

type Props = {
  batches: readonly BatchView[];
  whose: 'mine' | 'lab';
  onCancel: (batch: BatchView) => void;
};

export function BatchTable({ batches, ...props }: Props) {
  return (
    <ScrollRegion label="Batches" className="relative overflow-x-auto">
      <table className="list-table">
        <caption className="sr-only">Batches, newest first</caption>
        <thead>
          <tr>
            <th scope="col">File</th>
            <th scope="col" className="max-tablet:hidden">
              Key
            </th>
            <th scope="col" className="w-[17%]">
              Answered
            </th>
            <th scope="col">State</th>
            <th scope="col" className="max-tablet:hidden">
              Begun
            </th>
          </tr>
        </thead>
        <tbody>
          {batches.map((it) => (
            <Row key={it.id} batch={it} {...props} />
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}

const sub = 'block text-xs text-muted';

function Row({ batch, whose, onCancel }: Omit<Props, 'batches'> & { batch: BatchView }) {
  const { key, done, total, failed } = batch;
  return (
    <tr>
      <th scope="row" className="min-w-[7rem]">
        <b className="font-strong [overflow-wrap:anywhere]">
          <Written text={batch.fileName} />
        </b>
        <span className={`${sub} tablet:hidden`}>
          <Written text={key.name} />
        </span>
        {whose === 'lab' && (
          <span className={sub}>
            <Written text={batch.personName} />
          </span>
        )}
      </th>
      <td className="max-tablet:hidden">
        <Written text={key.name} />
        <span className={`${sub} font-mono`}>{key.prefix}…</span>
      </td>
      <td>
        <span className="whitespace-nowrap">
          {formatCount(done)} <span className="text-muted">of {formatCount(total)}</span>
        </span>
        <Meter ratio={done / total} tone="mine" />
        {failed > 0 && (
          <span className="block text-xs text-maintenance-text">{formatCount(failed)} failed</span>
        )}
      </td>
      <td className="min-w-[10rem]">
        <State batch={batch} />
        <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <FileLink id={batch.outputFileId} label="Result" of={batch.fileName} />
          <FileLink id={batch.errorFileId} label="Errors" of={batch.fileName} />
          {batch.state === 'in_progress' && (
            <Button
              small
              look="quiet"
              aria-label={`Cancel ${batch.fileName}`}
              className="-ml-2"
              onClick={() => onCancel(batch)}
            >
              Cancel…
            </Button>
          )}
        </span>
      </td>
      <TimeCell batch={batch} />
    </tr>
  );
}

const STATES: Record<BatchView['state'], { words: string; tone: TagTone }> = {
  in_progress: { words: 'goes on', tone: 'mine' },
  completed: { words: 'done', tone: 'ready' },
  failed: { words: 'ended early', tone: 'fault' },
  expired: { words: 'time over', tone: 'warning' },
  cancelled: { words: 'cancelled', tone: 'neutral' },
};

function State({ batch: { state, reason } }: { batch: BatchView }) {
  const isWaiting = state === 'in_progress' && reason !== null;
  const { words, tone } = isWaiting ? { words: 'waits', tone: 'warning' as const } : STATES[state];
  return (
    <>
      <Tag tone={tone}>{words}</Tag>
      {reason && <span className={`${sub} max-w-[28rem] [overflow-wrap:anywhere]`}>{reason}</span>}
    </>
  );
}

function TimeCell({ batch: { createdAt, expiresAt, endedAt } }: { batch: BatchView }) {
  const zone = useZone();
  const nowMs = useNow(60_000);
  const moment = (at: string): string => formatMoment(at, zone, nowMs);
  return (
    <td className="whitespace-nowrap max-tablet:hidden">
      {moment(createdAt)}
      <span className={sub}>{endedAt ? `ended ${moment(endedAt)}` : `until ${moment(expiresAt)}`}</span>
    </td>
  );
}

function FileLink({ id, label, of }: { id: string | null; label: string; of: string }) {
  if (id === null) return null;
  return (
    <a
      className="text-sm underline underline-offset-2"
      href={`/api/batches/file?id=${encodeURIComponent(id)}`}
      aria-label={`Download the ${label.toLowerCase()} of ${of}`}
      download
    >
      {label}
    </a>
  );
}
