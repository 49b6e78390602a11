import * as z from 'zod';
import { ALERT_KIND_NAMES, SEVERITIES } from '../domain/alert-kinds.ts';
import { SHOWN_KINDS } from '../domain/shown-kind.ts';
import { BlockKind } from './booking.ts';
import { Level } from './bounds.ts';
import { Island, Machine, MachineHolder } from './machine.ts';
import { LabSeries } from './metric.ts';
import { limit } from './paging.ts';
import { Session } from './session.ts';
import { Count, Id, Instant, Name } from './units.ts';

export const ReadWallInput = z.object({
  show: z.enum(SHOWN_KINDS).nullish(),
  /** Of machines; nobody's wall has more. */
  limit: limit(1000, 1000),
});

/** Who has it and who comes next, without what for: a wall is read by whoever stands before it. */
const WallHolder = MachineHolder.pick({
  personName: true,
  modelTitle: true,
  until: true,
  nextStartsAt: true,
  nextPersonName: true,
  nextKind: true,
}).extend({ kind: z.enum(['held', 'free', 'maintenance', 'unknown']), inUse: z.boolean() });

/** Its readings come live. */
export const WallMachine = Machine.pick({
  id: true,
  name: true,
  status: true,
  connection: true,
  lastSeenAt: true,
  needsAttention: true,
  asleep: true,
}).extend({ holder: WallHolder, thermalPressure: Level.nullable() });
export type WallMachine = z.output<typeof WallMachine>;

export const WallSession = Session.pick({
  id: true,
  modelTitle: true,
  state: true,
  readyAt: true,
  endsAt: true,
}).extend({ machineIds: z.array(Id), energyJoules: z.number().nullable() });

export type WallSession = z.output<typeof WallSession>;

/** What comes next: time that somebody has, maintenance, or machines that become free. */
export const WallAhead = z.object({
  at: Instant,
  until: Instant.nullable(),
  kind: z.union([BlockKind.exclude(['hold']), z.literal('free')]),
  machineNames: z.array(Name),
  personName: z.string().nullable(),
});
export type WallAhead = z.output<typeof WallAhead>;

/** All that a wall shows but what comes live, of one kind of machines. */
export const Wall = z.object({
  labName: z.string(),
  timeZone: z.string(),
  nowMs: z.number(),
  build: z.string(),
  /** Whether somebody is signed in there, or it is a screen with a link of its own. */
  isScreen: z.boolean(),
  shown: z.enum(SHOWN_KINDS),
  /** Of the other kind, which are not here. */
  otherMachines: Count,
  machines: z.array(WallMachine),
  islands: z.array(Island),
  sessions: z.array(WallSession),
  ahead: z.array(WallAhead),
  /** What fires over its machines, the newest. */
  alerts: z.array(
    z.object({ id: Id, kind: z.enum(ALERT_KIND_NAMES), severity: z.enum(SEVERITIES), title: z.string() }),
  ),
  power: z.object({ watts: z.number().nullable(), measuredMachines: Count }),
  today: z.object({
    energyJoules: z.number().nullable(),
    coverage: z.number().nullable(),
    tokens: Count,
  }),
  curve: z.object({ hours: z.number(), stepMs: Count, points: LabSeries.shape.points }),
});
export type Wall = z.output<typeof Wall>;

export const WallLink = z.object({
  id: Id,
  name: Name,
  showsNames: z.boolean(),
  createdAt: Instant,
  expiresAt: Instant.nullable(),
  seenAt: Instant.nullable(),
});
export type WallLink = z.output<typeof WallLink>;
export const ListWallLinksInput = z.object({ limit: limit(100, 100) });

const DAY_MS = 86_400_000;
export const WALL_LINK_DAYS = [1, 7, 90, 365] as const;
export const MakeWallLinkInput = z.object({
  name: Name,
  showsNames: z.boolean(),
  /** Null: until it is taken back. */
  days: z.union(WALL_LINK_DAYS.map((it) => z.literal(it))).nullable(),
});
export const expiryOf = (days: number | null, now: Date): Date | null =>
  days === null ? null : new Date(now.getTime() + days * DAY_MS);
/** Its address is told only now; only the hash of its secret is kept. */
export const MadeWallLink = z.object({ id: Id, url: z.string() });
export const OpenWallInput = z.object({
  token: z.string().regex(/^[\w-]{43}$/, 'This is no link to a wall.'),
});
