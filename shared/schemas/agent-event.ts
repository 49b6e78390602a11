import * as z from 'zod';
import { DurationMs, Label, Moment, Note } from './bounds.ts';
import { pageInput, pageOf } from './paging.ts';
import { Id, Instant } from './units.ts';

const addresses = z.array(Label).max(64);

/** It did not run for so long; `sure`: the kernel says that the machine slept, else it may have been frozen. */
const Slept = z.object({ kind: z.literal('slept'), ms: DurationMs, sure: z.boolean() });
/** Its own clock was set by so much. */
const ClockJumped = z.object({ kind: z.literal('clock_jumped'), ms: DurationMs, isBack: z.boolean() });
/** Of its own addresses, as `en0 10.0.0.7`. */
const NetworkChanged = z.object({ kind: z.literal('network_changed'), gone: addresses, come: addresses });

const at = { at: Moment };
/** What an agent noticed of its machine, by itself; `at`: when it did, in the portal's time. */
export const AgentNote = z.discriminatedUnion('kind', [
  Slept.extend(at),
  ClockJumped.extend(at),
  NetworkChanged.extend(at),
]);
export type AgentNote = z.output<typeof AgentNote>;

/** What is kept of an agent: what it noticed, and what the portal saw of it. A closed list. */
export const AgentEventDetail = z.discriminatedUnion('kind', [
  Slept,
  ClockJumped,
  NetworkChanged,
  z.object({ kind: z.literal('connected'), from: Label.nullable() }),
  z.object({ kind: z.literal('restarted') }),
  z.object({ kind: z.literal('updated'), from: Label, to: Label }),
  z.object({ kind: z.literal('disconnected') }),
  z.object({ kind: z.literal('lost') }),
  z.object({ kind: z.literal('done'), command: Label }),
  /** What the portal did about its sleep, in a sentence without its end. */
  z.object({ kind: z.literal('power'), text: Note, isFault: z.boolean() }),
  z.object({ kind: z.literal('refused'), command: Label, why: Note }),
]);
export type AgentEventDetail = z.output<typeof AgentEventDetail>;

/** A line of a machine's timeline. */
export const TimelineRow = z.object({
  id: Id,
  at: Instant,
  tone: z.enum(['good', 'plain', 'warn', 'fault']),
  text: z.string(),
  href: z.string().nullable(),
});
export type TimelineRow = z.output<typeof TimelineRow>;
export const TimelineInput = pageInput(50, 100).extend({ machineId: Id });
export const TimelinePage = pageOf(TimelineRow);
