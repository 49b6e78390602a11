import { formatMoment, formatRange } from '@/shared/domain/format.ts';
import type { Cursor } from './timeline-cursor.ts';
import { type Draft, draftMachines } from './timeline-draft.ts';
import { shortNames, type TimelineRow } from './timeline-rows.ts';
import { type InTheWay, type TakenTimes, whatIsInTheWay } from './timeline-taken.ts';
import type { ConflictView } from './types.ts';

type Clock = { zone: string; nowMs: number };

/** `Aiko has Anjou until 08:30` */
export function inTheWayWords({ taken }: InTheWay, machineName: string, { zone, nowMs }: Clock): string {
  const until = formatMoment(taken.toMs, zone, nowMs);
  if (taken.kind === 'maintenance') return `${machineName} is in maintenance until ${until}`;
  if (taken.kind === 'hold')
    return `${taken.mine ? 'You hold' : `${taken.whose ?? 'Somebody'} holds`} ${machineName} at this moment`;
  return `${taken.mine ? 'You have' : `${taken.whose ?? 'Somebody'} has`} ${machineName} until ${until}`;
}

export type DraftLook = { problem: string | null; words: string; range: string };

/** What a draft would be, and what can be seen to stand in its way; the portal decides. */
export function lookAtDraft(
  draft: Draft,
  rows: readonly TimelineRow[],
  times: TakenTimes,
  clock: Clock,
): DraftLook {
  const machines = draftMachines(draft, rows);
  const ids = machines.map((it) => it.id);
  const exceptId = draft.kind === 'change' ? draft.booking.id : null;
  const found = whatIsInTheWay(times, ids, draft, exceptId);
  const name = found && (machines.find((it) => it.id === found.machineId)?.name ?? '');
  const keepsStart = draft.kind === 'change' && draft.fromMs === Date.parse(draft.booking.startsAt);
  const isOver =
    draft.toMs <= clock.nowMs || (draft.kind === 'change' && !keepsStart && draft.fromMs < clock.nowMs);
  const problem = isOver
    ? 'That time is over'
    : found && name !== null
      ? inTheWayWords(found, name, clock)
      : null;
  const range = formatRange(draft.fromMs, draft.toMs, clock.zone, clock.nowMs);
  const names = shortNames(machines.map((it) => it.name));
  return { problem, range, words: `${names}, ${range}, ${problem ?? 'free'}` };
}

/** What a screen reader hears on free time: `Anjou, Thu 04:00 to 06:00, free`. */
export function cellWords(
  cursor: Cursor & { on: 'cell' },
  machineName: string,
  { zone, nowMs }: Clock,
): string {
  const state = cursor.toMs <= nowMs ? 'over' : 'free';
  return `${machineName}, ${formatRange(cursor.fromMs, cursor.toMs, zone, nowMs)}, ${state}`;
}

/** Who is in the way, of a refusal by the portal. */
export function conflictWords({ conflicts }: ConflictView, clock: Clock): string | null {
  const words = conflicts.map((it) => {
    const taken = {
      kind: it.kind,
      fromMs: Date.parse(it.startsAt),
      toMs: Date.parse(it.endsAt),
      id: '',
      whose: it.personName,
      mine: false,
    };
    return inTheWayWords({ machineId: it.machineId, taken }, it.machineName, clock);
  });
  return words.length === 0 ? null : `${words.slice(0, 3).join('; ')}${words.length > 3 ? ' and more' : ''}.`;
}
