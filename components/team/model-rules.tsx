'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { inferRouterOutputs } from '@trpc/server';
import { useState } from 'react';
import type { AppRouter } from '@/server/trpc/root.ts';
import { zoneName } from '@/shared/domain/format.ts';
import { isTime } from '@/shared/domain/zoned-time.ts';
import { useCan } from '../providers/me.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Button } from '../ui/button.tsx';
import { Checkbox } from '../ui/checkbox.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { InputField } from '../ui/field.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { toast } from '../ui/toast.tsx';

type Rules = inferRouterOutputs<AppRouter>['modelStore']['rules'];

/** How room is made for models, and how much of the network they take. */
export function ModelRules() {
  const trpc = useTRPC();
  const maySet = useCan()('model:set-rules');
  const rules = useQuery(trpc.modelStore.rules.queryOptions());
  const [isOpen, setOpen] = useState(false);
  if (rules.isPending) return <SkeletonRows label="Loading the rules of models" count={2} />;
  if (rules.isError) return <ErrorNote error={rules.error} onRetry={() => void rules.refetch()} />;
  return (
    <>
      <p className="border-b border-border py-2">{roomWords(rules.data)}</p>
      <p className="border-b border-border py-2">{limitWords(rules.data)}</p>
      {maySet && (
        <div className="pt-3">
          <Button onClick={() => setOpen(true)}>Change room and network…</Button>
        </div>
      )}
      {isOpen && <RulesDialog rules={rules.data} onClose={() => setOpen(false)} />}
    </>
  );
}

function roomWords({ makeRoom, neededDays, mayRemoveLast }: Rules) {
  if (!makeRoom) return 'Room is made by hand alone';
  return (
    <>
      <b>Makes room by itself</b>: what was used longest ago goes, except what is pinned, in use, needed by a
      booking within {neededDays} {neededDays === 1 ? 'day' : 'days'}
      {mayRemoveLast ? '; the lab’s only copy of a model too' : ' or the lab’s only copy'}
    </>
  );
}

const clock = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

function limitWords({ megabytesPerSecond, fromMinute, untilMinute, timeZone, limitNow }: Rules) {
  if (megabytesPerSecond === null) return 'No limit for all copies and downloads together';
  const hours =
    fromMinute === null || untilMinute === null ? null : `${clock(fromMinute)} to ${clock(untilMinute)}`;
  return (
    <>
      <b>At most {megabytesPerSecond} MB/s</b> for all copies and downloads together
      {hours && `, ${hours} ${zoneName(timeZone)}`}
      {hours && (limitNow === null ? '; not at this hour' : '; now')}
    </>
  );
}

const WHOLE = /^[1-9]\d{0,4}$/;
const DAYS = /^\d{1,3}$/;
const minuteOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));

function RulesDialog({ rules, onClose }: { rules: Rules; onClose: () => void }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const [makeRoom, setMakeRoom] = useState(rules.makeRoom);
  const [mayRemoveLast, setMayRemoveLast] = useState(rules.mayRemoveLast);
  const [days, setDays] = useState(String(rules.neededDays));
  const [rate, setRate] = useState(rules.megabytesPerSecond === null ? '' : String(rules.megabytesPerSecond));
  const [from, setFrom] = useState(rules.fromMinute === null ? '' : clock(rules.fromMinute));
  const [until, setUntil] = useState(rules.untilMinute === null ? '' : clock(rules.untilMinute));
  const save = useMutation(
    trpc.modelStore.setRules.mutationOptions({
      onSuccess: (saved) => {
        client.setQueryData(trpc.modelStore.rules.queryKey(), saved);
        toast.done('Saved. What is under way is told its part');
        onClose();
      },
    }),
  );
  const problems = {
    days: DAYS.test(days) && Number(days) <= 365 ? null : 'A whole number from 0 to 365.',
    rate: rate === '' || WHOLE.test(rate) ? null : 'A whole number from 1 to 99999, or nothing.',
    from: hourProblem(from, until),
    until: hourProblem(until, from),
  };
  const isRight = Object.values(problems).every((it) => it === null);
  return (
    <FormDialog
      title="Room and network for models"
      submitLabel="Save"
      busyLabel="Saving…"
      sending={save}
      canSubmit={isRight}
      onSubmit={() =>
        save.mutate({
          makeRoom,
          mayRemoveLast,
          neededDays: Number(days),
          megabytesPerSecond: rate === '' ? null : Number(rate),
          fromMinute: from === '' ? null : minuteOf(from),
          untilMinute: until === '' ? null : minuteOf(until),
        })
      }
      onClose={onClose}
    >
      <fieldset className="flex flex-col gap-2">
        <legend className="pb-1 font-medium">Room</legend>
        <Checkbox checked={makeRoom} onChange={({ target }) => setMakeRoom(target.checked)}>
          Make room by itself
        </Checkbox>
        <p className="text-sm text-muted">
          Where a model lacks room, those used longest ago in the agent’s own folder are removed first, as few
          as it takes. A removal can’t be undone; the audit says what went and where it is still.
        </p>
        {makeRoom && (
          <>
            <InputField
              label="Kept for bookings that begin within, days"
              inputMode="numeric"
              autoComplete="off"
              value={days}
              onChange={(event) => setDays(event.target.value.trim())}
              error={problems.days}
            />
            <Checkbox checked={mayRemoveLast} onChange={({ target }) => setMayRemoveLast(target.checked)}>
              Also what no other Mac has
            </Checkbox>
          </>
        )}
      </fieldset>
      <fieldset className="flex flex-col gap-2">
        <legend className="pb-1 font-medium">Network</legend>
        <InputField
          label="All copies and downloads together, at most MB/s"
          inputMode="numeric"
          autoComplete="off"
          value={rate}
          onChange={(event) => setRate(event.target.value.trim())}
          hint="Shared alike among those under way. Empty: no limit. Disks at a Mac take nothing of it."
          error={problems.rate}
        />
        <div className="grid grid-cols-2 gap-3">
          <InputField
            label="From"
            placeholder="always"
            autoComplete="off"
            value={from}
            onChange={(event) => setFrom(event.target.value.trim())}
            hint={`As 08:00, ${zoneName(rules.timeZone)}`}
            error={problems.from}
          />
          <InputField
            label="Until"
            placeholder="always"
            autoComplete="off"
            value={until}
            onChange={(event) => setUntil(event.target.value.trim())}
            hint="As 20:00; over midnight too"
            error={problems.until}
          />
        </div>
      </fieldset>
    </FormDialog>
  );
}

function hourProblem(own: string, other: string): string | null {
  if (own === '') return other === '' ? null : 'Hours have a beginning and an end.';
  return isTime(own) ? null : 'A time, as 08:00.';
}
