import { expect, test } from 'vitest';
import type { Cursor } from '@/shared/schemas/paging.ts';
import { actingAs, makeTestContext } from '../../testing/context.ts';
import {
  agentModel,
  engineState,
  machineFacts,
  makeBooking,
  makeLab,
  makeMachine,
  makeSession,
} from '../../testing/factories.ts';
import {
  noteCommand,
  pruneAgentEvents,
  recordDisconnect,
  recordHello,
  recordNotes,
} from '../agents/index.ts';
import { cordonMachine } from '../cordons/index.ts';
import { judgeTrouble, liftQuarantine } from '../inventory/index.ts';
import { readTimeline } from './index.ts';

test('what an agent did, noticed and was told, its ranks, incidents and cordons stand in one list, page by page', async () => {
  const ctx = await makeTestContext({ now: new Date('2026-11-24T12:00:00Z') });
  await makeLab(ctx.db);
  const admin = await actingAs(ctx, 'admin');
  const machine = await makeMachine(ctx.db);
  const { id: agentId, bootId } = await ctx.db.agent.findUniqueOrThrow({ where: { machineId: machine.id } });
  const agent = { machineId: machine.id, agentId };
  const later = (seconds: number): void =>
    void (ctx.clock.now = new Date(ctx.now().getTime() + seconds * 1000));
  const hello = (agentVersion: string, boot: string) =>
    recordHello(
      ctx,
      agent,
      {
        protocolVersion: 3,
        agentVersion,
        bootId: boot,
        facts: machineFacts(),
        models: [agentModel()],
        engine: engineState(),
      },
      '10.0.0.9',
    );
  await hello('1.4.2', bootId ?? 'boot');
  later(1);
  await recordDisconnect(ctx, agent, bootId ?? 'boot');
  later(1);
  await hello('1.5.0', 'another');
  later(60);
  // Of a clock that is ahead: it can't have been later than now.
  const ahead = new Date(ctx.now().getTime() + 3_600_000);
  await recordNotes(ctx, agent, [
    { kind: 'slept', at: ctx.now(), ms: 58_000, sure: true },
    { kind: 'network_changed', at: ahead, gone: ['en0 10.0.0.7'], come: ['en0 10.0.0.8'] },
  ]);
  later(1);
  await noteCommand(ctx, machine.id, { command: 'session:prepare', why: 'There is no room.' });
  await noteCommand(ctx, machine.id, { command: 'session:stop', why: null });
  const booking = await makeBooking(ctx.db, { machineIds: [machine.id] });
  const session = await makeSession(ctx.db, {
    machineIds: [machine.id],
    bookingId: booking.id,
    startedById: booking.personId,
    state: 'failed',
    createdAt: new Date('2026-11-24T11:00:00Z'),
  });
  await ctx.db.sessionRank.updateMany({
    where: { sessionId: session.id },
    data: {
      state: 'exited',
      exitCause: 'crashed',
      message: 'Out of memory.',
      changedAt: new Date('2026-11-24T11:30:00Z'),
    },
  });
  const noticedAt = new Date('2026-11-24T11:30:01Z');
  await ctx.db.incident.create({
    data: {
      sessionId: session.id,
      simulated: false,
      cause: 'stalled',
      certainty: 'likely',
      phase: 'answering',
      startedAt: noticedAt,
      noticedAt,
    },
  });
  await cordonMachine(admin, {
    id: machine.id,
    revision: machine.revision,
    reason: 'Fan',
    drainMinutes: null,
  });

  const texts: string[] = [];
  const seen = new Set<string>();
  let cursor: Cursor | null = null;
  do {
    const page: Awaited<ReturnType<typeof readTimeline>> = await readTimeline(admin, {
      machineId: machine.id,
      limit: 3,
      cursor,
    });
    expect(page.rows.length).toBeLessThanOrEqual(3);
    for (const it of page.rows) seen.add(it.id);
    texts.push(...page.rows.map((it) => it.text));
    cursor = page.nextCursor;
  } while (cursor);
  expect(seen.size).toBe(texts.length);
  const found = (words: string) => texts.findIndex((it) => it.includes(words));
  expect(texts).toHaveLength(14 - Number(bootId === null));
  const order = [
    'It slept for 58',
    'The connection to its agent ended',
    'Incident 1: ',
    'has ended: Out of memory.',
    'begins',
  ].map(found);
  expect(order).toEqual(order.toSorted((a, b) => a - b));
  expect(order).not.toContain(-1);
  for (const words of [
    'Its agent is version 1.5.0, was 1.4.2',
    'Its agent was started anew',
    'Its agent connected from 10.0.0.9',
    'Its addresses changed: without en0 10.0.0.7, now with en0 10.0.0.8',
    'Its agent refused to check and reserve what a rank needs: There is no room.',
    'Its agent was told to end a rank, and did',
    `${admin.actor.name} cordoned ${machine.name}, Fan`,
  ])
    expect(texts).toContain(words);

  later(91 * 86_400);
  expect((await pruneAgentEvents(ctx)).deleted).toBeGreaterThan(5);
  expect(await ctx.db.agentEvent.count({ where: { machineId: machine.id } })).toBe(0);
});

test('that a machine was kept out, and who gave it back, stands in its timeline', async () => {
  const ctx = await makeTestContext({ now: new Date('2026-11-24T12:00:00Z') });
  await makeLab(ctx.db);
  const admin = await actingAs(ctx, 'admin');
  const machine = await makeMachine(ctx.db);
  const trouble = { kind: 'gpu_wedged' as const, at: ctx.now(), detail: 'Its GPU hangs.' };
  await judgeTrouble(ctx, machine.id, { quarantinedAt: null, quarantineLiftedAt: null }, { trouble });
  ctx.clock.now = new Date('2026-11-24T12:01:00Z');
  await liftQuarantine(admin, { id: machine.id });
  const { rows } = await readTimeline(admin, { machineId: machine.id, limit: 10, cursor: null });
  expect(rows.map((it) => it.text)).toEqual([
    `${admin.actor.name} gave ${machine.name} models again without a restart`,
    `${ctx.actor.name} keeps ${machine.name} from taking models until it was restarted, Its GPU hangs.`,
  ]);
});
