'use client';

import { formatCountdown, formatMoney, formatRange, formatRate } from '@/shared/domain/format.ts';
import { classNames } from '../ui/class-names.ts';
import { useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { Button } from '../ui/button.tsx';
import { Tag } from '../ui/tag.tsx';
import type { HoldView, SlotView } from './types.ts';

const BASIS = { measured: 'measured here', published: 'as published', estimated: 'estimated' } as const;

export const isHeld = (slot: SlotView, hold: HoldView | null): boolean =>
  hold !== null &&
  hold.startsAt === slot.startsAt &&
  hold.endsAt === slot.endsAt &&
  slot.machines.every((it) => hold.machines.some(({ id }) => id === it.id));

type Props = {
  slot: SlotView;
  rank: number;
  hold: HoldView | null;
  isPending: boolean;
  onHold: (() => void) | null;
};

export function SlotRow({ slot, rank, hold, isPending, onHold }: Props) {
  const zone = useZone();
  const nowMs = useNow(60_000);
  const held = isHeld(slot, hold);
  const range = formatRange(slot.startsAt, slot.endsAt, zone, nowMs);
  return (
    <li className="grid grid-cols-[2rem_minmax(0,1fr)_auto] items-start gap-x-3 gap-y-1 border-t border-border py-3 tablet:grid-cols-[2rem_minmax(0,1fr)_7rem_7rem_5.5rem]">
      <span
        aria-hidden
        className={classNames(
          'grid size-7 place-items-center rounded-full border text-sm font-strong',
          held ? 'border-accent bg-accent text-on-accent' : 'border-dashed border-accent text-mine-text',
        )}
      >
        {rank}
      </span>
      <div className="min-w-0">
        <b className="block">{range}</b>
        <p className="text-sm text-text">{slot.machines.map((it) => it.name).join(', ')}</p>
        <p className="text-sm text-text-2">{slot.why}</p>
        <p className="text-sm text-text-2 tablet:hidden">{shortFacts(slot)}</p>
      </div>
      <div className="hidden text-sm tablet:block">
        {slot.cost ? (
          <>
            <b className="block">{formatMoney(slot.cost.amount, slot.cost.currency)}</b>
            <small className="text-xs text-muted">{slot.cost.basis}</small>
          </>
        ) : (
          <small className="text-xs text-muted">no price is set</small>
        )}
      </div>
      <div className="hidden text-sm tablet:block" title={slot.speed?.how}>
        {slot.speed && (
          <>
            <b className="block">{formatRate(slot.speed.tokensPerSecond)}</b>
            <small className="text-xs text-muted">{BASIS[slot.speed.basis]}</small>
          </>
        )}
      </div>
      <div className="justify-self-end">
        {held && hold ? (
          <HeldTag hold={hold} />
        ) : (
          onHold && (
            <Button
              small
              aria-label={`Hold ${range}`}
              busyLabel={isPending ? 'Holding…' : null}
              onClick={onHold}
            >
              Hold
            </Button>
          )
        )}
      </div>
    </li>
  );
}

/** `4 min 41 s` left; a hold that is over is none. */
export function useLeft(hold: HoldView | null): number {
  const nowMs = useNow(1000);
  return hold === null ? 0 : Math.max(0, Date.parse(hold.expiresAt) - nowMs);
}

function HeldTag({ hold }: { hold: HoldView }) {
  const leftMs = useLeft(hold);
  return <Tag tone="mine">held, {formatCountdown(leftMs)}</Tag>;
}

const shortFacts = ({ cost, speed }: SlotView): string =>
  [
    cost && formatMoney(cost.amount, cost.currency),
    speed && `${formatRate(speed.tokensPerSecond)}, ${BASIS[speed.basis]}`,
  ]
    .filter(Boolean)
    .join(' · ');
