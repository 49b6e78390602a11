'use client';

import { ChevronDown } from 'lucide-react';
import { useState } from 'react';
import { formatDuration } from '@/shared/domain/format.ts';
import { describeSeries, nthOf } from '@/shared/domain/series-dates.ts';
import { isDay, toLocal } from '@/shared/domain/zoned-time.ts';
import { useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { DayPick } from '../ui/day-field.tsx';
import { later } from '../ui/later.tsx';
import { Pick, withOwn } from '../ui/pick.tsx';
import { tidyTime } from '../ui/time-form.ts';
import { useWhenIdle } from '../ui/use-when-idle.ts';
import { setName } from './maintenance-words.ts';
import { DURATIONS_MINUTES, EVERY, type PlanForm } from './plan-form.ts';
import type { IslandView, MachineView } from './types.ts';

const MachinesDialog = later(() => import('./machines-dialog.tsx'));

type Props = {
  form: PlanForm;
  machines: readonly MachineView[];
  islands: readonly IslandView[];
  /** What is changed stays one time: only a new plan can come again. */
  once: boolean;
  onChange: (change: Partial<PlanForm>) => void;
};

/** Which machines, when, how often and what for, as a sentence. */
export function PlanSentence({ form, machines, islands, once, onChange }: Props) {
  const [isChoosing, setChoosing] = useState(false);
  useWhenIdle(MachinesDialog.warm);
  const chosen = machines.filter((it) => form.machineIds.includes(it.id));
  const today = toLocal(useNow(60_000), useZone()).day;
  return (
    <div className="pick-sentence">
      <span>Take</span>
      <button type="button" className="pick" aria-haspopup="dialog" onClick={() => setChoosing(true)}>
        <span className="sr-only">Machines: </span>
        <span className="truncate">{chosen.length === 0 ? 'machines…' : setName(chosen, islands)}</span>
        <ChevronDown aria-hidden size={14} strokeWidth={2} className="flex-none" />
      </button>
      <span>out</span>
      {!once && (
        <Pick
          label="How often"
          value={form.repeat}
          options={[
            ['once', 'once'],
            ['weeks', 'by the week'],
            ['months', 'by the month'],
          ]}
          onChange={(repeat) => onChange({ repeat: repeat as PlanForm['repeat'] })}
        />
      )}
      {form.repeat !== 'once' && <Again form={form} onChange={onChange} />}
      <span>{form.repeat === 'once' ? 'on' : 'from'}</span>
      <DayPick
        label={form.repeat === 'once' ? 'Day' : 'First day'}
        value={form.day}
        today={today}
        onChange={(day) => onChange({ day })}
      />
      {form.repeat !== 'once' && (
        <>
          <span>until</span>
          <DayPick
            label="Last day, or none"
            placeholder="it is ended"
            value={form.untilDate}
            today={today}
            onChange={(untilDate) => onChange({ untilDate })}
          />
        </>
      )}
      <span>at</span>
      <input
        className="pick w-17"
        aria-label="Time"
        inputMode="numeric"
        maxLength={5}
        autoComplete="off"
        value={form.time}
        onChange={(event) => onChange({ time: event.target.value })}
        onBlur={(event) => onChange({ time: tidyTime(event.target.value) })}
      />
      <span>for</span>
      <Pick
        label="Length"
        value={String(form.durationMinutes)}
        options={withOwn(DURATIONS_MINUTES, form.durationMinutes).map((minutes) => [
          String(minutes),
          formatDuration(minutes * 60_000),
        ])}
        onChange={(minutes) => onChange({ durationMinutes: Number(minutes) })}
      />
      <span>to</span>
      <input
        className="pick w-56"
        aria-label="What is done"
        placeholder="clean dust filters"
        maxLength={200}
        value={form.note}
        onChange={(event) => onChange({ note: event.target.value })}
      />
      {isChoosing && (
        <MachinesDialog
          machines={machines}
          islands={islands}
          chosen={form.machineIds}
          onChoose={(machineIds) => onChange({ machineIds })}
          onClose={() => setChoosing(false)}
        />
      )}
    </div>
  );
}

/** The rule of what comes again. */
function Again({ form, onChange }: { form: PlanForm; onChange: Props['onChange'] }) {
  const unit = form.repeat === 'months' ? 'months' : 'weeks';
  const rule = (nthWeekday: number | null): string =>
    describeSeries({ unit, every: 1, nthWeekday, startsOn: form.day }).replace('Every month, ', 'on the ');
  const nths = unit === 'months' && isDay(form.day) ? nthOf(form.day) : [];
  return (
    <>
      <span>every</span>
      <Pick
        label="Every how many"
        value={String(form.every)}
        options={EVERY.map((every) => [String(every), every === 1 ? unit.slice(0, -1) : `${every} ${unit}`])}
        onChange={(every) => onChange({ every: Number(every) })}
      />
      {unit === 'months' && (
        <Pick
          label="Which day of the month"
          value={nths.includes(Number(form.nth)) ? form.nth : 'day'}
          options={[
            ['day', `on day ${Number(form.day.slice(8)) || ''}`],
            ...nths.map((nth): [string, string] => [String(nth), rule(nth)]),
          ]}
          onChange={(nth) => onChange({ nth })}
        />
      )}
    </>
  );
}
