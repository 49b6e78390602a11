import { expect, test } from 'vitest';
import { recordHeartbeat } from '../agents/index.ts';
import { loadMachinesForStart } from '../sessions/load-machines.ts';
import { actingAs, makeTestContext } from '../../testing/context.ts';
import { makeMachine } from '../../testing/factories.ts';
import { getMachine, liftQuarantine } from './index.ts';

const DETAIL = 'The GPU is fully active at 41 of 480 W and nothing comes of it: it hangs.';
const MINUTE_MS = 60_000;

test('a machine in trouble takes no model until it was started after that, or an admin has looked', async () => {
  const ctx = await makeTestContext();
  const admin = await actingAs(ctx, 'admin');
  const machine = await makeMachine(ctx.db);
  const agent = await ctx.db.agent.update({ where: { machineId: machine.id }, data: { bootId: 'a-boot' } });
  const ref = { machineId: machine.id, agentId: agent.id };
  const from = (minutes: number): Date => new Date(ctx.now().getTime() + minutes * MINUTE_MS);
  const trouble = { kind: 'gpu_wedged' as const, detail: DETAIL, at: from(-10) };
  const beat = (more: object) => recordHeartbeat(ctx, ref, { bootId: 'a-boot', ...more });
  const whyNot = async () => (await loadMachinesForStart(ctx, [machine.id]))[0]!.needsAttention;
  const untold = async () => (await getMachine(admin, { id: machine.id })).quarantinedAt;

  await beat({ bootedAt: from(-100) });
  expect(await whyNot()).toBeNull();
  for (let again = 0; again < 2; again++) {
    expect(await beat({ trouble, bootedAt: from(-100) })).toEqual({ forgiven: false });
    expect(await whyNot()).toBe(`Its GPU hangs. ${DETAIL} It takes no model until it was restarted.`);
  }
  expect(await untold()).toEqual(trouble.at);
  // The agent was started anew and knows of nothing; its system was not.
  await beat({ bootedAt: from(-100) });
  expect(await whyNot()).not.toBeNull();
  await beat({ bootedAt: from(-5) });
  expect(await whyNot()).toBeNull();

  const later = { ...trouble, at: from(-1) };
  await beat({ trouble: later, bootedAt: from(-5) });
  expect(await whyNot()).not.toBeNull();
  await liftQuarantine(admin, { id: machine.id });
  expect(await whyNot()).toBeNull();
  await expect(liftQuarantine(admin, { id: machine.id })).rejects.toThrow(/is not kept out/);
  // What was seen before is forgiven, what is seen after is not.
  expect(await beat({ trouble: later, bootedAt: from(-5) })).toEqual({ forgiven: true });
  expect(await whyNot()).toBeNull();
  await beat({ trouble: { ...trouble, at: from(1) }, bootedAt: from(-5) });
  expect(await whyNot()).not.toBeNull();
  const acts = await ctx.db.auditEntry.findMany({ where: { objectId: machine.id }, orderBy: { id: 'asc' } });
  expect(acts.map((it) => it.action)).toEqual([
    'machine.quarantine',
    'machine.end-quarantine',
    'machine.quarantine',
    'machine.lift-quarantine',
    'machine.quarantine',
  ]);
});
