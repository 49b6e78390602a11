import { fromLocal, toLocal } from '@/shared/domain/zoned-time.ts';
import type { SaveWallMeterInput } from '@/shared/schemas/wall-meter.ts';
import { newId } from '../ui/new-id.ts';

type Link = SaveWallMeterInput['links'][number];
/** `since` and `until` are moments of the lab's clocks as a date field has them; `until` empty: still. */
export type LinkDraft = { key: string; machineId: string; since: string; until: string };

const asText = (at: Date | string, zone: string): string => {
  const { day, time } = toLocal(at, zone);
  return `${day}T${time}`;
};

export const toDraft = (
  it: { machineId: string; startsAt: Date | string; endsAt: Date | string | null },
  zone: string,
): LinkDraft => ({
  key: newId(),
  machineId: it.machineId,
  since: asText(it.startsAt, zone),
  until: it.endsAt === null ? '' : asText(it.endsAt, zone),
});

export const newDraft = (zone: string): LinkDraft =>
  toDraft({ machineId: '', startsAt: new Date(), endsAt: null }, zone);

const momentOf = (text: string, zone: string): Date | null => {
  const [day = '', time = ''] = text.split('T');
  return fromLocal(day, time.slice(0, 5), zone);
};

/** Null while something is missing. */
export function toLink({ machineId, since, until }: LinkDraft, zone: string): Link | null {
  const startsAt = momentOf(since, zone);
  const endsAt = until === '' ? null : momentOf(until, zone);
  if (machineId === '' || startsAt === null || (until !== '' && endsAt === null)) return null;
  return { machineId, startsAt, endsAt };
}
