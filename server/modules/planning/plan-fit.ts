import { chosenSet, type LabSet, labSets } from '@/shared/domain/lab-sets.ts';
import { knownCachePerToken } from '@/shared/domain/model-memory.ts';
import { weightBytesOf } from '@/shared/domain/model-weights.ts';
import { comparePlans, type Plan } from '@/shared/domain/planner.ts';
import type { EngineSettings } from '@/shared/schemas/engine-settings.ts';
import type { Asked, FitPlan, PlanFitInput, PlannedSet } from '@/shared/schemas/planning.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { findModel, type Plannable } from '../models/index.ts';
import { chooseMachines } from './choose-machines.ts';
import { publishedPoints, settingsOf } from './plan-asked.ts';
import { planLabSet } from './plan-lab-set.ts';
import {
  type LabMachineNow,
  type LabMachinesReader,
  type LabToPlan,
  readLabMachines,
} from './read-lab-machines.ts';
import { readMeasuredPoints } from './read-measured-points.ts';

/** Which of the lab's sets, or these machines together, can run that model: with what to spare, how fast, or why not. */
export async function planFit(
  ctx: ServiceContext,
  input: PlanFitInput,
  read: LabMachinesReader = readLabMachines,
  engine?: EngineSettings,
): Promise<FitPlan> {
  authorize(ctx, 'lab:read');
  const lab = await read(ctx);
  const plannable = await findModel(ctx, lab.held, input.modelId, input.quantisation);
  const sets = input.machineIds
    ? [chosenSet(chooseMachines(lab.machines, input.machineIds), lab.links)]
    : labSets(lab.machines, lab.links);
  const planned = await planSets(ctx, plannable, { lab, sets, asked: input, engine, limit: input.limit });
  return {
    model: { ...toPlannedModel(plannable), id: input.modelId },
    promptTokens: settingsOf(input).promptTokens,
    ...planned,
  };
}

type OnSets = {
  lab: LabToPlan;
  sets: readonly LabSet[];
  asked: Asked;
  engine?: EngineSettings | undefined;
  limit: number;
};

/** One model on each of these sets, what fits first. */
export async function planSets(
  ctx: ServiceContext,
  { model, quantisation }: Plannable,
  { lab: { machines }, sets, asked, engine, limit }: OnSets,
): Promise<Pick<FitPlan, 'sets' | 'leftOut'>> {
  const settings = settingsOf(asked, engine);
  const { requests } = asked;
  const measured = await readMeasuredPoints(ctx, { model, quantisation, requests, machines });
  const points = [...measured, ...publishedPoints];
  const planned = sets
    .map((set) => ({ set, plan: planLabSet(model, quantisation, set, settings, points) }))
    .toSorted((a, b) => comparePlans(a.plan, b.plan));
  const notes = new Map(machines.map((it) => [it.id, it.notes]));
  return {
    sets: planned.slice(0, limit).map(({ set, plan }) => toPlannedSet(set, plan, notes)),
    leftOut: Math.max(0, planned.length - limit),
  };
}

function toPlannedSet(
  set: LabSet,
  plan: Plan,
  notes: ReadonlyMap<string, LabMachineNow['notes']>,
): PlannedSet {
  const { verdict, split, reason, ranks, figures, warnings } = plan;
  return {
    machines: set.machines.map(({ id, name, kind }) => ({ id, name, kind })),
    alike: set.alike,
    simulated: set.simulated,
    linkWords: set.linkWords,
    linkGap: set.linkGap,
    verdict,
    split,
    reason,
    ranks,
    figures,
    warnings,
    notes: set.machines.flatMap(({ id }) => notes.get(id) ?? []),
  };
}

const toPlannedModel = ({ model, quantisation }: Plannable): FitPlan['model'] => ({
  id: model.id,
  title: model.title,
  quantisation: quantisation.label,
  weightsBytes: weightBytesOf(model, quantisation)?.total ?? quantisation.weightBytes,
  weightsBasis: quantisation.basis,
  layers: model.layers,
  heads: model.heads,
  kvHeads: model.kvHeads,
  cacheBytesPerToken: knownCachePerToken(model),
  contextLength: model.contextLength,
  licence: model.licence,
  source: quantisation.basis === 'headers' ? quantisation.source : model.source,
});
