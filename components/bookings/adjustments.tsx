'use client';

import { formatDateTime, formatRange } from '@/shared/domain/format.ts';
import { useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { Tag } from '../ui/tag.tsx';
import type { AdjustmentView } from './types.ts';

/** What was said against a charge and what was answered; both stay. */
export function Adjustments({ adjustments }: { adjustments: readonly AdjustmentView[] }) {
  if (adjustments.length === 0) return null;
  return (
    <ul aria-label="Contested">
      {adjustments.map((it) => (
        <li key={it.id} className="border-t border-border py-2 first:border-t-0">
          <Adjustment adjustment={it} />
        </li>
      ))}
    </ul>
  );
}

const TONES = { accepted: 'ready', refused: 'neutral' } as const;

export function Adjustment({ adjustment: it }: { adjustment: AdjustmentView }) {
  const zone = useZone();
  const nowMs = useNow(60_000);
  const range = (from: string, to: string): string => formatRange(from, to, zone, nowMs);
  return (
    <>
      <p>
        {wishWords(it, range)}{' '}
        {it.decision ? (
          <Tag tone={TONES[it.decision]}>{it.decision}</Tag>
        ) : (
          <Tag tone="warning">waits for an answer</Tag>
        )}
      </p>
      <p className="text-sm text-text-2">
        {it.askedBy.name}, {formatDateTime(it.askedAt, zone, nowMs)}: “{it.reason}”
      </p>
      {it.decidedAt && (
        <p className="text-sm text-text-2">
          {it.decidedBy ?? 'An admin'}, {formatDateTime(it.decidedAt, zone, nowMs)}
          {it.answer ? `: “${it.answer}”` : ''}
        </p>
      )}
    </>
  );
}

function wishWords(it: AdjustmentView, range: (from: string, to: string) => string): string {
  if (it.kind === 'waive') return 'Charge nothing';
  if (it.kind === 'times' && it.wantedFrom && it.wantedUntil)
    return `Charge ${range(it.wantedFrom, it.wantedUntil)} only`;
  return it.wantedProject ? `Charge it to “${it.wantedProject.name}”` : 'Charge it to no project';
}
