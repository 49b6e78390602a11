'use client';

import { type CSSProperties } from 'react';
import { Button } from '../ui/button.tsx';
import { formatRange } from '@/shared/domain/format.ts';
import { runsOf } from './timeline-bars.ts';
import { type Change, type Draft, draftMachines } from './timeline-draft.ts';
import type { TimelineRow } from './timeline-rows.ts';
import { barStyle } from './timeline-window.ts';
import type { DraftLook } from './timeline-words.ts';

type Props = {
  draft: Draft;
  look: DraftLook;
  rows: readonly TimelineRow[];
  window: { fromMs: number; toMs: number };
  zone: string;
  nowMs: number;
  onTake: (change: Change) => void;
  onDrop: () => void;
};

/** What a booking would be: a dashed outline, red where it can't be, with the words beside it. */
export function TimelineGhost({ draft, look, rows, window, zone, nowMs, onTake, onDrop }: Props) {
  const rowOf = new Map(rows.flatMap((it) => (it.kind === 'machine' ? [[it.machine.id, it.index]] : [])));
  const ids = draftMachines(draft, rows).map((it) => it.id);
  const span = { fromMs: Math.max(draft.fromMs, window.fromMs), toMs: Math.min(draft.toMs, window.toMs) };
  const runs = span.toMs > span.fromMs ? runsOf(ids, rowOf) : [];
  const refusal = draft.kind === 'change' ? draft.refusal : null;
  const isBad = look.problem !== null || refusal !== null;
  const isSending = draft.kind === 'change' && draft.isSending;
  const words = isSending ? 'Moving…' : look.problem ? `${look.range} · ${look.problem}` : look.range;
  return runs.map((run, at) => {
    const row = rows[run.row]!;
    const place = { '--lines': row.lines, '--heads': row.heads } as CSSProperties;
    return (
      <div
        key={run.row}
        className="timeline-ghost"
        style={{ ...barStyle({ ...span, rows: run.rows }, window), ...place }}
        data-bad={isBad || undefined}
        data-sending={isSending || undefined}
      >
        {at === 0 && !refusal && <span className="timeline-ghost-words">{words}</span>}
        {at === 0 && refusal && draft.kind === 'change' && (
          <div className="timeline-refusal" role="group" aria-label="Not moved">
            <p>{refusal.words}</p>
            <div className="flex flex-wrap gap-2">
              {refusal.nextFree && (
                <Button small look="primary" onClick={() => onTake(takeNext(draft, refusal.nextFree!))}>
                  Move to {formatRange(refusal.nextFree.startsAt, refusal.nextFree.endsAt, zone, nowMs)}
                </Button>
              )}
              <Button small onClick={onDrop}>
                Leave as it was
              </Button>
            </div>
          </div>
        )}
      </div>
    );
  });
}

const takeNext = (draft: Change, { startsAt, endsAt }: { startsAt: string; endsAt: string }): Change => ({
  ...draft,
  fromMs: Date.parse(startsAt),
  toMs: Date.parse(endsAt),
});
