import { describe, expect, test } from 'vitest';
import type { Database } from '../db.ts';
import { recordHeartbeat } from '../modules/agents/index.ts';
import { makeTestContext } from '../testing/context.ts';
import { makeBooking, makeMachine, makeSession, makeUser } from '../testing/factories.ts';
import { createSweeps } from './sweeps.ts';

const START = new Date(Date.now() + 60_000);
const after = (seconds: number) => new Date(START.getTime() + seconds * 1000);
/** What every statement meets while the database is away. */
const AWAY = new Proxy({} as Database, {
  get: () => {
    throw new Error('The database does not answer.');
  },
});

/** A portal that has been running for a while, with one agent that beats and one session that is loading. */
async function setUp(deadlineAt: Date) {
  const ctx = await makeTestContext({ now: START });
  const [ready, loading] = await Promise.all([
    makeMachine(ctx.db, { agent: { state: 'online', bootId: 'boot-1', lastSeenAt: START } }),
    makeMachine(ctx.db),
  ]);
  const person = await makeUser(ctx.db);
  const booking = await makeBooking(ctx.db, { machineIds: [loading.id], personId: person.id });
  const session = await makeSession(ctx.db, {
    bookingId: booking.id,
    startedById: person.id,
    machineIds: [loading.id],
    state: 'loading',
    stateSince: new Date(deadlineAt.getTime() - 900_000),
    deadlineAt,
  });
  const portal = { isAway: false };
  const sweeps = createSweeps((name) => ({
    ...ctx,
    actor: { kind: 'system', name },
    db: portal.isAway ? AWAY : ctx.db,
  }));
  return {
    ctx,
    /** One second of the portal: the agent beats every five, and every sweep runs. */
    async live(second: number, options: { isAgentSilent?: boolean } = {}): Promise<void> {
      ctx.clock.now = after(second);
      for (const it of sweeps) if (it.name !== 'expireDueBookings') await it.run().catch(() => undefined);
      if (second % 5 === 0 && !portal.isAway && !options.isAgentSilent)
        await recordHeartbeat(ctx, { machineId: ready.id, agentId: ready.agent!.id }, { bootId: 'boot-1' });
    },
    portal,
    agentState: async () => (await ctx.db.agent.findUniqueOrThrow({ where: { machineId: ready.id } })).state,
    sessionState: async () => (await ctx.db.session.findUniqueOrThrow({ where: { id: session.id } })).state,
  };
}

describe('a portal that was itself away judges nobody', () => {
  test('the database away for 31 s: no agent is lost, no session ended', async () => {
    const lab = await setUp(after(90));
    for (let second = 0; second <= 70; second += 1) await lab.live(second);
    lab.portal.isAway = true;
    for (let second = 71; second <= 102; second += 1) await lab.live(second);
    lab.portal.isAway = false;
    // The first look after it comes before any agent could be heard.
    await lab.live(103);
    await lab.live(104);
    expect(await lab.agentState()).toBe('online');
    expect(await lab.sessionState()).toBe('loading');
  });

  test('the portal frozen for 40 s: the same, and both are judged again after twice the time it takes to be lost', async () => {
    const lab = await setUp(after(90));
    for (let second = 0; second <= 70; second += 1) await lab.live(second);
    for (let second = 111; second <= 170; second += 1) await lab.live(second, { isAgentSilent: true });
    expect(await lab.agentState()).toBe('online');
    expect(await lab.sessionState()).toBe('loading');
    for (let second = 171; second <= 172; second += 1) await lab.live(second, { isAgentSilent: true });
    expect(await lab.agentState()).toBe('lost');
    expect(await lab.sessionState()).toBe('failed');
  });

  test('a database that went away in the grace after the start is noticed too', async () => {
    const lab = await setUp(after(900));
    for (let second = 0; second <= 25; second += 1) await lab.live(second);
    lab.portal.isAway = true;
    for (let second = 26; second <= 59; second += 1) await lab.live(second);
    lab.portal.isAway = false;
    for (let second = 60; second <= 64; second += 1) await lab.live(second, { isAgentSilent: true });
    expect(await lab.agentState()).toBe('online');
  });

  test('without an outage a silent agent is lost in its time', async () => {
    const lab = await setUp(after(900));
    for (let second = 0; second <= 70; second += 1) await lab.live(second);
    for (let second = 71; second <= 101; second += 1) await lab.live(second, { isAgentSilent: true });
    expect(await lab.agentState()).toBe('lost');
  });
});
