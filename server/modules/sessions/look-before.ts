import { cordonPhrase } from '@/shared/domain/cordon.ts';
import { lookAhead, type PreflightMachine } from '@/shared/domain/preflight.ts';
import { LIVE_STATES } from '@/shared/domain/session-states.ts';
import type { EngineSettings } from '@/shared/schemas/engine-settings.ts';
import { LiveSample } from '@/shared/schemas/machine.ts';
import type { PlannedSet } from '@/shared/schemas/planning.ts';
import type { Backend } from '@/shared/schemas/session.ts';
import type { Preflight, ReadPreflightInput } from '@/shared/schemas/session-start.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { loadCabledLab } from '../inventory/index.ts';
import { planIdOf } from '../models/index.ts';
import { loadMachinesForStart } from './load-machines.ts';
import { settingsAhead } from './offer-settings.ts';
import { planStart, type StartPlan } from './plan-start.ts';
import { planMemory } from './read-outlook.ts';

type Looked = {
  machineIds: readonly string[];
  simulated: boolean;
  backend: Backend;
  settings?: EngineSettings;
  model: { id: string; title: string; weightsBytes: number } | null;
};

/** What starting that model on that booking would be held up by, without starting it. */
export async function readPreflight(ctx: ServiceContext, input: ReadPreflightInput): Promise<Preflight> {
  authorize(ctx, 'lab:read');
  const plan = await planStart(ctx, input);
  const { settings } = await settingsAhead(ctx, plan, input);
  return lookBefore(ctx, { ...lookedOf(plan), settings });
}

export const lookedOf = ({ machineIds, chosen, ranks, simulated }: StartPlan): Looked => ({
  machineIds,
  simulated,
  backend: ranks.backend,
  model: { id: chosen.id, title: chosen.title, weightsBytes: chosen.weightsBytes },
});

/** Every check that needs no word of an agent beyond what it last told. Links are tried once a session starts. */
export async function lookBefore(ctx: ServiceContext, asked: Looked): Promise<Preflight> {
  const { machineIds, backend, model, simulated, settings } = asked;
  const [machines, planned] = await Promise.all([
    loadMachines(ctx, machineIds, model?.id ?? null),
    model ? planMemory(ctx, planIdOf(model.id, simulated), [...machineIds], settings) : NO_PLAN,
  ]);
  const checks = lookAhead({ machines, model, backend, links: null, ...planned });
  return { at: ctx.now(), checks, links: [] };
}

const NO_PLAN: { plan: PlannedSet | null; whyNoPlan: string | null } = { plan: null, whyNoPlan: null };

async function loadMachines(
  ctx: ServiceContext,
  machineIds: readonly string[],
  modelId: string | null,
): Promise<PreflightMachine[]> {
  const ids = [...machineIds];
  const [lab, machines, agents, ranks] = await Promise.all([
    loadCabledLab(ctx),
    loadMachinesForStart(ctx, ids),
    ctx.db.agent.findMany({
      where: { machineId: { in: ids } },
      select: { machineId: true, reading: true },
    }),
    readRanks(ctx, ids),
  ]);
  return machines.flatMap(({ id, needsAttention, cordon, models }) => {
    const cabled = lab.machines.find((it) => it.machineId === id);
    if (!cabled) return [];
    const own = ranks.find((it) => it.machineId === id);
    return {
      ...cabled,
      needsAttention: needsAttention ?? (cordon && cordonPhrase(cordon)),
      held: models.find((it) => it.id === modelId) ?? null,
      memory: memoryOf(agents.find((it) => it.machineId === id)?.reading, own),
      reservedBy: own?.modelTitle ? `runs ${own.modelTitle}` : null,
    };
  });
}

/** A reading from before a rank had ended holds that rank's memory, which is free by now. */
/** What is kept warm gives its memory back, or is what is to start. */
function memoryOf(reading: unknown, own: HeldRow | undefined): PreflightMachine['memory'] {
  const { lastEndedAt = null, warmBytes = null } = own ?? {};
  const { data } = LiveSample.safeParse(reading);
  if (!data || data.memoryUsedBytes === null || data.memoryTotalBytes === null) return null;
  if (lastEndedAt !== null && data.at <= lastEndedAt) return null;
  return {
    usedBytes: Math.max(0, data.memoryUsedBytes - Number(warmBytes ?? 0)),
    totalBytes: data.memoryTotalBytes,
  };
}

type HeldRow = {
  machineId: string;
  modelTitle: string | null;
  lastEndedAt: Date | null;
  warmBytes: bigint | null;
};

const readRanks = (ctx: ServiceContext, ids: string[]): Promise<HeldRow[]> =>
  ctx.db.$queryRaw<HeldRow[]>`
    SELECT r."machineId",
      max(s."modelTitle") FILTER (WHERE s.state::text = ANY(${LIVE_STATES})
        OR (s.state = 'failed' AND r.state NOT IN ('exited', 'waiting'))) AS "modelTitle",
      max(r."changedAt") FILTER (WHERE r.state = 'exited') AS "lastEndedAt",
      sum(r."memoryBytes") FILTER (WHERE s.state = 'warm') AS "warmBytes"
    FROM "SessionRank" r JOIN "Session" s ON s.id = r."sessionId"
    WHERE r."machineId" = ANY(${ids}) GROUP BY r."machineId"`;
