import * as z from 'zod';
import { limit } from './paging.ts';
import { Text } from './text.ts';
import { Count, Id, Instant, Name } from './units.ts';

/** No lab has more. */
export const MOST_WALL_METERS = 200;
const MOST_LINKS = 100;

export const WallMeterKind = z.enum(['hand', 'shelly', 'home_assistant']);
export type WallMeterKind = z.output<typeof WallMeterKind>;

export const WallMeter = z.object({
  id: Id,
  name: z.string(),
  kind: WallMeterKind,
  note: z.string().nullable(),
  address: z.string().nullable(),
  channel: z.string().nullable(),
  /** Its token is kept sealed and told to nobody. */
  hasToken: z.boolean(),
  links: z.array(
    z.object({ machineId: Id, machineName: z.string(), startsAt: Instant, endsAt: Instant.nullable() }),
  ),
  firstAt: Instant.nullable(),
  lastAt: Instant.nullable(),
  lastWatts: z.number().nullable(),
  /** The portal reads it, and it has said nothing for a while. */
  isSilent: z.boolean(),
  problem: z.string().nullable(),
  problemSince: Instant.nullable(),
  /** What of the energy at the wall the machines' own sensors see, and over how many hours that was learned. */
  ratio: z.object({ eta: z.number(), hours: z.number() }).nullable(),
});
export type WallMeter = z.output<typeof WallMeter>;

export const ListWallMetersInput = z.object({ limit: limit(MOST_WALL_METERS, MOST_WALL_METERS) });

export const SaveWallMeterInput = z.object({
  /** Null makes a new one. */
  id: Id.nullable(),
  name: Name,
  kind: WallMeterKind,
  note: Text.trim().max(300).default(''),
  address: Text.trim().max(300).default(''),
  channel: Text.trim().max(200).default(''),
  /** Null leaves the one that is kept; empty takes it away. */
  token: Text.trim().max(2000).nullable().default(null),
  links: z.array(z.object({ machineId: Id, startsAt: Instant, endsAt: Instant.nullable() })).max(MOST_LINKS),
});
export type SaveWallMeterInput = z.output<typeof SaveWallMeterInput>;

export const RemoveWallMeterInput = z.object({ id: Id, removed: z.boolean() });

export const MOST_READINGS_CHARACTERS = 900_000;
export const ImportWallReadingsInput = z.object({
  id: Id,
  csv: Text.min(1).max(MOST_READINGS_CHARACTERS, 'This is too long for one go. Give it in two.'),
});
export const ImportedWallReadings = z.object({
  readings: Count,
  /** Of a time that the meter has readings of already. */
  leftOut: Count,
  from: Instant.nullable(),
  to: Instant.nullable(),
  joules: z.number(),
  coveredMs: z.number(),
});
export type ImportedWallReadings = z.output<typeof ImportedWallReadings>;
