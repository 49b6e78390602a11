import type { Action } from '@/shared/domain/permissions.ts';
import type { GenerationDelta } from '@/shared/schemas/chat.ts';
import type { GenerationEndFrame, GenerationProgressFrame } from '@/shared/protocol/console.ts';

/** Domain events, emitted after commit. They tell what changed; readers go to the rows. */
/** Rank 0 of a session at one of its starts. */
export type AnsweringRank = { sessionId: string; epoch: number; machineId: string };

export type EventMap = {
  'machine.changed': { machineId: string; revision: number };
  /** A report tells another cable, port, address or RDMA state than the one before. */
  'cables.told': { machineId: string };
  /** This identity of the machine is over; another may have taken its place already. */
  'agent.revoked': {
    machineId: string;
    agentId: string;
    reason: string;
    /** Only this run of it is: the identity goes on elsewhere. */
    bootId?: string;
  };
  'booking.changed': { bookingId: string; revision: number };
  /** Taken, let go of or over. */
  'hold.changed': { holdId: string };
  /** Somebody gets in line for time, or out of it. */
  'wait.changed': { waitId: string };
  /** Planned, called off or over. */
  'maintenance.changed': { machineId: string };
  /** What it is, who has it or which machines need it. */
  'qualification.changed': { qualificationId: string };
  'booking-rule.changed': { ruleId: string };
  /** Somebody is told something. */
  'notification.added': { personId: string };
  /** A rule fired or cleared, was changed, silenced or seen to. */
  'alert.changed': { fired: number };
  'booking.over': { bookingId: string; reason: 'booking_ended' | 'booking_cancelled' };
  'session.changed': { sessionId: string; revision: number };
  'session.logged': { sessionId: string; lastSeq: number };
  'conversation.unshared': { conversationId: string; ownerId: string };
  'conversation.changed': { conversationId: string; revision: number };
  /** A question of a chat was stored, and its answer is on its way. */
  'generation.asked': { generationId: string; userId: string };
  /** Not stored: how far a question has been read, or how long its first token took. */
  'generation.progress': GenerationProgressFrame;
  /** Somebody waits for a session, or does no more, or it has begun another answer. */
  'queue.changed': { sessionId: string };
  /** Somebody reads an answer here who is no browser; told again when they have left. */
  'generation.followed': { generationId: string; isOver: boolean };
  /** Another portal has more of an answer, or its end: the rows have it. */
  'generation.moved': { generationId: string };
  /** An answer's first words, which a rank has sent and which are only being stored: for a program that asked that rank. */
  'generation.begun': AnsweringRank & { generationId: string; deltas: GenerationDelta[] };
  'generation.appended': { generationId: string; sessionId: string; deltas: GenerationDelta[] };
  'generation.ended': GenerationEndFrame & { sessionId: string };
  /** How far it is, or a pin or a removal of its model. */
  'model-copy.changed': { copyId: string };
  'member.changed': { userId: string };
  /** What the lab says to everybody, or whether it takes bookings. */
  'lab.changed': { what: 'announcement' | 'pause' };
  /** Somebody signed in asked for what their role does not allow. */
  'access.refused': { personId: string; name: string; action: Action; requestId: string };
  /** Its screens are cut off. */
  'wall.revoked': { wallId: string };
};
