import * as z from 'zod';
import { ROLES } from './member.ts';
import { Id, Instant, LocalTime } from './units.ts';

const hours = (most: number) => z.number().positive().max(most);
const minutes = (most: number) => z.int().nonnegative().max(most);

/** What each kind of rule says. Times of day are the lab's own. */
export const RULE_VALUES = {
  /** The longest a booking may be. */
  longest: z.object({ hours: hours(90 * 24) }),
  shortest: z.object({
    minutes: z
      .int()
      .min(5)
      .max(7 * 24 * 60),
  }),
  /** How long before its start it must be made. */
  notice: z.object({ minutes: minutes(30 * 24 * 60) }),
  /** How far ahead it may start. */
  horizon: z.object({ days: z.int().positive().max(365) }),
  /** It must lie within them; days are 1 Monday to 7 Sunday, `to` 24:00 is the day's end. */
  opening: z.object({
    days: z.array(z.int().min(1).max(7)).min(1).max(7),
    from: LocalTime,
    to: z.union([LocalTime, z.literal('24:00')]),
  }),
  /** Kept free after each booking. */
  turnaround: z.object({ minutes: minutes(24 * 60) }),
  /** Machine-hours a person, or their whole team, may have in a week from Monday on. */
  person_hours: z.object({ hours: hours(100_000) }),
  team_hours: z.object({ hours: hours(100_000) }),
  /** Machines in one booking. */
  machines: z.object({ count: z.int().positive().max(64) }),
  /** So many of the scope's machines stay free of bookings made on an earlier day, until that time of each day. */
  same_day: z.object({
    count: z.int().positive().max(1000),
    until: z.union([LocalTime, z.literal('24:00')]),
  }),
  /** Needs somebody's yes: over so many machines or hours (null: whatever the number), for these roles. */
  approval: z.object({
    overMachines: z.int().nonnegative().max(64).nullable(),
    overHours: z.number().nonnegative().max(2160).nullable(),
    roles: z.array(z.enum(ROLES)).max(ROLES.length),
  }),
  /** Who has more of it may take a booking of who has less, so long before its start. */
  priority: z.object({ level: z.int().min(0).max(9), noticeHours: z.number().nonnegative().max(720) }),
  /** Given back when nobody checked in so long after the start; billed until its end or only until then. */
  no_show: z.object({
    minutes: z
      .int()
      .min(5)
      .max(24 * 60),
    billed: z.boolean(),
  }),
  /** Asked after so long without a token, given back so long after that. */
  idle: z.object({
    minutes: z
      .int()
      .min(5)
      .max(24 * 60),
    graceMinutes: z
      .int()
      .min(1)
      .max(24 * 60),
  }),
  /** How long a slot is held while somebody chooses. */
  hold: z.object({ minutes: z.int().min(1).max(60) }),
  /** How long a freed slot is offered to who waits. */
  offer: z.object({
    minutes: z
      .int()
      .min(1)
      .max(24 * 60),
  }),
  /** Told of the start so long before. */
  reminder: z.object({ minutes: minutes(7 * 24 * 60) }),
  /** What members see of others' bookings: all of it, the name without the purpose, or only that it is taken. */
  visibility: z.object({ show: z.enum(['all', 'name', 'busy']) }),
} as const;
export type RuleKind = keyof typeof RULE_VALUES;
export type RuleValue<K extends RuleKind> = z.output<(typeof RULE_VALUES)[K]>;

export const RuleScope = z.enum(['lab', 'team', 'model', 'machine']);
export type RuleScope = z.output<typeof RuleScope>;
/** Kinds that are about people, whatever the machine. */
const OF_PEOPLE: ReadonlySet<RuleKind> = new Set(['hold', 'offer', 'reminder', 'visibility']);
/** What a kind of rule can be set for. */
export const scopesOf = (kind: RuleKind): readonly RuleScope[] =>
  OF_PEOPLE.has(kind) ? ['lab', 'team'] : RuleScope.options;

export type Valued = { [K in RuleKind]: { kind: K; value: RuleValue<K> } }[RuleKind];
/** A rule as it stands; exactly the id that goes with its scope is set. */
export type ScopedRule = Valued & {
  id: string;
  scope: RuleScope;
  teamId: string | null;
  machineId: string | null;
  catalogId: string | null;
};

const VALUED = z.discriminatedUnion(
  'kind',
  Object.entries(RULE_VALUES).map(([kind, value]) => z.object({ kind: z.literal(kind), value })) as never,
) as unknown as z.ZodType<Valued, Valued>;

/** One rule a kind and scope: what stood there is replaced. `ofId`: the team, machine or model; null for the lab. */
export const SaveRuleInput = VALUED.and(z.object({ scope: RuleScope, ofId: Id.nullable() }));
export const BookingRule = VALUED.and(
  z.object({
    id: Id,
    scope: RuleScope,
    ofId: z.string().nullable(),
    /** What it is for, by its name; null for the lab. */
    ofName: z.string().nullable(),
    setBy: z.string().nullable(),
    setAt: Instant,
  }),
);
export type BookingRule = z.output<typeof BookingRule>;
export const RuleChoices = z.object({
  rules: z.array(BookingRule),
  teams: z.array(z.object({ id: Id, name: z.string() })),
  machines: z.array(z.object({ id: Id, name: z.string() })),
  models: z.array(z.object({ id: z.string(), name: z.string() })),
});
export type RuleChoices = z.output<typeof RuleChoices>;

/** One line of what a person may book, in their words. */
export const MayRow = z.object({
  key: z.string(),
  rule: z.string(),
  forYou: z.string(),
  stand: z.string().nullable(),
  /** How much of it is used up, 0 to 1 and beyond. */
  share: z.number().nullable(),
  /** Whose rule it is: the lab, a team; `Standard` where nobody set one. */
  setFor: z.string(),
  since: Instant.nullable(),
});
export type MayRow = z.output<typeof MayRow>;
