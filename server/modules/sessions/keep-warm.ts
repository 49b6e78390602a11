import type { Prisma } from '@/prisma/generated/client.ts';
import { cordonOf, cordonPhrase } from '@/shared/domain/cordon.ts';
import {
  decideWarm,
  type NextBlock,
  type WarmDecision,
  type WarmMachine,
} from '@/shared/domain/keep-warm.ts';
import { tellQuarantine } from '@/shared/domain/machine-trouble.ts';
import { ruleOf } from '@/shared/domain/power-policy.ts';
import { asSystem, type ServiceContext } from '../../context.ts';
import { OPEN_STATES } from '../generations/index.ts';
import { readReport } from '../inventory/index.ts';
import { readLabRule } from '../power/index.ts';
import { applySessionEvent } from './apply-session-event.ts';
import { readKeepMinutes } from './warm-rule.ts';

/**
 * Keeps the model of a booking that ends loaded for the next one, where the lab's rule says so and nobody needs the
 * machines. One that answers, that was let serve though it answers otherwise, or whose engine can't be handed over is
 * not kept.
 *
 * @returns whether it is.
 */
export async function keepWarm(ctx: ServiceContext, sessionId: string): Promise<boolean> {
  const now = ctx.now();
  const keepMinutes = await readKeepMinutes(ctx);
  if (keepMinutes === 0) return false;
  const session = await ctx.db.session.findFirst({
    where: { id: sessionId, state: 'ready', changes: { none: { state: 'withheld' } } },
    include: { ranks: { select: { machineId: true } } },
  });
  if (!session) return false;
  const machineIds = session.ranks.map((it) => it.machineId);
  const [isAnswering, connected, reports] = await Promise.all([
    ctx.db.generation.findFirst({
      where: { sessionId, state: { in: [...OPEN_STATES] } },
      select: { id: true },
    }),
    ctx.agents.connectedMachines(machineIds),
    ctx.db.machineReport.findMany({ where: { machineId: { in: machineIds } } }),
  ]);
  const canBe = machineIds.every(
    (id) =>
      connected.has(id) && readReport(reports.find((it) => it.machineId === id) ?? null).engine?.handsOver,
  );
  if (isAnswering || !canBe) return false;
  const decision = await decide(ctx, { ...session, machineIds, endedAt: now }, keepMinutes);
  if (!decision.keep) return false;
  const kept = await applySessionEvent(
    asSystem(ctx, 'keep warm'),
    { sessionId, epoch: session.epoch },
    { type: 'keep' },
    { session: { warmUntil: decision.until } },
  );
  return kept?.state === 'warm';
}

/** Ends what is kept warm once its time is up or its machines are needed. Safe beside other portals. */
export async function tendWarm(ctx: ServiceContext): Promise<void> {
  const warm = await ctx.db.session.findMany({
    where: { state: 'warm' },
    include: { ranks: { select: { machineId: true } } },
  });
  if (warm.length === 0) return;
  const keepMinutes = await readKeepMinutes(ctx);
  for (const { ranks, endedAt, ...session } of warm) {
    const machineIds = ranks.map((it) => it.machineId);
    const decision = await decide(
      ctx,
      { ...session, machineIds, endedAt: endedAt ?? session.stateSince },
      keepMinutes,
    );
    if (!decision.keep) await endWarm(ctx, session.id, decision.why);
    else if (decision.until.getTime() !== session.warmUntil?.getTime())
      await moveEnd(ctx, session.id, decision.until);
  }
}

/** The agents hear of it with their next heartbeats; what ends earlier is ended from here. */
async function moveEnd(ctx: ServiceContext, sessionId: string, until: Date): Promise<void> {
  const [moved] = await ctx.db.session.updateManyAndReturn({
    where: { id: sessionId, state: 'warm' },
    data: { warmUntil: until, revision: { increment: 1 } },
    select: { revision: true },
  });
  if (moved) ctx.bus.emit('session.changed', { sessionId, revision: moved.revision });
}

/** `why`: a sentence. */
export const endWarm = (ctx: ServiceContext, sessionId: string, why: string): Promise<unknown> =>
  applySessionEvent(asSystem(ctx, 'keep warm'), { sessionId, epoch: null }, { type: 'end_warm', why });

type Kept = { bookingId: string; modelId: string; machineIds: readonly string[]; endedAt: Date };

async function decide(ctx: ServiceContext, kept: Kept, keepMinutes: number): Promise<WarmDecision> {
  const machines = await readMachines(ctx, kept);
  return decideWarm({ modelId: kept.modelId, endedAt: kept.endedAt, keepMinutes, machines }, ctx.now());
}

const blockSelect = {
  kind: true,
  startsAt: true,
  machineId: true,
  booking: {
    select: { startModelId: true, blocks: { where: { holds: true }, select: { machineId: true } } },
  },
} satisfies Prisma.MachineBlockSelect;

async function readMachines(ctx: ServiceContext, kept: Kept): Promise<WarmMachine[]> {
  const now = ctx.now();
  const id = { in: [...kept.machineIds] };
  const [machines, blocks, lab] = await Promise.all([
    ctx.db.machine.findMany({ where: { id }, orderBy: { name: 'asc' } }),
    ctx.db.machineBlock.findMany({
      where: {
        machineId: id,
        holds: true,
        endsAt: { gt: now },
        OR: [{ expiresAt: null }, { expiresAt: { gt: now } }],
        // Its own turnaround is no need of anybody's.
        NOT: { bookingId: kept.bookingId },
      },
      select: blockSelect,
      orderBy: { startsAt: 'asc' },
      distinct: ['machineId'],
    }),
    readLabRule(ctx),
  ]);
  return machines.map((it) => {
    const cordon = cordonOf(it);
    const rule = ruleOf(it, lab);
    const block = blocks.find((own) => own.machineId === it.id);
    return {
      id: it.id,
      name: it.name,
      withheld: tellQuarantine(it) ?? it.needsAttention ?? (cordon && cordonPhrase(cordon)),
      sleepsAfterMinutes: rule.mode === 'sleep' ? rule.idleMinutes : null,
      next: block ? toNext(block) : null,
    };
  });
}

type BlockRow = Prisma.MachineBlockGetPayload<{ select: typeof blockSelect }>;

const toNext = ({ kind, startsAt, booking }: BlockRow): NextBlock => ({
  kind,
  startsAt,
  machineIds: booking?.blocks.map((it) => it.machineId) ?? [],
  startModelId: booking?.startModelId ?? null,
});
