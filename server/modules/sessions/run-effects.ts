import type { agentCommands } from '@/shared/protocol/agent.ts';
import { canaryPrompts } from '@/shared/domain/canary.ts';
import { readSettings } from '@/shared/domain/engine-settings.ts';
import { planTrials, type TrialRank } from '@/shared/domain/link-trials.ts';
import type { Effect, SessionEvent } from '@/shared/domain/session-machine.ts';
import type { Backend, Parallelism } from '@/shared/schemas/session.ts';
import type * as z from 'zod';
import { asSystem, inBackground, type ServiceContext } from '../../context.ts';
import { isServiceError } from '../../errors.ts';
import { noteCommand } from '../agents/index.ts';
import { readLinks } from '../inventory/index.ts';
import { endOf, type SessionRow, sessionInclude } from './internal.ts';
import { type Listen, planRanks, type RanksPlan } from './plan-ranks.ts';
import { sealedPlanOf } from './seal-session-plan.ts';

type Commands = typeof agentCommands;
/** `applySessionEvent`, passed in because it runs these effects itself. */
export type Apply = (
  ctx: ServiceContext,
  fence: { sessionId: string; epoch: number | null },
  event: SessionEvent,
) => Promise<unknown>;
type SessionCommand =
  | 'session:prepare'
  | 'session:check'
  | 'session:prove'
  | 'session:launch'
  | 'session:go'
  | 'session:warm-up'
  | 'session:rest'
  | 'session:take-over'
  | 'session:stop';

/** Asks every machine of a new session to check and reserve what its rank needs. */
export function sendPrepare(ctx: ServiceContext, session: SessionRow, apply: Apply): void {
  for (const rank of session.ranks) {
    tell(ctx, apply, session, rank.rank, 'session:prepare', {
      sessionId: session.id,
      epoch: session.epoch,
      rank: rank.rank,
      size: session.ranks.length,
      modelId: session.modelId,
      modelFingerprint: session.modelFingerprint,
      parallelism: session.parallelism as Parallelism,
      backend: session.backend as Backend,
      settings: readSettings(session.engineSettings),
      leaseMs: ctx.timings.leaseMs,
      endsAt: endOf(session.booking).toISOString(),
    });
  }
}

/** Asks every machine to go on with its rank of a session that is kept warm, as one of this session. */
export function sendTakeOver(ctx: ServiceContext, session: SessionRow, apply: Apply): void {
  const { id, epoch } = session.takesOver!;
  for (const { rank } of session.ranks)
    tell(ctx, apply, session, rank, 'session:take-over', {
      sessionId: session.id,
      epoch: session.epoch,
      rank,
      from: { sessionId: id, epoch },
      leaseMs: ctx.timings.leaseMs,
      endsAt: endOf(session.booking).toISOString(),
    });
}

/** Sends the commands a transition asked for. Runs after its commit; the rows are read anew. */
export async function runEffects(
  ctx: ServiceContext,
  sessionId: string,
  effects: readonly Effect[],
  apply: Apply,
): Promise<void> {
  if (effects.length === 0) return;
  const session = await ctx.db.session.findUniqueOrThrow({
    where: { id: sessionId },
    include: sessionInclude,
  });
  const fence = { sessionId: session.id, epoch: session.epoch };
  for (const effect of effects) {
    switch (effect) {
      case 'check': {
        const { network } = await planNow(ctx, session);
        const trials = planTrials(session.ranks.map(toTrialRank), network);
        for (const { rank } of session.ranks)
          tell(ctx, apply, session, rank, 'session:check', { ...fence, pairs: trials?.[rank] ?? [] });
        break;
      }
      case 'launch': {
        const { network, ...plan } = await sealedPlanOf(ctx, session, () => planNow(ctx, session));
        for (const { rank } of session.ranks)
          tell(ctx, apply, session, rank, 'session:launch', { ...fence, network, plan });
        break;
      }
      case 'go':
        for (const { rank } of session.ranks) tell(ctx, apply, session, rank, 'session:go', fence);
        break;
      case 'warm_up':
        tell(ctx, apply, session, 0, 'session:warm-up', fence);
        break;
      case 'prove':
        tell(ctx, apply, session, 0, 'session:prove', {
          ...fence,
          prompts: canaryPrompts(session.contextTokens),
        });
        break;
      case 'rest': {
        const endsAt = (session.warmUntil ?? endOf(session.booking)).toISOString();
        for (const { rank } of session.ranks)
          tell(ctx, apply, session, rank, 'session:rest', { ...fence, endsAt });
        break;
      }
      case 'stop_all':
        for (const it of session.ranks) {
          if (it.state !== 'exited')
            tell(ctx, apply, session, it.rank, 'session:stop', {
              ...fence,
              reason: session.endMessage ?? '',
            });
        }
        break;
    }
  }
}

async function planNow(ctx: ServiceContext, session: SessionRow): Promise<RanksPlan> {
  const ranks = session.ranks.map((it) => ({ ...it, listen: it.listen as Listen | null }));
  const links = await readLinks(
    ctx,
    ranks.map((it) => it.machineId),
  );
  return planRanks(ctx, ranks, links);
}

const toTrialRank = ({ rank, listen }: SessionRow['ranks'][number]): TrialRank => {
  const { address = '', checkPorts = [] } = (listen as Listen | null) ?? {};
  return { rank, address, checkPorts };
};

/** Nobody waits for an agent's answer: the session's deadline ends what never comes. */
function tell<K extends SessionCommand>(...said: Parameters<typeof sendAndReport<K>>): void {
  const [ctx, , session, rank, command] = said;
  inBackground(
    ctx,
    `${command} to rank ${rank} of session ${session.id} could not be dealt with`,
    sendAndReport(...said),
  );
}

async function sendAndReport<K extends SessionCommand>(
  ctx: ServiceContext,
  apply: Apply,
  session: SessionRow,
  rank: number,
  command: K,
  payload: z.input<Commands[K]['payload']>,
): Promise<void> {
  const { machineId, state } = session.ranks[rank]!;
  const report = (message: string | null, cause: 'asked' | 'prepare_failed') =>
    apply(
      asSystem(ctx, 'session engine'),
      { sessionId: session.id, epoch: session.epoch },
      { type: 'rank_exited', rank, cause, message },
    );
  try {
    await ctx.agents.send(machineId, command, payload);
    keep(ctx, machineId, command, null);
    // A rank that was never prepared has nothing to end and so nothing to report.
    if (command === 'session:stop' && state === 'waiting') await report(null, 'asked');
  } catch (error) {
    ctx.logger.warn({ sessionId: session.id, rank, command, err: error }, 'command to an agent failed');
    // An agent that is away is judged by its liveness, and a stop is repeated by "desired"; a refusal is final.
    const isAway = isServiceError(error) && error.code === 'UNAVAILABLE';
    if (!isAway) keep(ctx, machineId, command, error instanceof Error ? error.message : 'no reason given');
    if (command === 'session:stop' || isAway) return;
    await report(error instanceof Error ? error.message : null, 'prepare_failed');
  }
}

/** For the machine's timeline; a line that is missing there holds nothing up. */
const keep = (ctx: ServiceContext, machineId: string, command: SessionCommand, why: string | null): void =>
  inBackground(ctx, 'a command could not be noted', noteCommand(ctx, machineId, { command, why }));
