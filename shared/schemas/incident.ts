import * as z from 'zod';
import { LANE_KINDS } from '../domain/incident-lanes.ts';
import { pageInput, pageOf } from './paging.ts';
import { CERTAINTIES, LogLine, SessionEndReason } from './session.ts';
import { Text } from './text.ts';
import { Count, Id, Instant } from './units.ts';

const Machine = z.object({ id: Id, name: z.string() });

/** A line of a rank's log, or its agent's word on its end. */
export const IncidentLine = z.object({
  rank: Count,
  at: Instant,
  stream: LogLine.shape.stream,
  text: z.string(),
  /** It decided the cause. */
  decides: z.boolean(),
});
export type IncidentLine = z.output<typeof IncidentLine>;

export const IncidentRow = z.object({
  id: Id,
  number: Count,
  title: z.string(),
  cause: z.string(),
  certainty: z.enum(CERTAINTIES),
  sessionId: Id,
  modelTitle: z.string(),
  /** All of its session. */
  machines: z.array(Machine),
  /** Where the cause is; null where that is not known. */
  machine: Machine.nullable(),
  simulated: z.boolean(),
  noticedAt: Instant,
  closedAt: Instant.nullable(),
});
export type IncidentRow = z.output<typeof IncidentRow>;

export const TIMELINE_KINDS = [
  'session',
  'rank',
  'agent',
  'answer',
  'alert',
  'cable',
  'meter',
  'log',
  'person',
] as const;
export const TimelineEntry = z.object({
  at: Instant,
  kind: z.enum(TIMELINE_KINDS),
  /** Whose; null for what is of the session or the portal. */
  machineName: z.string().nullable(),
  text: z.string(),
  isFault: z.boolean(),
});
export type TimelineEntry = z.output<typeof TimelineEntry>;

const Milliseconds = z.number();
const LaneBars = z.array(
  z.object({ fromMs: Milliseconds, toMs: Milliseconds, kind: z.enum(LANE_KINDS), text: z.string() }),
);
/** What each machine did around it, as bars on one axis (`shared/domain/incident-lanes.ts`). */
const Lanes = z.object({
  fromMs: Milliseconds,
  toMs: Milliseconds,
  lanes: z.array(
    z.object({
      machineId: Id,
      name: z.string(),
      role: z.string(),
      bars: LaneBars,
    }),
  ),
  /** Between these machines, as far as anything tells of them. */
  cables: z.array(z.object({ key: z.string(), name: z.string(), role: z.string(), bars: LaneBars })),
  marks: z.array(z.object({ atMs: Milliseconds, text: z.string() })),
});

/** A machine that the failure kept out, and how it came back; null of what has not happened. */
const WayBack = z.object({
  machine: Machine,
  keptOutAt: Instant,
  why: z.string().nullable(),
  backAt: Instant.nullable(),
  /** Who gave it back; null where it was seen to be restarted. */
  givenBackBy: z.string().nullable(),
  /** When it held a model again. */
  usedAt: Instant.nullable(),
});
export type WayBack = z.output<typeof WayBack>;

/** Why the cause is believed; `open` where a sign is not known. */
export const IncidentSign = z.object({
  title: z.string(),
  detail: z.string(),
  tone: z.enum(['decides', 'fits', 'open']),
});
export type IncidentSign = z.output<typeof IncidentSign>;

export const IncidentDetail = IncidentRow.extend({
  sentence: z.string(),
  remedy: z.array(z.string()),
  isTransient: z.boolean(),
  needsPerson: z.boolean(),
  needsReboot: z.boolean(),
  /** Where its booking starts the model by itself and nothing came after it: when again, or a sentence why not. */
  again: z.union([z.object({ at: Instant, attempt: Count, of: Count }), z.string()]).nullable(),
  /** What was started on the booking after it; `isSame`: the same model. */
  next: z.object({ sessionId: Id, modelTitle: z.string(), isSame: z.boolean() }).nullable(),
  endReason: SessionEndReason.nullable(),
  bookingId: Id,
  purpose: z.string(),
  startedBy: z.string(),
  mine: z.boolean(),
  modelId: z.string(),
  backend: z.string(),
  mlx: z.string().nullable(),
  mlxLm: z.string().nullable(),
  /** The first sign, which may be when it was noticed. */
  startedAt: Instant,
  /** When the last rank was gone; null while one is not. */
  endedAt: Instant.nullable(),
  readyAt: Instant.nullable(),
  signs: z.array(IncidentSign),
  /** What else it could have been and was not; `isSure` false where nothing tells. */
  ruledOut: z.array(z.object({ title: z.string(), detail: z.string(), isSure: z.boolean() })),
  lanes: Lanes,
  wayBack: z.array(WayBack),
  evidence: z.array(IncidentLine.extend({ machineName: z.string() })),
  timeline: z.array(TimelineEntry),
  kept: z.object({
    answersBefore: Count,
    cutAnswers: Count,
    /** Of the cut answers. */
    cutTokens: Count,
    waitingQuestions: Count,
    /** Of the cut answers; null where it is not measured. */
    cutJoules: z.number().nullable(),
  }),
  /** The same cause before, on the same machine where it is known; newest first. */
  earlier: z.array(
    z.object({ id: Id, number: Count, noticedAt: Instant, machineName: z.string().nullable() }),
  ),
  closedBy: z.string().nullable(),
  closeNote: z.string().nullable(),
  mayClose: z.boolean(),
});
export type IncidentDetail = z.output<typeof IncidentDetail>;

export const ListIncidentsInput = pageInput(30, 100).extend({
  which: z.enum(['open', 'all']).default('all'),
  machineId: Id.optional(),
});
export const IncidentPage = pageOf(IncidentRow);
export const SetIncidentClosedInput = z.object({
  id: Id,
  closed: z.boolean(),
  note: Text.max(2000).optional(),
});
export type SetIncidentClosedInput = z.output<typeof SetIncidentClosedInput>;
