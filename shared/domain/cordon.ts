import type { Cordon } from '../schemas/machine.ts';

/**
 * A cordon keeps new sessions off a machine from now on, with no end that anybody knows; what runs goes on, and bookings
 * stand. Maintenance is the other way round: a time that is known, kept under the same constraint as bookings, which it
 * therefore never overlaps. A drain is a cordon that also ends what runs.
 */
export type CordonColumns = {
  cordonedAt: Date | null;
  cordonedBy: string | null;
  cordonReason: string | null;
  drainBy: Date | null;
};

/** A machine's row as a cordon; null where it has none. */
export const cordonOf = (row: CordonColumns): Cordon | null =>
  row.cordonedAt === null
    ? null
    : {
        since: row.cordonedAt,
        by: row.cordonedBy ?? 'somebody',
        reason: row.cordonReason ?? '',
        drainBy: row.drainBy,
      };

type Told = Pick<Cordon, 'by' | 'reason'> & { drainBy: unknown };

/** `cordoned by Aiko (fan rattles)` */
export const cordonPhrase = ({ by, reason, drainBy }: Told): string =>
  `${drainBy === null ? 'cordoned' : 'being drained'} by ${by} (${reason})`;

/** `Bosc is cordoned by Aiko (fan rattles)`, without an end. */
export const cordonWords = (name: string, cordon: Told): string => `${name} is ${cordonPhrase(cordon)}`;

/** Why nothing starts there and what helps, as sentences. */
export const whyCordoned = (name: string, cordon: Cordon): string =>
  `${cordonWords(name, cordon)}: no new session starts on it. Choose other machines, or ask ${cordon.by}.`;

/**
 * What undoes a cordon: taking it off where there was none, else the one before, with what is left of its drain in whole
 * minutes. A drain whose time is up would end what runs at once, so of that only the cordon comes back.
 */
export function undoOfCordon(
  before: (Pick<Cordon, 'reason'> & { drainBy: string | Date | null }) | null,
  nowMs: number,
): { reason: string; drainMinutes: number | null } | null {
  if (before === null) return null;
  const { reason, drainBy } = before;
  const leftMs = drainBy === null ? 0 : new Date(drainBy).getTime() - nowMs;
  return { reason, drainMinutes: leftMs > 0 ? Math.ceil(leftMs / 60_000) : null };
}
