import { formatMoment } from '@/shared/domain/format.ts';
import type { Status } from '../ui/status-glyph.tsx';
import type { MachineView } from './types.ts';

export type HolderLine = {
  status: Status;
  tone: 'mine' | 'busy' | 'free' | 'maintenance' | 'muted';
  title: string;
  detail: string;
};
type Held = Pick<
  MachineView,
  'holder' | 'connection' | 'lastSeenAt' | 'simulated' | 'status' | 'note' | 'cordon' | 'asleep'
>;

/** Who has a machine, in one line, and what explains it, in a second. Times are in the lab's zone. */
export function holderLine(machine: Held, zone: string, now: number): HolderLine {
  const line = describe(machine, zone, now);
  // A simulated machine keeps its shape, whoever has it: it is not hardware.
  return machine.simulated && line.status !== 'unknown' ? { ...line, status: 'simulated' } : line;
}

function describe(machine: Held, zone: string, now: number): HolderLine {
  const { holder, status, note } = machine;
  const moment = (at: string) => formatMoment(at, zone, now);
  const isSilent =
    machine.connection === 'lost' || machine.connection === 'revoked' || machine.connection === 'never';
  if (holder.kind === 'you' || holder.kind === 'other') {
    const what = holder.modelTitle ?? holder.purpose;
    const who = holder.kind === 'you' ? 'You' : (holder.personName ?? 'Someone');
    // Set while somebody has it: it stays theirs, and is kept back after.
    const after = status === 'maintenance' ? ', then maintenance' : '';
    const until = holder.until ? `until ${moment(holder.until)}${after}` : after && 'then maintenance';
    const extra = isSilent
      ? silence(machine, zone, now)
      : machine.asleep
        ? asleepWords(machine.asleep, null, zone, now)
        : holder.rank === null
          ? null
          : `rank ${holder.rank}`;
    const inUse = holder.sessionId !== null;
    return {
      status: isSilent ? 'unknown' : holder.kind === 'you' ? 'mine' : inUse ? 'busy' : 'booked',
      tone: holder.kind === 'you' ? 'mine' : 'busy',
      title: what ? `${who} · ${what}` : who,
      detail: [until, extra].filter(Boolean).join(' · '),
    };
  }
  if (status === 'retired')
    return { status: 'maintenance', tone: 'muted', title: 'Retired', detail: note ?? '' };
  if (status === 'loaned')
    return { status: 'maintenance', tone: 'muted', title: 'Lent out', detail: note ?? '' };
  if (machine.cordon && status === 'active' && !holder.until) {
    const { by, reason, drainBy } = machine.cordon;
    return {
      status: 'maintenance',
      tone: 'maintenance',
      title: drainBy ? 'Drained' : 'Cordoned',
      detail: `by ${by} · ${reason}`,
    };
  }
  if (holder.kind === 'maintenance') {
    const planned = holder.until && [`until ${moment(holder.until)}`, holder.purpose];
    return {
      status: 'maintenance',
      tone: 'maintenance',
      title: 'Maintenance',
      detail: planned ? planned.filter(Boolean).join(' · ') : (note ?? next(machine, zone, now)),
    };
  }
  if (holder.kind === 'unknown') {
    return {
      status: 'unknown',
      tone: 'muted',
      title: silence(machine, zone, now),
      detail: silenceDetail(machine, zone, now),
    };
  }
  if (machine.asleep)
    return {
      status: 'free',
      tone: 'free',
      title: 'Free, asleep',
      detail: asleepWords(machine.asleep, holder, zone, now),
    };
  return {
    status: 'free',
    tone: 'free',
    title: 'Free',
    detail: next(machine, zone, now) || 'no booking ahead',
  };
}

/** `wakes 07:50 for Ines`; where nothing is ahead, that it can be woken. */
function asleepWords(
  { isWaking, wakeAt }: NonNullable<Held['asleep']>,
  holder: Held['holder'] | null,
  zone: string,
  now: number,
): string {
  const whom = holder?.nextKind === 'maintenance' ? 'maintenance' : holder?.nextPersonName;
  const what = whom ? ` for ${whom}` : '';
  if (isWaking) return `is being woken${what}`;
  if (wakeAt === null) return 'no booking ahead; woken for one';
  return `wakes ${formatMoment(wakeAt, zone, now)}${what}`;
}

function next({ holder }: Held, zone: string, now: number): string {
  if (!holder.nextStartsAt) return '';
  const what = holder.nextKind === 'maintenance' ? 'maintenance' : holder.nextPersonName;
  const then = what ? `, then ${what}` : '';
  return `until ${formatMoment(holder.nextStartsAt, zone, now)}${then}`;
}

function silence({ connection, lastSeenAt }: Held, zone: string, now: number): string {
  if (connection === 'never') return 'Not joined yet';
  if (connection === 'revoked') return 'Agent revoked';
  return lastSeenAt ? `No word since ${formatMoment(lastSeenAt, zone, now)}` : 'No word yet';
}

function silenceDetail(machine: Held, zone: string, now: number): string {
  const { connection, holder } = machine;
  if (connection === 'never') return 'run its join line, or make a new one';
  if (connection === 'revoked') return 'make a new join line to use it again';
  if (!holder.nextStartsAt) return 'check its power and network';
  const by = holder.nextPersonName ? `, ${holder.nextPersonName}` : '';
  if (holder.nextKind === 'maintenance')
    return `maintenance from ${formatMoment(holder.nextStartsAt, zone, now)}`;
  return `next booking ${formatMoment(holder.nextStartsAt, zone, now)}${by}`;
}
