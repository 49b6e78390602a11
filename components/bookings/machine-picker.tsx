'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useId } from 'react';
import { formatMemory, formatMoment } from '@/shared/domain/format.ts';
import { islandFacts } from '../ui/island-head.tsx';
import type { MachineView } from './types.ts';
import { useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Button } from '../ui/button.tsx';
import { Checkbox } from '../ui/checkbox.tsx';
import { SimulatedTag } from '../ui/tag.tsx';
import { timesOf } from '../ui/time-form.ts';
import { type BookingForm, pickProblem } from './booking-form.ts';
import { whoseBooking } from './booking-words.ts';
import { heldUntilMs, type TimelineIsland } from './timeline-bars.ts';
import type { BookingView } from './types.ts';

type Props = {
  islands: readonly TimelineIsland[];
  form: BookingForm;
  error: string | null;
  onChange: (machineIds: string[]) => void;
};

/** Machines by island; says who has one at that time, and why one can't be taken. */
export function MachinePicker({ islands, form, error, onChange }: Props) {
  const noteId = useId();
  const takenBy = useTaken(form);
  const lacking = useLacking();
  const machines = islands.flatMap((it) => it.machines);
  const picked = machines.filter((it) => form.machineIds.includes(it.id));
  const toggle = (id: string, on: boolean): void =>
    onChange(on ? [...form.machineIds, id] : form.machineIds.filter((it) => it !== id));
  return (
    <fieldset aria-describedby={noteId} data-problem={error !== null || undefined} className="min-w-0">
      <legend className="text-sm font-medium">Machines</legend>
      <p id={noteId} className={error ? 'text-xs text-fault-text' : 'text-xs text-muted'}>
        {error ??
          'Real and simulated machines can’t share a booking: what is simulated never counts as real.'}
      </p>
      {picked.map((it) => {
        const why = lacking.get(it.id)?.why;
        return (
          why && (
            <p key={it.id} className="pt-1 text-xs text-fault-text">
              {why}
            </p>
          )
        );
      })}
      {islands.map(({ island, machines: own }) => (
        <div key={island.id} role="group" aria-label={island.title} className="mt-3">
          <div className="flex min-h-7 items-center gap-2 border-b border-border text-sm coarse:min-h-11">
            <b className="truncate" title={island.title}>
              {island.title}
            </b>
            {island.simulated && <SimulatedTag />}
            <span className="truncate text-xs text-muted">{islandFacts(island)}</span>
            <PickAll
              own={own.filter((it) => !lacking.has(it.id))}
              picked={picked}
              form={form}
              onChange={onChange}
            />
          </div>
          {own.map((machine) => {
            const problem = pickProblem(machine, picked) ?? lacking.get(machine.id)?.note ?? null;
            const taken = takenBy(machine.id);
            return (
              <Checkbox
                key={machine.id}
                checked={form.machineIds.includes(machine.id)}
                disabled={problem !== null && !form.machineIds.includes(machine.id)}
                onChange={(event) => toggle(machine.id, event.target.checked)}
              >
                <PickLine
                  machine={machine}
                  note={problem ?? taken ?? silent(machine)}
                  why={lacking.get(machine.id)?.why ?? null}
                />
              </Checkbox>
            );
          })}
        </div>
      ))}
    </fieldset>
  );
}

type LineProps = { machine: MachineView; note: string | null; why: string | null };

/** Two lines in any case, so that what is told later moves nothing. */
function PickLine({ machine, note, why }: LineProps) {
  const memory = machine.memoryBytes === null ? '' : `, ${formatMemory(machine.memoryBytes)}`;
  return (
    <span className="min-w-0 flex-1 py-1 text-xs">
      <span className="flex items-baseline gap-3">
        <span className="min-w-0 flex-1 truncate text-base font-medium" title={machine.name}>
          {machine.name}
        </span>
        <span className="max-w-[60%] truncate" title={why ?? note ?? undefined}>
          {note}
        </span>
      </span>
      <span className="block truncate text-muted">
        {machine.modelName}
        {memory}
      </span>
    </span>
  );
}

const silent = ({ connection }: MachineView): string | null =>
  connection === 'online' || connection === 'suspect' ? null : 'not connected now';

type PickAllProps = {
  own: readonly MachineView[];
  picked: readonly MachineView[];
  form: BookingForm;
  onChange: (ids: string[]) => void;
};

function PickAll({ own, picked, form, onChange }: PickAllProps) {
  const open = own.filter((it) => pickProblem(it, picked) === null && !form.machineIds.includes(it.id));
  if (own.length < 2 || open.length === 0) return null;
  return (
    <Button
      small
      look="quiet"
      className="ml-auto flex-none"
      onClick={() => onChange([...form.machineIds, ...open.map((it) => it.id)])}
    >
      All {own.length}
    </Button>
  );
}

/** Machines that one lacks a qualification for, with the reason. */
function useLacking() {
  const trpc = useTRPC();
  const missing = useQuery(trpc.qualifications.missing.queryOptions({ limit: 500 })).data ?? [];
  return new Map(missing.map((it) => [it.machineId, it]));
}

const LONGEST_LOOK_MS = 100 * 86_400_000;

/** A look ahead, so that a refusal is no surprise; the portal decides when it is asked. */
function useTaken(form: BookingForm): (machineId: string) => string | null {
  const trpc = useTRPC();
  const zone = useZone();
  const minuteMs = useNow(60_000);
  const times = timesOf(form, minuteMs, zone);
  const lengthMs = times ? times.endsAt.getTime() - times.startsAt.getTime() : 0;
  // A slip in the year is no question for the portal.
  const isRange = times !== null && lengthMs > 0 && lengthMs <= LONGEST_LOOK_MS;
  const range = isRange
    ? { from: times.startsAt.toISOString(), to: times.endsAt.toISOString() }
    : { from: '', to: '' };
  const { data } = useQuery({
    ...trpc.bookings.list.queryOptions(range),
    enabled: isRange,
    placeholderData: keepPreviousData,
  });
  const { data: planned } = useQuery({
    ...trpc.bookings.maintenance.queryOptions(range),
    enabled: isRange,
    placeholderData: keepPreviousData,
  });
  return (machineId) => {
    const maintained = isRange && planned?.find((it) => it.machineId === machineId && !it.waits);
    if (maintained) return `in maintenance until ${formatMoment(maintained.endsAt, zone, minuteMs)}`;
    const holder =
      isRange &&
      data?.find(
        (it: BookingView) => it.status === 'confirmed' && it.machines.some(({ id }) => id === machineId),
      );
    if (!holder) return null;
    return `${holder.mine ? 'yours' : whoseBooking(holder)} until ${formatMoment(heldUntilMs(holder), zone, minuteMs)}`;
  };
}
