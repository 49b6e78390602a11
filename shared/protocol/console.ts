import * as z from 'zod';
import { GenerationDelta, GenerationState } from '../schemas/chat.ts';
import { LabPower, LiveFigures } from '../schemas/machine.ts';
import { Count, Id } from '../schemas/units.ts';
import { defineCatalog, type EventsOf } from './catalog.ts';

/*
 * Browser ⇄ portal over socket.io namespace `/ui`, signed in by the session cookie of the upgrade request.
 * Frames with data: `metrics:frame` and `generation:deltas`/`generation:end`. Everything else is a hint.
 */

/**
 * `lab`: hints on machines, bookings, sessions, conversations and members; every page listens. `session`: hints on
 * its log, and its token rate. `live`: the readings of one machine, or of all with the lab's sum. `wall`: those of all,
 * and hints on machines, bookings, maintenance and sessions; all that a screen with a link of its own may hear.
 */
export const Topic = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('lab') }),
  z.object({ kind: z.literal('session'), id: Id }),
  z.object({ kind: z.literal('live'), machineId: Id.optional() }),
  z.object({ kind: z.literal('wall') }),
]);
export type Topic = z.output<typeof Topic>;

/**
 * What many pages ask together (the list, the lab's sums) is read once for all of them and may be this old. So a page
 * asks again only this long after a hint: before, another portal might still give what was.
 */
export const SHARED_READ_MS = 500;

export const HINT_KINDS = [
  'machine',
  'booking',
  'hold',
  'maintenance',
  'notification',
  'booking-rule',
  'qualification',
  'session',
  'session-log',
  'session-queue',
  'conversation',
  'member',
  'lab',
  'alert',
  'model-copy',
] as const;
export const Hint = z.object({ kind: z.enum(HINT_KINDS), id: Id, revision: Count });
export type Hint = z.output<typeof Hint>;

export const consoleEvents = defineCatalog({
  /** Asks for a word, when nothing has come for a while: its reply tells that the connection still is one. */
  pulse: { payload: z.object({}), reply: z.object({}) },
  'topic:subscribe': { payload: Topic, reply: z.object({}) },
  'topic:unsubscribe': { payload: Topic, reply: z.object({}) },
  /**
   * The portal attaches the live listener first, then sends what the log holds after `afterSeq` as
   * `generation:deltas`, then live ones; the client applies only `lastSeq + 1` and drops the rest.
   */
  'generation:subscribe': {
    payload: z.object({ generationId: Id, afterSeq: Count }),
    reply: z.object({ state: GenerationState, lastSeq: Count }),
  },
  /**
   * Before one's own question is posted: its answer is sent from its first step on, without asking again. It lapses
   * when no such question comes soon.
   */
  'generation:expect': { payload: z.object({ generationId: Id }), reply: z.object({}) },
  /** Said now and then while a chat is open, and when typing begins or ends; it lapses. */
  'chat:here': { payload: z.object({ conversationId: Id, isTyping: z.boolean() }), reply: z.object({}) },
  'chat:gone': { payload: z.object({ conversationId: Id }), reply: z.object({}) },
  'generation:unsubscribe': { payload: z.object({ generationId: Id }), reply: z.object({}) },
});

/** Moments are milliseconds on the portal's clock: frames are many, and only a difference is ever asked of them. */
export const MetricFrame = z.object({
  atMs: z.number(),
  /** With the readings of all machines only. */
  lab: LabPower.optional(),
  /** Only machines that have been read since the last frame. */
  machines: z.array(LiveFigures.extend({ machineId: Id, atMs: z.number() })),
  /** Only sessions whose rate is told anew; a last zero says that one makes no tokens any more. */
  sessions: z.array(z.object({ sessionId: Id, tokensPerSecond: z.number() })),
});
export type MetricFrame = z.output<typeof MetricFrame>;

export const GenerationEndFrame = z.object({
  generationId: Id,
  state: GenerationState,
  lastSeq: Count,
  promptTokens: Count.nullable(),
  completionTokens: Count,
  timeToFirstTokenMs: z.number().nullable(),
  tokensPerSecond: z.number().nullable(),
  energyJoules: z.number().nullable(),
  message: z.string().nullable(),
});
export type GenerationEndFrame = z.output<typeof GenerationEndFrame>;

/** Of an answer before and at its first token; shown as it comes, not kept. */
export const GenerationProgressFrame = z.object({
  generationId: Id,
  /** Tokens of the question that have been read. */
  prefill: z.object({ done: Count, total: Count }).nullable(),
  timeToFirstTokenMs: z.number().nullable(),
});
export type GenerationProgressFrame = z.output<typeof GenerationProgressFrame>;

/** Who has a chat open now. */
export const ChatPeopleFrame = z.object({
  conversationId: Id,
  people: z.array(
    z.object({
      id: Id,
      name: z.string(),
      isTyping: z.boolean(),
      /** What their part in it lets them do. */
      may: z.enum(['own', 'write', 'read']),
    }),
  ),
});
export type ChatPeopleFrame = z.output<typeof ChatPeopleFrame>;

export const portalEvents = defineCatalog({
  /** Gathered: what changed within a moment comes together, each thing once. */
  hints: { payload: z.array(Hint).min(1) },
  'metrics:frame': { payload: MetricFrame },
  'generation:deltas': { payload: z.object({ generationId: Id, deltas: z.array(GenerationDelta) }) },
  'generation:end': { payload: GenerationEndFrame },
  'generation:progress': { payload: GenerationProgressFrame },
  'chat:people': { payload: ChatPeopleFrame },
});

export type ConsoleToPortal = EventsOf<typeof consoleEvents>;
export type PortalToConsole = EventsOf<typeof portalEvents>;
