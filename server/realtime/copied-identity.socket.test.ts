import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AgentProcess, runProgram } from '@/agent/testing/run-agent-process.ts';
import { decideRival, listRivals } from '../modules/agents/index.ts';
import { issueJoinToken } from '../modules/inventory/index.ts';
import { actingAs } from '../testing/context.ts';
import { makeMachine } from '../testing/factories.ts';
import { startWholePortal, type WholePortal } from '../testing/whole-portal.ts';

/* Two real agent programs with one identity, at a real portal. Simulated Macs: what tells two computers apart is real. */

let portal: WholePortal;
let folder: string;
const agents: AgentProcess[] = [];

beforeAll(async () => {
  portal = await startWholePortal();
  folder = mkdtempSync(join(tmpdir(), 'espalier-copied-'));
});
afterAll(async () => {
  for (const { child } of agents) child.kill('SIGKILL');
  await Promise.all(agents.map((it) => it.exited));
  await portal.close();
  rmSync(folder, { recursive: true });
});

const joinCounter = (data: string): number =>
  (JSON.parse(readFileSync(join(data, 'identity.json'), 'utf8')) as { joinCounter: number }).joinCounter;

/** The agent of a data folder, on the simulated computer of that name. */
async function start(data: string, computer: string, tokenFile: string): Promise<AgentProcess> {
  const flags = ['run', '--portal', portal.url, '--data-folder', data, `--name=${computer}`];
  flags.push('--simulate', 'studio-m2max', '--join-token-file', tokenFile);
  const started = await runProgram(flags);
  agents.push(started);
  return started;
}

test('the copy waits and says so, the original keeps its connection, and a person decides', async () => {
  const { ctx } = portal;
  const admin = await actingAs(ctx, 'admin');
  const machine = await makeMachine(ctx.db, { agent: null, facts: null, simulated: true });
  const { token } = await ctx.db.$transaction((tx) => issueJoinToken(ctx, tx, machine));
  const tokenFile = join(folder, 'token');
  writeFileSync(tokenFile, token);
  const agentOf = () => ctx.db.agent.findUnique({ where: { machineId: machine.id } });
  const [original, copy] = [join(folder, 'anjou'), join(folder, 'copy')];

  const first = await start(original, '-rf', tokenFile);
  await expect.poll(async () => (await agentOf())?.state, { timeout: 20_000 }).toBe('online');
  const { bootId, connectedAt } = (await agentOf())!;
  cpSync(original, copy, { recursive: true });
  rmSync(join(copy, 'agent.lock'));

  const second = await start(copy, 'another computer', tokenFile);
  await expect
    .poll(() => listRivals(admin, { id: machine.id }), { timeout: 20_000 })
    .toMatchObject([{ hostName: 'another computer', isOtherHardware: true }]);
  await expect.poll(second.output).toContain('An admin decides');
  // It has tried again and again, and the one that was there has not been cut once.
  await expect.poll(() => joinCounter(copy), { timeout: 20_000 }).toBeGreaterThan(3);
  expect(await agentOf()).toMatchObject({ bootId, connectedAt, state: 'online' });
  expect(first.output()).not.toContain('Trying again');
  // Said once, however often it tries.
  expect(second.output().split('this agent waits').length).toBe(2);

  const [rival] = await listRivals(admin, { id: machine.id });
  await decideRival(admin, { id: rival!.id, verdict: 'moved' });
  expect(await first.exited).toEqual({ code: 78, signal: null });
  expect(first.output()).toContain('on another computer now');
  await expect.poll(async () => (await agentOf())?.bootId, { timeout: 20_000 }).not.toBe(bootId);
  await expect.poll(async () => (await agentOf())?.state, { timeout: 20_000 }).toBe('online');
  await expect.poll(second.output).toContain('Connected to');
});
