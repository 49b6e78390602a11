'use client';

import { useState } from 'react';
import { dayKey } from '@/shared/domain/format.ts';
import {
  daysOf,
  daysSpan,
  type Period,
  periodOf,
  PERIODS,
  periodWindow,
} from '@/shared/domain/report-period.ts';
import { LONGEST_REPORT_DAYS, type Span } from '@/shared/domain/usage.ts';
import { DayPick } from '../ui/day-field.tsx';
import { Pick } from '../ui/pick.tsx';

type PeriodPickProps = { span: Span; now: Date; timeZone: string; onChange: (span: Span) => void };

const DAYS = 'days';
const OPTIONS = [...PERIODS.map((it) => [it, it] as const), [DAYS, 'any days'] as const];
const DAY_MS = 86_400_000;

/** How long the report is: a period of the calendar, or any days from one to another. */
export function PeriodPick({ span, now, timeZone, onChange }: PeriodPickProps) {
  const [asksDays, setAsksDays] = useState(false);
  const period = asksDays ? null : periodOf(span, timeZone);
  const choose = (value: string): void => {
    setAsksDays(value === DAYS);
    if (value === DAYS) return;
    // Of a span that holds this moment, the period that does; of the past, the one that it ended in.
    const at = now < span.to && now >= span.from ? now : new Date(span.to.getTime() - 1);
    onChange(periodWindow(value as Period, at, timeZone));
  };
  return (
    <span className="flex flex-wrap items-center gap-x-2 gap-y-1 text-sm">
      <span className="text-muted">By</span>
      <Pick label="Period" value={period ?? DAYS} options={OPTIONS} onChange={choose} />
      {!period && <DaysPick key={span.from.getTime()} {...{ span, now, timeZone, onChange }} />}
    </span>
  );
}

function DaysPick({ span, now, timeZone, onChange }: PeriodPickProps) {
  const [days, setDays] = useState(daysOf(span, timeZone));
  const today = dayKey(now, timeZone);
  const change = (next: { first: string; last: string }): void => {
    setDays(next);
    const chosen = daysSpan(next.first, next.last, timeZone);
    if (chosen && problemOf(chosen) === null) onChange(chosen);
  };
  const chosen = daysSpan(days.first, days.last, timeZone);
  const problem = chosen ? problemOf(chosen) : 'Choose a first day, and a last one that is not before it.';
  return (
    <>
      <span className="text-muted">from</span>
      <DayPick
        label="First day"
        value={days.first}
        today={today}
        onChange={(first) => change({ ...days, first })}
      />
      <span className="text-muted">to</span>
      <DayPick
        label="Last day"
        value={days.last}
        today={today}
        onChange={(last) => change({ ...days, last })}
      />
      {problem && <small className="basis-full text-fault-text">{problem}</small>}
    </>
  );
}

const problemOf = ({ from, to }: Span): string | null =>
  to.getTime() - from.getTime() <= LONGEST_REPORT_DAYS * DAY_MS
    ? null
    : `Longest report is ${LONGEST_REPORT_DAYS} days. Choose a later first day.`;
