import { labSets } from '@/shared/domain/lab-sets.ts';
import { toMlxModel } from '@/shared/domain/shaped-model.ts';
import type { ModelSource, ReadModel } from '@/shared/schemas/models.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { readSource, toFacts } from '../models/index.ts';
import { planSets } from './plan-fit.ts';
import { type LabMachinesReader, readLabMachines } from './read-lab-machines.ts';

const ASKED = { contextTokens: 8192, requests: 1 };
const MOST_SETS = 20;

/** What a model that no catalogue holds is, and where it would fit. Writes nothing. */
export async function planSource(
  ctx: ServiceContext,
  { source }: { source: ModelSource },
  read: LabMachinesReader = readLabMachines,
): Promise<ReadModel> {
  authorize(ctx, 'model:keep');
  const { title, repo, shape } = await readSource(ctx, source);
  const origin = repo === null ? 'what was pasted' : `huggingface.co/${repo}`;
  const plannable = toMlxModel(shape, { id: 'read', title, repo, source: origin });
  const lab = await read(ctx);
  const sets = labSets(lab.machines, lab.links);
  const planned = await planSets(ctx, plannable, { lab, sets, asked: ASKED, limit: MOST_SETS });
  return { facts: toFacts(plannable, { planId: null, doubts: shape.doubts }), ...planned };
}
