import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { PROTOCOL_VERSION } from '@/shared/protocol/agent.ts';
import { makeBooking, makeSession, makeUser } from '../testing/factories.ts';
import {
  closeRealtime,
  connectAgent,
  handshake,
  makeKeyed,
  makeRealtimePortal,
} from '../testing/realtime-portal.ts';

/*
 * What an agent of the protocol before said over one session and one answer, as its own program said it (a simulated
 * Mac, cut to one frame of what repeats): portals and agents need no common minute to be upgraded in.
 */
type Frame = { event: string; payload: { protocolVersion?: number; deltas?: { text: string }[] } };
type Reply = { ok: boolean; data?: { upgradeRequired?: string }; error?: unknown };
const RECORDED = 'server/realtime/fixtures/agent-of-protocol-3.json';
const MOMENT = /"(\d{4}-\d\d-\d\dT[^"]*Z)"/g;
const UNANSWERED = new Set(['metrics:live', 'generation:prefill']);

afterEach(closeRealtime);

/** The same words of these ids, said up to this moment. */
function framesOf(ids: Record<'sessionId' | 'generationId', string> & { epoch: number }): Frame[] {
  const text = readFileSync(RECORDED, 'utf8');
  const lastMs = Math.max(...[...text.matchAll(MOMENT)].map(([, at]) => Date.parse(at!)));
  const shiftMs = Date.now() - lastMs;
  return JSON.parse(
    text
      .replaceAll(MOMENT, (_, at: string) => JSON.stringify(new Date(Date.parse(at) + shiftMs)))
      .replaceAll(/("sessionId": )"[^"]*"/g, `$1"${ids.sessionId}"`)
      .replaceAll(/("generationId": )"[^"]*"/g, `$1"${ids.generationId}"`)
      .replaceAll(/("epoch": )\d+/g, `$1${ids.epoch}`),
  ) as Frame[];
}

test('an agent of the protocol before is heard in all it says: its session, its answer and its readings are kept', async () => {
  const portal = await makeRealtimePortal();
  const { db } = portal.ctx;
  const agent = await makeKeyed(portal);
  const person = await makeUser(db);
  const booking = await makeBooking(db, { personId: person.id, machineIds: [agent.machineId] });
  const session = await makeSession(db, {
    bookingId: booking.id,
    startedById: person.id,
    machineIds: [agent.machineId],
  });
  const generation = await db.generation.create({
    data: {
      id: randomUUID(),
      sessionId: session.id,
      epoch: session.epoch,
      requestedById: person.id,
      source: 'chat',
      state: 'running',
      maxTokens: 100,
    },
  });
  const frames = framesOf({ sessionId: session.id, generationId: generation.id, epoch: session.epoch });
  expect(frames[0]!.payload.protocolVersion).toBe(PROTOCOL_VERSION - 1);
  const socket = await connectAgent(portal, handshake(portal, agent, 1));
  for (const { event, payload } of frames) {
    if (UNANSWERED.has(event)) {
      socket.emit(event, payload);
      continue;
    }
    const reply = (await socket.emitWithAck(event, payload)) as Reply;
    expect(reply, `${event}: ${JSON.stringify(payload)}`).toMatchObject({ ok: true });
    expect(reply.data?.upgradeRequired).toBeUndefined();
  }
  const said = frames.flatMap((it) => it.payload.deltas ?? []).map((it) => it.text);
  expect(await db.generation.findUnique({ where: { id: generation.id } })).toMatchObject({
    state: 'length',
    text: said.join(''),
    completionTokens: 40,
  });
  const [{ chunks }] = (await db.$queryRaw`SELECT count(*)::int AS chunks FROM "ReadingChunk"`) as [
    { chunks: number },
  ];
  expect(chunks).toBe(1);
  expect(await db.machineReport.findUnique({ where: { machineId: agent.machineId } })).toMatchObject({
    protocolVersion: PROTOCOL_VERSION - 1,
  });
});
