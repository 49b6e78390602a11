import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AgentProcess, runProgram } from '@/agent/testing/run-agent-process.ts';
import { issueJoinToken } from '../modules/inventory/index.ts';
import { sleepNow, tendPower } from '../modules/power/index.ts';
import { readTimeline } from '../modules/timeline/index.ts';
import { actingAs } from '../testing/context.ts';
import { makeBooking, makeMachine } from '../testing/factories.ts';
import { startWholePortal, type WholePortal } from '../testing/whole-portal.ts';

/* Two real agent programs as simulated Macs at a real portal: one sleeps, the other sends the packet that wakes it. */

let portal: WholePortal;
let folder: string;
const agents: AgentProcess[] = [];

beforeAll(async () => {
  portal = await startWholePortal();
  folder = mkdtempSync(join(tmpdir(), 'espalier-sleep-'));
});
afterAll(async () => {
  for (const { child } of agents) child.kill('SIGKILL');
  await Promise.all(agents.map((it) => it.exited));
  await portal.close();
  rmSync(folder, { recursive: true });
});

async function start(name: string) {
  const { ctx } = portal;
  const machine = await makeMachine(ctx.db, { agent: null, facts: null, simulated: true });
  const { token } = await ctx.db.$transaction((tx) => issueJoinToken(ctx, tx, machine));
  const tokenFile = join(folder, `${name}.token`);
  writeFileSync(tokenFile, token);
  const flags = [
    'run',
    '--portal',
    portal.url,
    '--data-folder',
    join(folder, name),
    `--name=${name} ${process.pid}`,
  ];
  flags.push('--simulate', 'studio-m2max', '--join-token-file', tokenFile);
  agents.push(await runProgram(flags, { ESPALIER_TIME_SCALE: '0.2' }));
  return machine;
}

test('a Mac sleeps when it is told to, says nothing meanwhile, and is woken for its booking by its neighbour', async () => {
  const { ctx } = portal;
  const admin = await actingAs(ctx, 'admin');
  const [sleeper, waker] = [await start('Sleeper'), await start('Waker')];
  const agentOf = (machineId: string) => ctx.db.agent.findUnique({ where: { machineId } });
  for (const { id } of [sleeper, waker])
    await expect.poll(async () => (await agentOf(id))?.state, { timeout: 20_000 }).toBe('online');

  await sleepNow(admin, { id: sleeper.id });
  await expect
    .poll(() => ctx.agents.connectedMachines([sleeper.id, waker.id]), { timeout: 10_000 })
    .toEqual(new Set([waker.id]));
  expect(await agentOf(sleeper.id)).toMatchObject({ state: 'asleep', reading: null });
  await tendPower(ctx, { mayJudge: true });
  expect((await agentOf(sleeper.id))?.state).toBe('asleep');

  const startsAt = new Date(ctx.now().getTime() + 5 * 60_000);
  await makeBooking(ctx.db, {
    machineIds: [sleeper.id],
    simulated: true,
    startsAt,
    endsAt: new Date(startsAt.getTime() + 3_600_000),
  });
  await tendPower(ctx, { mayJudge: true });
  await expect.poll(async () => (await agentOf(sleeper.id))?.state, { timeout: 20_000 }).toBe('online');
  await tendPower(ctx, { mayJudge: true });
  const { rows } = await readTimeline(admin, { machineId: sleeper.id, limit: 20 });
  const told = rows.map((it) => it.text).join('\n');
  expect(told).toMatch(
    /Woken: it answered after .+\n(.+\n)*It is woken for the booking at .+\n(.+\n)*Put to sleep: /,
  );
});
