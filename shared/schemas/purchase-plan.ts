import * as z from 'zod';
import { parseSet, USUAL_LIFESPAN_MONTHS } from '../domain/purchase-plan/plan-set.ts';
import { SHOWN_KINDS } from '../domain/shown-kind.ts';
import { Figure } from './planning.ts';
import { REPORT_SPAN, withinReport } from './report.ts';
import { Text } from './text.ts';
import { Count, Id, Instant } from './units.ts';

export const LEAST_SCALE = 0.5;
export const MOST_SCALE = 5;
/** Of the demand where the question does not say. */
export const USUAL_SCALE = 1.5;
export const MOST_PLAN_SETS = 3;
export const MOST_PLAN_LINES = 6;
export const MOST_OF_ONE = 50;
export const MOST_LIFESPAN_MONTHS = 240;
export const MOST_SEED = 999_999;
const MOST_WATTS = 10_000;

const Money = z.number().min(0).max(10_000_000).nullable().default(null);
const Watts = z.number().min(0).max(MOST_WATTS).nullable().default(null);
const PlanLine = z
  .object({
    catalogId: Text.min(1).max(60),
    memoryGb: Count.min(1).max(4096),
    count: Count.min(1).max(MOST_OF_ONE),
    isCabled: z.boolean().default(false),
    price: Money,
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/, 'A currency is three capital letters, such as EUR.')
      .nullable()
      .default(null),
    lifespanMonths: Count.min(1).max(MOST_LIFESPAN_MONTHS).default(USUAL_LIFESPAN_MONTHS),
    residualPrice: Money,
    idleWatts: Watts,
    maxWatts: Watts,
  })
  .refine((it) => (it.price === null) === (it.currency === null), 'A price needs its currency.')
  .refine(
    (it) => (it.idleWatts === null) === (it.maxWatts === null) && (it.idleWatts ?? 0) <= (it.maxWatts ?? 0),
    'Watts are two: idle, and at most, which is not less.',
  );
const PlanSet = z
  .object({
    lines: z.array(PlanLine).max(MOST_PLAN_LINES),
    /** Today’s machines that are left out. */
    without: z.array(Id).max(100),
  })
  .refine((it) => it.lines.length + it.without.length > 0, 'A set has to differ from today’s machines.');

export const ReplayInput = withinReport(
  z.object({
    ...REPORT_SPAN,
    kind: z.enum(SHOWN_KINDS).default('real'),
    /** The demand so many times. */
    scale: z.number().min(LEAST_SCALE).max(MOST_SCALE).default(USUAL_SCALE),
    /** What draws the bookings that come again, or that stay. */
    seed: Count.max(MOST_SEED).default(1),
    /** Where it is not said: one more of the kind of Mac that was booked most. */
    sets: z.array(PlanSet).max(MOST_PLAN_SETS).optional(),
  }),
);
export type ReplayInput = z.output<typeof ReplayInput>;

/** Fewer bookings say nothing about a lab. */
export const LEAST_BOOKINGS = 10;
/** More would keep the portal from others for too long. */
export const MOST_REPLAYED = 30_000;
export const MOST_GROUPS = 50;
export const MOST_WAITS = 100;
export const MOST_NEW_MODELS = 12;
export const CURVE_POINTS = 120;

const GroupWait = z.object({
  key: z.string().nullable(),
  name: z.string().nullable(),
  waited: Count,
  never: Count,
  waitMs: z.number().min(0),
});
export type GroupWait = z.output<typeof GroupWait>;

/** One booking as a replay has it. */
export const ReplayRow = z.object({
  bookingId: Id,
  /** It was not made: it stands for more demand. */
  isAgain: z.boolean(),
  personName: z.string(),
  teamName: z.string().nullable(),
  purpose: z.string(),
  wantedAt: Instant,
  /** Null: never. */
  givenAt: Instant.nullable(),
  waitMs: z.number().min(0).nullable(),
  lengthMs: Count,
  machines: Count,
  /** Least memory of the largest that it asks for, bytes; 0: not known. */
  memoryBytes: z.number().min(0),
  /** Where it stands in the replay, by name; none where it never fits. */
  on: z.array(z.string()),
  why: z.string().nullable(),
});
export type ReplayRow = z.output<typeof ReplayRow>;

const PlannedMachine = z.object({
  id: Id,
  name: z.string(),
  kind: z.string(),
  isBought: z.boolean(),
  bookedMs: z.number().min(0),
  idleWatts: z.number().nullable(),
  workWatts: z.number().nullable(),
  wattsBasis: z.enum(['measured', 'estimate', 'unknown']),
  wattsWords: z.string(),
});

const Purchase = z.object({
  name: z.string(),
  count: Count,
  /** Of all of them; null where no price was entered. */
  price: z.number().nullable(),
  currency: z.string().nullable(),
  lossAMonth: z.number().nullable(),
  lifespanMonths: Count,
});

const ReplayedSet = z.object({
  /** `Today`, `+ 2 × Mac Studio M5 Max, 128 GB`. */
  title: z.string(),
  /** How it differs from today’s machines; null: those. */
  asked: PlanSet.nullable(),
  machines: z.array(PlannedMachine),
  atOnce: Count,
  waited: Count,
  never: Count,
  waitMs: z.number().min(0),
  usualWaitMs: z.number().nullable(),
  longestWaitMs: z.number().nullable(),
  /** Machine time: asked = given + given after the window + never. */
  askedMs: z.number().min(0),
  givenMs: z.number().min(0),
  givenLaterMs: z.number().min(0),
  neverMs: z.number().min(0),
  peak: z.object({ at: Instant, machines: z.number() }).nullable(),
  /** Of the machines whose watts are known; null where none are. */
  idleWatts: z.number().nullable(),
  joules: z.number().nullable(),
  isEstimate: z.boolean(),
  unknownWatts: z.array(z.string()),
  electricity: z.array(z.object({ currency: z.string(), amount: z.number() })),
  purchases: z.array(Purchase),
  people: z.array(GroupWait).max(MOST_GROUPS),
  teams: z.array(GroupWait).max(MOST_GROUPS),
  waits: z.array(ReplayRow).max(MOST_WAITS),
  /** Models that run on this set and on none of today’s, or in a finer form. */
  newModels: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      quantisation: z.string(),
      on: z.string(),
      decodePerSecond: Figure.nullable(),
      /** The finest form that today’s machines run; null: none. */
      today: z.string().nullable(),
    }),
  ),
  newModelsInAll: Count,
});
export type ReplayedSet = z.output<typeof ReplayedSet>;

export const Replay = z.object({
  /** Why there is none, in words; null where there is one. */
  refusal: z.object({ title: z.string(), words: z.string() }).nullable(),
  timeZone: z.string(),
  from: Instant,
  /** No later than now. */
  to: Instant,
  /** Bookings that began in the window, and how many were replayed. */
  bookings: Count,
  replayed: Count,
  /** Of the bookings: whose memory is that of the model that ran, and who ran over RDMA. */
  withModel: Count,
  together: Count,
  /** Today’s first. */
  sets: z.array(ReplayedSet).max(MOST_PLAN_SETS + 1),
  wantedAtOnce: z.array(z.number()).max(CURVE_POINTS),
});
export type Replay = z.output<typeof Replay>;

/** How far each set bears: waits under several scales. */
export const GROWTH_SCALES = [1, 1.5, 2, 3, 5] as const;
export const ReplayGrowth = z.array(
  z.object({
    scale: z.number(),
    /** One a set, today’s first; null where there are too many bookings to replay. */
    sets: z.array(z.object({ waitMs: z.number(), waited: Count, never: Count })).nullable(),
  }),
);
export type ReplayGrowth = z.output<typeof ReplayGrowth>;

/** What an address asks: `from`, `to`, `show`, `scale`, `seed`, and a `set` each (`printSet`; `none` for no other). */
export const askedPlan = (query: URLSearchParams) =>
  ReplayInput.safeParse({
    from: query.get('from') ?? undefined,
    to: query.get('to') ?? undefined,
    kind: query.get('show') ?? undefined,
    scale: Number(query.get('scale') ?? USUAL_SCALE),
    seed: Number(query.get('seed') ?? 1),
    sets: query.has('set') ? query.getAll('set').flatMap((it) => parseSet(it) ?? []) : undefined,
  });
