'use client';

import { formatDay } from '@/shared/domain/format.ts';
import { useZone } from '../providers/me.tsx';
import { Button } from '../ui/button.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { Pick } from '../ui/pick.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { type Pattern, patternWords, type RepeatValue, TIMES, whenWords } from './repeat-form.ts';
import { canBeHad, SeriesDateList } from './series-date-list.tsx';
import { type Repeated, useRepeatDates } from './use-repeat.ts';

type Props = Repeated & { onChange: (value: RepeatValue) => void };

/** How a booking comes again, as a sentence, and each date with what is in its way. */
export function Repeat({ onChange, ...repeated }: Props) {
  const { value, machineIds } = repeated;
  const { rule, query, dates, bookable } = useRepeatDates(repeated);
  const labZone = useZone();
  const change = (part: Partial<RepeatValue>): void => onChange({ ...value, skip: [], ...part });
  if (!rule)
    return (
      <p className="text-sm text-text-2">
        What comes again needs a start and a length: choose “At” and a time that is ahead.
      </p>
    );
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const zones = [...new Set([labZone, value.timeZone, own])];
  const open = dates.filter((it) => !canBeHad(it) && !value.skip.includes(it.date));
  return (
    <section aria-label="Repeat">
      <div className="pick-sentence px-0">
        <span>Every</span>
        <Pick
          label="How often"
          value={value.pattern}
          options={patternWords(rule.startsOn)}
          onChange={(pattern) => change({ pattern: pattern as Pattern })}
        />
        <span>{whenWords(rule)}</span>
        <Pick
          label="How many times"
          value={String(value.times ?? '')}
          options={[
            ...TIMES.map((it): [string, string] => [String(it), `${it} times`]),
            ['', 'until cancelled'],
          ]}
          onChange={(times) => change({ times: times === '' ? null : Number(times) })}
        />
        <span>in</span>
        <Pick
          label="Time zone"
          value={value.timeZone}
          options={zones.map((it): [string, string] => [it, it])}
          onChange={(timeZone) => change({ timeZone })}
        />
      </div>
      <p className="pb-2 text-xs text-muted">
        {rule.localTime} stays {rule.localTime} on the wall when the clocks change.
      </p>
      {machineIds.length === 0 && <p className="text-sm text-text-2">Choose machines to see its dates.</p>}
      {query.isLoading && <SkeletonRows label="Looking at the dates" />}
      {query.error && <ErrorNote error={query.error} onRetry={() => void query.refetch()} />}
      {dates.length > 0 && (
        <>
          <SeriesDateList
            dates={dates}
            timeZone={value.timeZone}
            skip={value.skip}
            skipLabel="Skip"
            onSkip={(skip) => onChange({ ...value, skip })}
          />
          <div className="flex flex-wrap items-center gap-2 pt-3 text-sm">
            <span role="status" className="mr-auto">
              <b>
                {bookable} of {dates.length} dates can be booked.
              </b>{' '}
              <Later
                laterCount={query.data?.laterCount ?? null}
                last={dates.at(-1)!.startsAt}
                zone={value.timeZone}
              />
            </span>
            {open.length > 0 && (
              <Button
                small
                onClick={() => onChange({ ...value, skip: [...value.skip, ...open.map((it) => it.date)] })}
              >
                {open.length === 1 ? 'Skip this one' : `Skip these ${open.length}`}
              </Button>
            )}
          </div>
        </>
      )}
      {query.data && dates.length === 0 && machineIds.length > 0 && (
        <p className="text-sm text-text-2">None of its dates can be booked yet: choose an earlier start.</p>
      )}
    </section>
  );
}

/** What comes after the last date that bookings are open for. */
function Later({ laterCount, last, zone }: { laterCount: number | null; last: string; zone: string }) {
  if (laterCount === 0) return null;
  const after = formatDay(last, zone);
  return (
    <span className="text-muted">
      {laterCount === null ? `Those after ${after}` : `The ${laterCount} after ${after}`} are booked as they
      come near.
    </span>
  );
}
