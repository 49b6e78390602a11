'use client';

import Link from 'next/link';
import { dayKey, formatDay, formatTime } from '@/shared/domain/format.ts';
import { useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { Button } from '../ui/button.tsx';
import { Agenda, morningOf } from './agenda.tsx';
import './bars.css';
import { stageOf } from './booking-stage.ts';
import { describeBooking, describeMaintenance, whoseBooking } from './booking-words.ts';
import { FreeBars, rangeOf } from './free-strip.tsx';
import './month.css';
import { isNoShow, shownUntilMs, type TimelineContents } from './timeline-bars.ts';
import type { TimelineGroup } from './timeline-rows.ts';
import type { FreeHour } from './timeline-taken.ts';
import { oddHours, type TimelineDay, type TimelineWindow } from './timeline-window.ts';
import type { BookingView, MaintenanceView } from './types.ts';
import { useFreeHours } from './use-free-hours.ts';
import type { SlotWish } from './use-timeline-edit.ts';

type Props = {
  window: TimelineWindow;
  groups: readonly TimelineGroup[];
  contents: TimelineContents;
  onBook: ((wish: SlotWish) => void) | null;
  dayHref: (day: string) => string;
};

const SHOWN = 3;
const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** A month of whole weeks: what each day holds and how many are free in each of its hours; below, the chosen day. */
export function MonthGrid({ window, groups, contents, onBook, dayHref }: Props) {
  const zone = useZone();
  const nowMs = useNow(60_000);
  const { hours, real } = useFreeHours(groups, contents, window, nowMs);
  const weeks = Array.from({ length: window.days.length / 7 }, (_, at) =>
    window.days.slice(at * 7, at * 7 + 7),
  );
  const chosen = window.days.find((it) => it.key === window.day)!;
  const today = dayKey(nowMs, zone);
  return (
    <>
      <table className="month" aria-label="Month">
        <thead>
          <tr>
            {WEEKDAYS.map((it) => (
              <th key={it} scope="col">
                {it}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeks.map((week) => (
            <tr key={week[0]!.key}>
              {week.map((day) => (
                <Day
                  key={day.key}
                  day={day}
                  href={dayHref(day.key)}
                  isToday={day.key === today}
                  isChosen={day === chosen}
                  isOther={day.key.slice(0, 7) !== window.day.slice(0, 7)}
                  contents={contents}
                  hours={hours.filter((it) => it.fromMs >= day.fromMs && it.fromMs < day.toMs)}
                  real={real}
                  nowMs={nowMs}
                />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <p className="pt-2 text-xs text-muted">
        Strips: free Macs an hour. “n free” is the day’s fewest; a Mac that is not heard from does not count.
        Requests that wait for approval keep nobody away.
      </p>
      <section aria-label="The chosen day" className="pt-2">
        <Agenda
          window={{ view: 'month', days: [chosen], toMs: chosen.toMs }}
          contents={contents}
          onBook={onBook}
        />
        {onBook && chosen.toMs > nowMs && (
          <Button className="mt-3" onClick={() => onBook(morningOf(chosen, nowMs))}>
            Book on {formatDay(chosen.fromMs, zone, nowMs)}
          </Button>
        )}
      </section>
    </>
  );
}

type DayProps = {
  day: TimelineDay;
  href: string;
  isToday: boolean;
  isChosen: boolean;
  isOther: boolean;
  contents: TimelineContents;
  hours: readonly FreeHour[];
  real: number;
  nowMs: number;
};

function Day({ day, href, isToday, isChosen, isOther, contents, hours, real, nowMs }: DayProps) {
  const zone = useZone();
  const bookings = contents.bookings.filter(
    (it) => it.status !== 'declined' && Date.parse(it.startsAt) < day.toMs && shownUntilMs(it) > day.fromMs,
  );
  const planned = contents.planned.filter(
    (it) => Date.parse(it.startsAt) < day.toMs && Date.parse(it.endsAt) > day.fromMs,
  );
  const all = [...planned, ...bookings];
  const { fewest, most } = rangeOf(hours);
  const name = formatDay(day.fromMs, zone, nowMs);
  const odd = oddHours(day);
  const more = all.length - SHOWN;
  return (
    <td data-other={isOther || undefined} data-past={day.toMs <= nowMs || undefined}>
      <div className="month-head">
        <Link
          prefetch={false}
          scroll={false}
          href={href}
          aria-label={`${name}, ${all.length} ${all.length === 1 ? 'entry' : 'entries'}`}
          aria-current={isChosen ? 'date' : undefined}
          data-today={isToday || undefined}
        >
          {Number(day.key.slice(8))}
        </Link>
        {more > 0 && <span className="text-muted">+{more}</span>}
        <span className="month-free">
          {odd !== null && `${odd} h · `}
          {real > 0 && `${fewest} free`}
        </span>
      </div>
      {all.slice(0, SHOWN).map((it) => (
        <Chip key={it.id} entry={it} day={day} nowMs={nowMs} />
      ))}
      {real > 0 && (
        <div className="month-strip">
          <FreeBars
            hours={hours}
            machines={real}
            nowMs={nowMs}
            label={`${name}: between ${fewest} and ${most} of ${real} Macs free`}
          />
        </div>
      )}
    </td>
  );
}

type ChipProps = { entry: BookingView | MaintenanceView; day: TimelineDay; nowMs: number };

/** A link with its words; on a phone only a mark, as the day's list below has the links. */
function Chip({ entry, day, nowMs }: ChipProps) {
  const zone = useZone();
  const startMs = Date.parse(entry.startsAt);
  const time = startMs < day.fromMs ? '' : `${formatTime(startMs, zone)} `;
  const isMaintenance = 'machineId' in entry;
  const look = isMaintenance
    ? { 'data-kind': 'maintenance', 'data-waits': entry.waits || undefined }
    : {
        'data-kind': entry.mine ? 'mine' : 'other',
        'data-past': stageOf(entry, nowMs) === 'over' || undefined,
        'data-pending': entry.status === 'pending' || undefined,
        'data-lost': isNoShow(entry) || undefined,
      };
  const words = isMaintenance ? describeMaintenance(entry, zone, nowMs) : describeBooking(entry, zone, nowMs);
  return (
    <>
      <Link
        prefetch={false}
        href={isMaintenance ? `/machines/${entry.machineId}` : `/bookings/${entry.id}`}
        className="booking-bar month-chip"
        title={words}
        {...(!isMaintenance && { 'data-booking': entry.id })}
        {...look}
      >
        <span className="bar-text">
          {time}
          {isMaintenance ? (entry.note ?? 'Maintenance') : `${whoseBooking(entry)} · ${entry.purpose}`}
        </span>
        <span className="sr-only">{words}</span>
      </Link>
      <i className="booking-bar month-mark" {...look} />
    </>
  );
}
