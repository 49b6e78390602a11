'use client';

import { dayKey, formatDay } from '@/shared/domain/format.ts';
import { addDays, startOfDay, weekdayOf } from '@/shared/domain/zoned-time.ts';
import { useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { windowTitle } from './maintenance-words.ts';
import type { IslandView, WindowView } from './types.ts';

const DAYS = 30;
/** A label needs so much of the strip; with less it is left to the list. */
const LABEL_SHARE = 0.2;

type Props = { windows: readonly WindowView[]; islands: readonly IslandView[] };
type Span = { fromMs: number; toMs: number };

/** The next thirty days, a row an island that has maintenance then. The list below says the same in words. */
export function MonthStrip({ windows, islands }: Props) {
  const zone = useZone();
  const nowMs = useNow(3_600_000);
  const today = dayKey(nowMs, zone);
  const days = Array.from({ length: DAYS }, (_, index) => addDays(today, index));
  const span = {
    fromMs: startOfDay(today, zone).getTime(),
    toMs: startOfDay(addDays(today, DAYS), zone).getTime(),
  };
  const shown = windows.filter((it) => Date.parse(it.startsAt) < span.toMs);
  const rows = islands
    .map((island) => ({
      island,
      own: shown.filter((it) => it.machines.some(({ id }) => island.machineIds.includes(id))),
    }))
    .filter(({ own }) => own.length > 0);
  if (rows.length === 0) return null;
  const words = rows
    .map(({ own }) =>
      own.map((it) => `${windowTitle(it, islands)}, ${formatDay(it.startsAt, zone, nowMs)}`).join('; '),
    )
    .join('; ');
  return (
    <section aria-label="Next 30 days" className="hidden tablet:block">
      <h2 className="maint-head border-b-0">
        Next 30 days{' '}
        <span>
          {formatDay(span.fromMs, zone, nowMs)} to {formatDay(span.toMs - 1, zone, nowMs)}
          {shown.some((it) => it.inTheWay.length > 0) && ' · red frame: a booking is in the way'}
        </span>
      </h2>
      <div className="month-strip" role="img" aria-label={`Maintenance of the next thirty days: ${words}`}>
        <div className="month-days" aria-hidden>
          {days.map((day) => (
            <span
              key={day}
              data-weekend={isWeekend(day) || undefined}
              data-today={day === today || undefined}
            >
              {Number(day.slice(8))}
            </span>
          ))}
        </div>
        {rows.map(({ island, own }) => (
          <div key={island.id} className="month-row" aria-hidden>
            <b title={island.title}>{island.title}</b>
            <div>
              {own.map((it, index) => (
                <Bar key={it.id} window={it} next={own[index + 1]} span={span} />
              ))}
            </div>
          </div>
        ))}
      </div>
    </section>
  );
}

const isWeekend = (day: string): boolean => [0, 6].includes(weekdayOf(day));

function Bar({ window, next, span }: { window: WindowView; next: WindowView | undefined; span: Span }) {
  const zone = useZone();
  const share = (at: string): number =>
    Math.min(1, Math.max(0, (Date.parse(at) - span.fromMs) / (span.toMs - span.fromMs)));
  const [from, to] = [share(window.startsAt), share(window.endsAt)];
  const room = (next ? share(next.startsAt) : 1) - to;
  return (
    <>
      <i
        className="month-bar"
        data-clash={window.inTheWay.length > 0 || undefined}
        style={{ left: `${from * 100}%`, width: `max(${(to - from) * 100}%, 8px)` }}
      />
      {room >= LABEL_SHARE && (
        <span
          className="month-label"
          style={{
            left: `calc(max(${to * 100}%, ${from * 100}% + 8px) + 6px)`,
            maxWidth: `calc(${room * 100}% - 12px)`,
          }}
        >
          {formatDay(window.startsAt, zone)}
          {window.note && `, ${window.note}`}
        </span>
      )}
    </>
  );
}
