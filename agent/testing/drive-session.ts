import type { RankNetwork } from '@/shared/protocol/agent.ts';
import type { Backend, Parallelism, RankState } from '@/shared/schemas/session.ts';
import type { FakeAgent } from './fake-portal.ts';
import { until } from './until.ts';

export type DriveOptions = {
  sessionId: string;
  epoch?: number;
  modelId: string;
  parallelism?: Parallelism;
  leaseMs?: number;
  endsAt?: Date;
};
export type DrivenSession = {
  fence: { sessionId: string; epoch: number };
  reached(index: number, state: RankState): boolean;
};

/** Walks a session to `ready` over these agents, as a portal does: next step when all have reached the last. */
export async function driveToReady(agents: FakeAgent[], options: DriveOptions): Promise<DrivenSession> {
  const {
    sessionId,
    epoch = 1,
    modelId,
    leaseMs = 60_000,
    endsAt = new Date(Date.now() + 3_600_000),
  } = options;
  const fence = { sessionId, epoch };
  const size = agents.length;
  const parallelism = options.parallelism ?? (size === 1 ? 'single' : 'tensor');
  const backend: Backend = size === 1 ? 'single' : 'ring';
  const statesOf = (agent: FakeAgent) =>
    agent.states.filter((it) => it.sessionId === sessionId && it.epoch === epoch);
  const reached = (index: number, state: RankState): boolean =>
    statesOf(agents[index]!).some((it) => it.state === state);
  const all = (state: RankState, timeoutMs?: number): Promise<void> =>
    until(
      () => {
        for (const agent of agents) {
          const gone = statesOf(agent).find((it) => it.state === 'exited');
          if (gone) throw new Error(`A rank exited (${gone.cause}): ${gone.message}`);
        }
        return agents.every((_, index) => reached(index, state));
      },
      `all ranks are ${state}`,
      timeoutMs,
    );

  for (const [rank, agent] of agents.entries()) {
    agent.desired = [
      ...agent.desired.filter((it) => it.sessionId !== sessionId),
      { ...fence, rank, leaseMs, endsAt },
    ];
    const model = agent.hellos.at(-1)!.models.find((it) => it.id === modelId);
    const modelFingerprint = model?.fingerprint ?? 'none';
    await agent.send('session:prepare', {
      ...fence,
      rank,
      size,
      modelId,
      modelFingerprint,
      parallelism,
      backend,
      leaseMs,
      endsAt,
    });
  }
  await all('prepared');
  const hosts = agents.map((agent) => {
    const { address, port } = statesOf(agent).find((it) => it.state === 'prepared')!.listen!;
    return `${address}:${port}`;
  });
  const network: RankNetwork = size === 1 ? { kind: 'single' } : { kind: 'ring', hosts };
  await Promise.all(agents.map((agent) => agent.send('session:launch', { ...fence, network })));
  await all('imported', 60_000);
  await Promise.all(agents.map((agent) => agent.send('session:go', fence)));
  await all('loaded', 60_000);
  await agents[0]!.send('session:warm-up', fence);
  await until(() => reached(0, 'ready'), 'rank 0 is ready', 60_000);
  return { fence, reached };
}
