import type { MlxModel, Quantisation } from '@/shared/data/mlx-models.ts';
import { chosenSet, type LabSet, labSets } from '@/shared/domain/lab-sets.ts';
import { cacheBytesPerToken } from '@/shared/domain/model-memory.ts';
import { weightBytesOf } from '@/shared/domain/model-weights.ts';
import { comparePlans, type Plan } from '@/shared/domain/planner.ts';
import type { FitPlan, PlanFitInput, PlannedSet } from '@/shared/schemas/planning.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { chooseMachines } from './choose-machines.ts';
import { findModel, publishedPoints, settingsOf } from './plan-asked.ts';
import { planLabSet } from './plan-lab-set.ts';
import { type LabMachineNow, type LabMachinesReader, readLabMachines } from './read-lab-machines.ts';
import { readMeasuredPoints } from './read-measured-points.ts';

/** Which of the lab's sets, or these machines together, can run that model: with what to spare, how fast, or why not. */
export async function planFit(
  ctx: ServiceContext,
  input: PlanFitInput,
  read: LabMachinesReader = readLabMachines,
): Promise<FitPlan> {
  authorize(ctx, 'lab:read');
  const { model, quantisation } = findModel(input.modelId, input.quantisation);
  const settings = settingsOf(input);
  const { machines, links } = await read(ctx);
  const sets = input.machineIds
    ? [chosenSet(chooseMachines(machines, input.machineIds), links)]
    : labSets(machines, links);
  const measured = await readMeasuredPoints(ctx, { model, quantisation, requests: input.requests, machines });
  const points = [...measured, ...publishedPoints];
  const planned = sets
    .map((set) => ({ set, plan: planLabSet(model, quantisation, set, settings, points) }))
    .toSorted((a, b) => comparePlans(a.plan, b.plan));
  const notes = new Map(machines.map((it) => [it.id, it.notes]));
  return {
    model: toPlannedModel(model, quantisation),
    promptTokens: settings.promptTokens,
    sets: planned.slice(0, input.limit).map(({ set, plan }) => toPlannedSet(set, plan, notes)),
    leftOut: Math.max(0, planned.length - input.limit),
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

const toPlannedModel = (model: MlxModel, quantisation: Quantisation): FitPlan['model'] => ({
  id: model.id,
  title: model.title,
  quantisation: quantisation.label,
  weightsBytes: weightBytesOf(model, quantisation)?.total ?? null,
  weightsBasis: quantisation.basis,
  layers: model.layers,
  heads: model.heads,
  kvHeads: model.kvHeads,
  cacheBytesPerToken: cacheBytesPerToken(model),
  contextLength: model.contextLength,
  licence: model.licence,
  source: model.source,
});
