import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { endLeftovers } from '@/agent/end-leftovers.ts';
import { readJournal } from '@/agent/testing/read-journal.ts';
import { type AgentProcess, runProgram } from '@/agent/testing/run-agent-process.ts';
import { until } from '@/agent/testing/until.ts';
import { issueJoinToken } from '../modules/inventory/index.ts';
import { startSession } from '../modules/sessions/index.ts';
import { actingAs, type TestContext, userIdOf } from './context.ts';
import { makeBooking, makeMachine } from './factories.ts';
import { makeSecretOf } from './keys.ts';
import { startWholePortal } from './whole-portal.ts';

export const engineFolder = path.resolve(process.env['ESPALIER_ENGINE_FOLDER'] ?? '.data/engine');

/** A portal, two agents as they are shipped, and the demo model on MLX over both of them, ready to be asked by keys. */
export async function startMlxLab() {
  const setup = await runProgram(['setup-engine', '--engine-folder', engineFolder]);
  if ((await setup.exited).code !== 0) throw new Error(setup.output());
  const portal = await startWholePortal();
  const folder = mkdtempSync(path.join(tmpdir(), 'espalier-mlx-'));
  const agents: AgentProcess[] = [];
  const close = async (): Promise<void> => {
    for (const { child } of agents) child.kill('SIGKILL');
    await Promise.all(agents.map((it) => it.exited));
    for (const name of ['0', '1'].slice(0, agents.length))
      await endLeftovers(readJournal(path.join(folder, name, 'journal.jsonl')).ranks);
    await portal.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const ctx = await actingAs(portal.ctx, 'member');
    const machineIds = [await startAgent('0'), await startAgent('1')];
    const sessionId = await startModel(ctx, machineIds);
    const makeSecret = (fields?: Parameters<typeof makeSecretOf>[1]) => makeSecretOf(ctx, fields);
    return { url: portal.url, ctx, sessionId, secret: await makeSecret(), makeSecret, close };
  } catch (error) {
    await close();
    const said = agents.map((it) => it.output().slice(-2000)).join('\n');
    throw new Error(`No session on MLX; the agents said:\n${said}`, { cause: error });
  }

  async function startAgent(name: string): Promise<string> {
    const { ctx } = portal;
    const machine = await makeMachine(ctx.db, { agent: null, facts: null });
    const { token } = await ctx.db.$transaction((tx) => issueJoinToken(ctx, tx, machine));
    const dataFolder = path.join(folder, name);
    const tokenFile = path.join(folder, `token-${name}`);
    writeFileSync(tokenFile, token);
    const flags = [
      'run',
      '--portal',
      portal.url,
      '--data-folder',
      dataFolder,
      '--join-token-file',
      tokenFile,
    ];
    agents.push(
      await runProgram([...flags, '--engine-folder', engineFolder, '--models-folder', 'agent/models']),
    );
    return machine.id;
  }
}
export type MlxLab = Awaited<ReturnType<typeof startMlxLab>>;

async function startModel(ctx: TestContext, machineIds: string[]): Promise<string> {
  const reported = () => ctx.db.machineReport.count({ where: { machineId: { in: machineIds } } });
  await until(async () => (await reported()) === machineIds.length, 'both machines have reported', 60_000);
  const booking = await makeBooking(ctx.db, { personId: userIdOf(ctx), machineIds });
  const { id } = await startSession(ctx, {
    id: randomUUID(),
    bookingId: booking.id,
    modelId: 'espalier-demo',
  });
  const stateOf = async () => (await ctx.db.session.findUniqueOrThrow({ where: { id } })).state;
  const isSettled = async () => ['ready', 'failed', 'ended'].includes(await stateOf());
  await until(isSettled, 'the session is ready', 120_000);
  if ((await stateOf()) !== 'ready') throw new Error(`The session is ${await stateOf()}.`);
  return id;
}
