import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createWriteStream, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Parallelism } from '@/shared/schemas/session.ts';
import { type Api, apiClient, signIn } from '../../e2e/fixtures/api.ts';
import { untilState } from '../../e2e/fixtures/flows.ts';
import { end, startLab, until } from '../../e2e/fixtures/lab.ts';
import { makeBenchFolder } from './database.ts';

export const MODEL_ID = 'espalier-demo';
const BOOKED_MS = 3 * 3_600_000;

export type RankAgent = { machineId: string; name: string; dataFolder: string; child: ChildProcess };
export type RankLab = Awaited<ReturnType<typeof openRankLab>>;
type Options = {
  size: number;
  engineFolder?: string;
  /** Of portal and agents alike. */
  env?: Record<string, string>;
  /** Program and arguments before each agent's own, by its index: `ip netns exec …`. */
  within?: (index: number) => string[];
  /** Where agents find the portal, if not on loopback. */
  host?: string;
};

/** The portal as it is shipped, with so many agents as they are shipped, all on this host, and one booking over all of them. */
export async function openRankLab(options: Options) {
  const { size, env = {}, within = () => [] } = options;
  const engineFolder =
    options.engineFolder ?? process.env['ESPALIER_ENGINE_FOLDER'] ?? path.resolve('.data/engine');
  const folder = makeBenchFolder();
  const tmp = path.join(folder, 'tmp');
  mkdirSync(tmp, { mode: 0o777 });
  const lab = await startLab({
    dataFolder: folder,
    agents: () => false,
    env: { ...env, TMPDIR: tmp },
    ...(options.host && { host: options.host }),
  });
  const api = apiClient(lab.url, await signIn(lab.url, lab.account('owner')));
  const portal = lab.url.replace('localhost', '127.0.0.1');
  const agents: RankAgent[] = [];

  const startAgent = async (index: number): Promise<RankAgent> => {
    const name = `Rig ${index + 1}`;
    const known = agents[index];
    const dataFolder = path.join(folder, 'rig', String(index));
    const args = ['dist/agent.mjs', 'run', '--portal', portal, '--name', name];
    args.push('--data-folder', dataFolder, '--engine-folder', engineFolder);
    if (!known) {
      mkdirSync(dataFolder, { recursive: true });
      const { token } = await api.machines.add.mutate({ name });
      const tokenFile = path.join(folder, `token-${index}`);
      writeFileSync(tokenFile, token, { mode: 0o600 });
      args.push('--join-token-file', tokenFile);
    }
    const [program = process.execPath, ...rest] = [...within(index), process.execPath, ...args];
    const child = spawn(program, rest, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NODE_ENV: 'production', ...env, TMPDIR: tmp },
    });
    const log = createWriteStream(path.join(folder, 'logs', `rig-${index}.log`), { flags: 'a' });
    child.stdout!.pipe(log);
    child.stderr!.pipe(log);
    const { machines } = await api.machines.list.query();
    const machineId = machines.find((it) => it.name === name)!.id;
    return (agents[index] = { machineId, name, dataFolder, child });
  };
  const close = async (): Promise<void> => {
    for (const { child } of agents) await end(child);
    await lab.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    for (let index = 0; index < size; index++) await startAgent(index);
    await lab.untilOnline(size);
    const bookingId = await book(api, agents);
    return { lab, api, folder, tmp, agents, startAgent, bookingId, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A booking of these from now on on which the demo model can start. */
export async function book(api: Api, agents: readonly RankAgent[]): Promise<string> {
  const { id: bookingId } = await api.bookings.create.mutate({
    id: randomUUID(),
    machineIds: agents.map((it) => it.machineId),
    startsAt: new Date(),
    endsAt: new Date(Date.now() + BOOKED_MS),
    purpose: 'a bench',
  });
  await untilStartable(api, bookingId);
  return bookingId;
}

export async function untilStartable(api: Api, bookingId: string): Promise<void> {
  await until(90_000, 'a model that can start', async () => {
    const models = await api.sessions.startableModels.query({ bookingId });
    return models.some((it) => it.id === MODEL_ID && it.refusal === null);
  });
}

/** Starts the demo model there and gives the session's id at once. */
export async function startModel(api: Api, bookingId: string, parallelism?: Parallelism): Promise<string> {
  const id = randomUUID();
  await api.sessions.start.mutate({ id, bookingId, modelId: MODEL_ID, ...(parallelism && { parallelism }) });
  return id;
}

export const untilReady = (api: Api, id: string): Promise<void> => untilState(api, id, 'ready', 180_000);

/** Until the portal says that it is over and each rank of it gone, which is when its machines are free again. */
export async function untilOver(api: Api, id: string, timeoutMs = 60_000) {
  await until(timeoutMs, 'the session to be over', async () => {
    const { endedAt, ranks } = await api.sessions.get.query({ id });
    return endedAt !== null && ranks.every((it) => it.state === 'exited');
  });
  return api.sessions.get.query({ id });
}
