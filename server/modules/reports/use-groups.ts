import type { UseGroup, UseGrouping, UseSum } from '@/shared/schemas/use-report.ts';
import type { MachineUsage } from './report-frame.ts';
import type { UsePiece } from './use-pieces.ts';

type Group = Pick<UseGroup, 'key' | 'name'>;
const NONE: Group = { key: null, name: null };

/** To which group a piece belongs: by what who asks may know of it. */
export function groupOf(
  by: UseGrouping,
  { booking, session, machineId }: UsePiece,
  machines: Machines,
): Group {
  switch (by) {
    case 'machine':
      return { key: machineId, name: machines.get(machineId)?.name ?? null };
    case 'person':
      return { key: booking.person.id, name: booking.person.name };
    case 'team':
      return booking.teamId === null ? NONE : { key: booking.teamId, name: booking.teamName };
    case 'project':
      return booking.project ? { key: booking.project.id, name: booking.project.name } : NONE;
    case 'model':
      return session ? { key: session.modelId, name: session.modelTitle } : NONE;
    case 'purpose':
      return { key: booking.purpose, name: booking.purpose };
  }
}
type Machines = ReadonlyMap<string, MachineUsage>;

export const NOTHING_USED: UseSum = { bookings: 0, bookedMs: 0, usedMs: 0, idleMs: 0, noShowMs: 0 };

export function addPiece(sum: Omit<UseSum, 'bookings'>, piece: Omit<UseSum, 'bookings'>): void {
  sum.bookedMs += piece.bookedMs;
  sum.usedMs += piece.usedMs;
  sum.idleMs += piece.idleMs;
  sum.noShowMs += piece.noShowMs;
}

/** Sums by group, each booking counted once in each of its groups. */
export function makeGroups(by: UseGrouping, machines: Machines) {
  const sums = new Map<string | null, UseGroup>();
  return {
    add: (pieces: readonly UsePiece[]): void => {
      const seen = new Set<UseGroup>();
      for (const piece of pieces) {
        const group = groupOf(by, piece, machines);
        const sum = sums.get(group.key) ?? { ...NOTHING_USED, ...group };
        sums.set(group.key, sum);
        addPiece(sum, piece);
        if (!seen.has(sum)) sum.bookings += 1;
        seen.add(sum);
      }
    },
    /** Most booked first; `also` has those that nobody booked. */
    rows: (also: readonly MachineUsage[]): UseGroup[] => {
      for (const { id, name } of by === 'machine' ? also : [])
        if (!sums.has(id)) sums.set(id, { ...NOTHING_USED, key: id, name });
      return [...sums.values()].toSorted(
        (a, b) =>
          b.bookedMs - a.bookedMs ||
          b.usedMs - a.usedMs ||
          (a.name ?? '').localeCompare(b.name ?? '', 'en') ||
          ((a.key ?? '') < (b.key ?? '') ? -1 : 1),
      );
    },
  };
}
