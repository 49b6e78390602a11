import { randomUUID } from 'node:crypto';
import type { Span } from '@/shared/domain/usage.ts';
import type { Database } from '../db.ts';
import { makeBooking, makeSession, makeUser } from './factories.ts';

/** Times of tests about usage: seconds from a midnight in UTC. */
export const HOUR = 3600;
export const HOUR_MS = 3_600_000;
const START = new Date('2026-11-24T00:00:00Z');
export const at = (seconds: number): Date => new Date(START.getTime() + seconds * 1000);
export const span = (from: number, to: number): Span => ({ from: at(from), to: at(to) });
export const total = (values: readonly (number | null)[]): number =>
  values.reduce<number>((sum, it) => sum + (it ?? 0), 0);

type Use = {
  machineIds: string[];
  from: number;
  to: number;
  /** From when to when; `null`: still running. */
  sessions?: [number, number | null][];
  simulated?: boolean;
};

/** A booking of a new person's new team, and its sessions with the row that each leaves. */
export async function makeUse(db: Database, { machineIds, from, to, sessions = [], simulated = false }: Use) {
  const team = await db.team.create({ data: { name: randomUUID() } });
  const person = await makeUser(db, { teamId: team.id });
  const times = { startsAt: at(from), endsAt: at(to) };
  const who = { personId: person.id, teamId: team.id };
  const booking = await makeBooking(db, { machineIds, ...who, simulated, ...times });
  const rows = [];
  for (const [start, end] of sessions) {
    const session = await makeSession(db, {
      bookingId: booking.id,
      startedById: person.id,
      machineIds,
      simulated,
      createdAt: at(start),
      state: end === null ? 'ready' : 'ended',
      ...(end === null ? {} : { endedAt: at(end) }),
    });
    if (end !== null) await db.sessionEnergy.create({ data: { sessionId: session.id, dueAt: at(end) } });
    rows.push(session);
  }
  return { booking, person, sessions: rows };
}

type Answer = { sessionId: string; personId: string; from: number; to: number | null; tokens: number };

export function makeAnswer(db: Database, { sessionId, personId, from, to, tokens }: Answer) {
  return db.generation.create({
    data: {
      id: randomUUID(),
      sessionId,
      epoch: 1,
      requestedById: personId,
      maxTokens: 1000,
      state: to === null ? 'running' : 'completed',
      createdAt: at(from),
      startedAt: at(from),
      endedAt: to === null ? null : at(to),
      energyDueAt: to === null ? null : at(to),
      promptTokens: to === null ? null : 7,
      completionTokens: tokens,
    },
  });
}
