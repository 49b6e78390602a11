import * as z from 'zod';
import { GenerationEndFrame, GenerationProgressFrame, MetricFrame } from '@/shared/protocol/console.ts';
import { Count, Id } from '@/shared/schemas/units.ts';

/*
 * What portals on one database say to each other: ids and numbers, over the Postgres adapter of socket.io. Rows are
 * the truth; a message that is lost costs time only. Unknown topics of a newer portal are ignored.
 */
export const PEER_TOPICS = {
  /** Signed out, another role, removed. */
  'member.changed': z.object({ userId: Id }),
  'wall.revoked': z.object({ wallId: Id }),
  /** An agent has connected to us; an older connection of it ends. */
  'agent.here': z.object({ machineId: Id, agentId: Id, joinCounter: Count }),
  'agent.revoked': z.object({ machineId: Id, agentId: Id, reason: z.string(), bootId: Id.optional() }),
  /** A question is stored: whoever asked it may have announced it to another portal. */
  'answers.asked': z.object({ generationId: Id, userId: Id }),
  /** Answers that were stored up to a seq. */
  'answers.moved': z.object({ moved: z.array(z.object({ generationId: Id, lastSeq: Count })) }),
  'answers.progress': z.object({ frame: GenerationProgressFrame }),
  /** Who has a chat open at that portal, for so long. */
  'chat.people': z.object({
    portalId: Id,
    conversationId: Id,
    people: z.array(z.object({ userId: Id, isTyping: z.boolean() })),
  }),
  'answers.ended': z.object({ frame: GenerationEndFrame }),
  /** What our browsers watch, for so long; nothing at all ends it at once. */
  'live.watched': z.object({
    portalId: Id,
    forMs: Count,
    all: z.boolean(),
    machineIds: z.array(Id),
    sessionIds: z.array(Id),
  }),
  /** Readings of our agents and rates of their sessions that some portal watches. */
  'live.part': MetricFrame.pick({ machines: true, sessions: true }),
};

export const PEER_QUESTIONS = {
  /**
   * A command to an agent that the other portal holds, as the catalogue of commands has it. Sealed: it goes through
   * the database, and may hold a token or a question.
   */
  'agent.command': {
    payload: z.object({ machineId: Id, sealed: z.string() }),
    reply: z.object({}),
  },
  /** Tell us of these answers for so long. */
  'answers.watch': {
    payload: z.object({ generationIds: z.array(Id), forMs: Count }),
    reply: z.object({}),
  },
  'user.sockets': { payload: z.object({ userId: Id }), reply: z.object({ count: Count }) },
};

export type PeerTopics = { [K in keyof typeof PEER_TOPICS]: z.output<(typeof PEER_TOPICS)[K]> };
export type PeerQuestions = {
  [K in keyof typeof PEER_QUESTIONS]: {
    payload: z.output<(typeof PEER_QUESTIONS)[K]['payload']>;
    reply: z.output<(typeof PEER_QUESTIONS)[K]['reply']>;
  };
};

const between = { from: Id, to: Id };
export const Envelope = z.discriminatedUnion('kind', [
  /** A portal that has just begun to listen, and the answer to it: each now knows that it hears the other. */
  z.object({ kind: z.literal('hello'), from: Id }),
  z.object({ kind: z.literal('welcome'), ...between }),
  z.object({ kind: z.literal('bye'), from: Id }),
  z.object({ kind: z.literal('tell'), from: Id, topic: z.string(), body: z.unknown() }),
  z.object({
    kind: z.literal('ask'),
    ...between,
    id: z.string(),
    question: z.string(),
    body: z.unknown(),
    askedAtMs: z.number(),
  }),
  /** The question has arrived; its answer takes as long as it takes. */
  z.object({ kind: z.literal('taken'), ...between, id: z.string() }),
  z.object({
    kind: z.literal('answer'),
    ...between,
    id: z.string(),
    body: z.unknown(),
    error: z.object({ code: z.string(), message: z.string() }).optional(),
  }),
]);
export type Envelope = z.output<typeof Envelope>;
