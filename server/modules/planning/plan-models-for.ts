import { listMlxModels } from '@/shared/data/mlx-models.ts';
import { chosenSet } from '@/shared/domain/lab-sets.ts';
import { planModels, type ModelChoice } from '@/shared/domain/plan-choices.ts';
import { tightestRank } from '@/shared/domain/planner.ts';
import type { ModelPlan, PlanModelsInput } from '@/shared/schemas/planning.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { ownModels } from '../models/index.ts';
import { chooseMachines } from './choose-machines.ts';
import { publishedPoints, settingsOf } from './plan-asked.ts';
import { toPlanSet, whySetUnknown } from './plan-lab-set.ts';
import { type LabMachinesReader, readLabMachines } from './read-lab-machines.ts';

/** Which model these machines should run: the largest that fit and keep up, each in its finest form. */
export async function planModelsFor(
  ctx: ServiceContext,
  input: PlanModelsInput,
  read: LabMachinesReader = readLabMachines,
): Promise<ModelPlan> {
  authorize(ctx, 'lab:read');
  const { machines, links, held } = await read(ctx);
  const set = chosenSet(chooseMachines(machines, input.machineIds), links);
  const known = toPlanSet(set);
  if (known === null) return { models: [], whyNone: whySetUnknown(set) };
  const choices = planModels(
    [...listMlxModels(), ...(await ownModels(ctx, held))],
    known,
    settingsOf(input),
    input.leastPerSecond,
    publishedPoints,
  );
  return { models: choices.slice(0, input.limit).flatMap(toRow), whyNone: null };
}

function toRow({ model, quantisation, plan }: ModelChoice): ModelPlan['models'] {
  const { decodePerSecond } = plan.figures;
  if (decodePerSecond === null) return [];
  const tight = tightestRank(plan.ranks);
  return [
    {
      id: model.id,
      title: model.title,
      quantisation: quantisation.label,
      parameters: model.parameters.total,
      decodePerSecond,
      totalBytes: tight.totalBytes,
      spareBytes: tight.spareBytes,
    },
  ];
}
