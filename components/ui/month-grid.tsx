'use client';

import { ChevronLeft, ChevronRight } from 'lucide-react';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { formatMonth } from '@/shared/domain/format.ts';
import { addDays, mondayOf } from '@/shared/domain/zoned-time.ts';
import { addMonths, dayWords, monthGrid } from './day-text.ts';
import { IconButton } from './icon-button.tsx';

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/** Where a key leads from a day, as in every grid of days. */
function stepOf({ key, shiftKey }: KeyboardEvent, day: string): string | null {
  const steps: Record<string, () => string> = {
    ArrowLeft: () => addDays(day, -1),
    ArrowRight: () => addDays(day, 1),
    ArrowUp: () => addDays(day, -7),
    ArrowDown: () => addDays(day, 7),
    Home: () => mondayOf(day),
    End: () => addDays(mondayOf(day), 6),
    PageUp: () => addMonths(day, shiftKey ? -12 : -1),
    PageDown: () => addMonths(day, shiftKey ? 12 : 1),
  };
  return steps[key]?.() ?? null;
}

type Props = { chosen: string | null; today: string; onChoose: (day: string) => void };

/** A month to choose a day of, Monday first, today marked: arrows, Home and End, Page up and down, Enter. */
export default function MonthGrid({ chosen, today, onChoose }: Props) {
  const [day, setDay] = useState(chosen ?? today);
  const grid = useRef<HTMLTableElement>(null);
  // Only what a key has moved takes the focus along; the arrows above keep it.
  const follows = useRef(true);
  useEffect(() => {
    if (follows.current) grid.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
  }, [day]);
  const go = (to: string, takesFocus: boolean): void => {
    follows.current = takesFocus;
    setDay(to);
  };
  const title = formatMonth(day);
  return (
    <div className="w-min">
      <div className="flex items-center justify-between">
        <IconButton label="Month before" onClick={() => go(addMonths(day, -1), false)}>
          <ChevronLeft aria-hidden size={16} strokeWidth={1.8} />
        </IconButton>
        <b aria-live="polite" className="text-sm font-strong">
          {title}
        </b>
        <IconButton label="Month after" onClick={() => go(addMonths(day, 1), false)}>
          <ChevronRight aria-hidden size={16} strokeWidth={1.8} />
        </IconButton>
      </div>
      <table
        ref={grid}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-to-interactive-role -- a table one moves in
        role="grid"
        aria-label={title}
        onKeyDown={(event) => {
          const to = stepOf(event, day);
          if (to === null) return;
          event.preventDefault();
          go(to, true);
        }}
      >
        <thead>
          <tr>
            {WEEKDAYS.map((it) => (
              <th key={it} scope="col" abbr={it} className="pb-1 text-xs font-regular text-muted">
                {it.slice(0, 2)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {monthGrid(day).map((week) => (
            <tr key={week[0]}>
              {week.map((it) => (
                <td key={it} aria-selected={it === chosen} className="p-0">
                  <button
                    type="button"
                    tabIndex={it === day ? 0 : -1}
                    aria-label={dayWords(it, today)}
                    aria-current={it === today ? 'date' : undefined}
                    data-chosen={it === chosen || undefined}
                    data-other={it.slice(0, 7) !== day.slice(0, 7) || undefined}
                    className="size-(--control) rounded-md text-sm hover:bg-hover data-other:text-muted aria-[current=date]:font-strong aria-[current=date]:underline aria-[current=date]:decoration-2 aria-[current=date]:underline-offset-4 data-chosen:bg-accent-soft data-chosen:font-strong data-chosen:text-mine-text forced-colors:data-chosen:outline-2"
                    onClick={() => onChoose(it)}
                  >
                    {Number(it.slice(8))}
                  </button>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
