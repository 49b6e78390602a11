'use client';

import Link from 'next/link';
import { formatMemory, formatWatts } from '@/shared/domain/format.ts';
import { type Status, StatusGlyph } from '../ui/status-glyph.tsx';
import { SimulatedTag, Tag } from '../ui/tag.tsx';
import { countMachines } from './booking-words.ts';
import type { BookingView, MachineView } from './types.ts';

type Props = { booking: BookingView; machines: readonly MachineView[] };

/** The machines of a booking, as they are now: model, memory, state, and what each draws where that is measured. */
export function BookingMachines({ booking, machines }: Props) {
  const known = new Map(machines.map((it) => [it.id, it]));
  return (
    <section aria-label="Machines">
      <h2 className="booking-head">
        {countMachines(booking.machines.length)} <span>as they are now</span>
      </h2>
      <ul>
        {booking.machines.map((it) => {
          const machine = known.get(it.id);
          const watts = machine?.live && !machine.live.stale ? machine.live.powerWatts : null;
          return (
            <li key={it.id} className="booking-machine">
              {machine && <StatusGlyph status={statusOf(machine)} />}
              <span className="min-w-0">
                <Link
                  prefetch={false}
                  href={`/machines/${it.id}`}
                  className="font-strong [overflow-wrap:anywhere] hover:underline"
                >
                  {it.name}
                </Link>{' '}
                {it.simulated && <SimulatedTag />}
                <small className="block text-xs text-muted">
                  {machine
                    ? [machine.modelName, machine.memoryBytes !== null && formatMemory(machine.memoryBytes)]
                        .filter(Boolean)
                        .join(', ')
                    : 'not in the list any more'}
                </small>
              </span>
              <span className="text-right text-sm text-text-2">
                {booking.missingMachineIds.includes(it.id) ? (
                  <Tag tone="fault">went away</Tag>
                ) : (
                  machine && stateWords(machine)
                )}
                {watts !== null && (
                  <small
                    className={
                      it.simulated ? 'block text-xs text-simulated-text' : 'block text-xs text-muted'
                    }
                  >
                    {formatWatts(watts)} now
                  </small>
                )}
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function statusOf(machine: MachineView): Status {
  if (machine.status !== 'active') return 'maintenance';
  const { kind } = machine.holder;
  if (machine.connection !== 'online' && machine.connection !== 'suspect') return 'unknown';
  return kind === 'you' ? 'mine' : kind === 'other' ? 'booked' : kind;
}

function stateWords({ status, connection }: MachineView): string {
  if (status === 'maintenance') return 'in maintenance';
  if (status === 'loaned') return 'lent out';
  if (status === 'retired') return 'retired';
  if (connection === 'online') return 'online';
  return connection === 'suspect' ? 'slow to answer' : connection === 'never' ? 'never joined' : 'silent';
}
