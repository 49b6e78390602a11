import { listMlxModels } from '@/shared/data/mlx-models.ts';
import { chosenSet } from '@/shared/domain/lab-sets.ts';
import type { PlanSettings } from '@/shared/domain/planner.ts';
import type { Figure } from '@/shared/domain/plan-figures.ts';
import type { ServiceContext } from '../../context.ts';
import { publishedPoints, settingsOf } from './plan-asked.ts';
import { planLabSet } from './plan-lab-set.ts';
import { readLabMachines } from './read-lab-machines.ts';

type Ran = { modelId: string; machineIds: readonly string[]; parallelism: string; contextTokens: number };

/**
 * Tokens a second that the planner expects of a run, from its rules and what others published: what was measured here
 * is what it is held against. Null where it knows nothing of the model or of one of the Macs.
 */
export async function makeExpecter(ctx: ServiceContext): Promise<(ran: Ran) => Figure | null> {
  const { machines, links } = await readLabMachines(ctx);
  const byId = new Map(machines.map((it) => [it.id, it]));
  const byRepo = catalogueByRepo();
  return ({ modelId, machineIds, parallelism, contextTokens }) => {
    const known = byRepo.get(modelId);
    const set = machineIds.flatMap((id) => byId.get(id) ?? []);
    if (!known || set.length < machineIds.length) return null;
    const settings: PlanSettings = {
      ...settingsOf({ contextTokens: Math.round(contextTokens), requests: 1 }),
      split: set.length === 1 ? 'best' : parallelism === 'pipeline' ? 'pipeline' : 'tensor',
    };
    return planLabSet(known.model, known.quantisation, chosenSet(set, links), settings, publishedPoints)
      .figures.decodePerSecond;
  };
}

/** A model is known by its folder's name, which mostly is its repository's, with or without whose it is. */
function catalogueByRepo() {
  return new Map(
    listMlxModels().flatMap((model) =>
      model.quantisations.flatMap((quantisation) => {
        const { repo } = quantisation;
        if (repo === null) return [];
        return [repo, repo.slice(repo.lastIndexOf('/') + 1)].map(
          (name) => [name, { model, quantisation }] as const,
        );
      }),
    ),
  );
}
