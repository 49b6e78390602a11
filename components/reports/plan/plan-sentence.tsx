'use client';

import { Pencil, Plus, X } from 'lucide-react';
import { useState } from 'react';
import { formatCount, formatMoney } from '@/shared/domain/format.ts';
import { NEW_LINE, type PlanSetAsked } from '@/shared/domain/purchase-plan/plan-set.ts';
import { lastMonths, spanTitle } from '@/shared/domain/report-period.ts';
import type { Span } from '@/shared/domain/usage.ts';
import { MOST_PLAN_SETS, MOST_SEED } from '@/shared/schemas/purchase-plan.ts';
import { Button } from '../../ui/button.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { later } from '../../ui/later.tsx';
import { Pick } from '../../ui/pick.tsx';
import { SimulatedTag } from '../../ui/tag.tsx';
import { useWhenIdle } from '../../ui/use-when-idle.ts';
import { type PlanQuestion, scaleOptions } from './plan-question.ts';
import type { SetView } from './types.ts';

const SetDialog = later(() => import('./set-dialog.tsx'));

type PlanSentenceProps = {
  question: PlanQuestion;
  /** As replayed, today's first; none while nothing is known. */
  sets: readonly SetView[];
  span: Span;
  timeZone: string;
  now: Date;
  onAsk: (change: Partial<PlanQuestion>) => void;
  onSpan: (span: Span) => void;
};

const MONTHS = [1, 3, 6, 12];
const EMPTY: PlanSetAsked = { lines: [{ catalogId: '', memoryGb: 0, ...NEW_LINE }], without: [] };

/** The plan's question: which bookings, how much of them, and against which machines. */
export function PlanSentence(props: PlanSentenceProps) {
  const { question, sets, span, timeZone, now, onAsk, onSpan } = props;
  const [editing, setEditing] = useState<number | null>(null);
  useWhenIdle(SetDialog.warm);
  const asked = question.sets ?? sets.flatMap((it) => it.asked ?? []);
  const keep = (set: PlanSetAsked): void => {
    onAsk({ sets: editing === asked.length ? [...asked, set] : asked.with(editing!, set) });
    setEditing(null);
  };
  const months = MONTHS.find((it) => {
    const usual = lastMonths(it, now, timeZone);
    return usual.from.getTime() === span.from.getTime() && usual.to.getTime() === span.to.getTime();
  });
  const today = sets[0];
  return (
    <section aria-label="What to replay" className="rounded-lg border border-border-strong bg-surface">
      <div className="pick-sentence">
        <span>Replay</span>
        <Pick
          label="Bookings of which time"
          value={String(months ?? 'own')}
          options={[
            ...MONTHS.map(
              (it) => [String(it), it === 1 ? 'the last month' : `the last ${it} months`] as const,
            ),
            ...(months ? [] : [['own', spanTitle(span, timeZone)] as const]),
          ]}
          onChange={(value) => value !== 'own' && onSpan(lastMonths(Number(value), now, timeZone))}
        />
        <span>with</span>
        <Pick
          label="How much of the demand"
          value={String(question.scale)}
          options={scaleOptions(question.scale)}
          onChange={(value) => onAsk({ scale: Number(value) })}
        />
        {question.scale !== 1 && (
          <>
            <span>drawn by</span>
            <label className="pick plan-seed">
              seed
              <input
                type="number"
                aria-label="Seed of the draw"
                min={0}
                max={MOST_SEED}
                key={question.seed}
                defaultValue={question.seed}
                onChange={(event) => {
                  const seed = event.target.valueAsNumber;
                  if (Number.isInteger(seed) && seed >= 0 && seed <= MOST_SEED) onAsk({ seed });
                }}
              />
            </label>
          </>
        )}
        <span>on today’s {today ? formatCount(today.machines.length) : ''} machines, and on</span>
        {asked.length < MOST_PLAN_SETS && (
          <Button className="ml-auto" onClick={() => setEditing(asked.length)}>
            <Plus aria-hidden size={16} strokeWidth={1.6} />
            Another set
          </Button>
        )}
      </div>
      <ul className="plan-sets">
        {asked.length === 0 && <li className="text-muted">No other set yet: today’s machines alone.</li>}
        {asked.map((set, at) => {
          const told = sets[at + 1];
          const title = told?.title ?? 'Another set';
          return (
            <li key={at}>
              <span className="min-w-0 flex-1">
                <b>{title}</b> <SimulatedTag />
                <span className="report-sub">{told ? factsOf(told) : ' '}</span>
              </span>
              <IconButton label={`Change ${title}`} onClick={() => setEditing(at)}>
                <Pencil aria-hidden size={16} strokeWidth={1.6} />
              </IconButton>
              <IconButton
                label={`Take away ${title}`}
                onClick={() => onAsk({ sets: asked.toSpliced(at, 1) })}
              >
                <X aria-hidden size={16} strokeWidth={1.6} />
              </IconButton>
            </li>
          );
        })}
      </ul>
      {editing !== null && (
        <SetDialog
          set={asked[editing] ?? EMPTY}
          own={today?.machines ?? []}
          onKeep={keep}
          onClose={() => setEditing(null)}
        />
      )}
    </section>
  );
}

/** What was entered for it, and what its watts rest on. */
function factsOf({ purchases, machines }: SetView): string {
  const prices = purchases.map((it) =>
    it.price === null || it.currency === null
      ? 'no price entered'
      : `${formatMoney(it.price, it.currency)} as entered, over ${it.lifespanMonths} months`,
  );
  const bought = [...new Map(machines.filter((it) => it.isBought).map((it) => [it.kind, it])).values()].map(
    (it) =>
      it.idleWatts === null || it.workWatts === null
        ? 'watts unknown'
        : `${it.wattsBasis === 'estimate' ? '≈ ' : ''}${Math.round(it.idleWatts)} W idle, ${it.wattsBasis === 'estimate' ? '≈ ' : ''}${Math.round(it.workWatts)} W at work (${it.wattsBasis})`,
  );
  return [...new Set([...prices, ...bought])].join(' · ');
}
