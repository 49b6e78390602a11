import { chosenSet, type LabSet } from '@/shared/domain/lab-sets.ts';
import { type Plan, refuse, tightestRank } from '@/shared/domain/planner.ts';
import type { Judgement, ReadinessWish } from '@/shared/domain/readiness-check.ts';
import { whyNotTensor } from '@/shared/domain/sharding.ts';
import type { MlxModel, Quantisation } from '@/shared/data/mlx-models.ts';
import type { CheckSetInput, SetCheck } from '@/shared/schemas/cables.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { type CabledLabReader, checkSet, loadCabledLab } from '../inventory/index.ts';
import { findModel } from '../models/index.ts';
import { settingsOf } from './plan-asked.ts';
import { planLabSet } from './plan-lab-set.ts';
import { type LabMachinesReader, readLabMachines } from './read-lab-machines.ts';

/** One checklist for one question: can these machines run that model together? Without a model, any. */
export async function checkModelSet(
  ctx: ServiceContext,
  { machineIds, model: asked }: CheckSetInput,
  readLab: CabledLabReader = loadCabledLab,
  readMachines: LabMachinesReader = readLabMachines,
): Promise<SetCheck> {
  authorize(ctx, 'lab:read');
  if (!asked) return { ...(await checkSet(ctx, { machineIds }, readLab)), model: null };
  const { machines, links, held } = await readMachines(ctx);
  const { model, quantisation } = await findModel(ctx, held, asked.modelId, asked.quantisation);
  const chosen = machines.filter(({ id }) => machineIds.includes(id));
  const set = chosenSet(chosen, links);
  const plan = isMixed(set)
    ? refuse({ name: '' }, 'single', 'unknown', 'Real and simulated machines are never planned together.')
    : planLabSet(model, quantisation, set, settingsOf(asked), []);
  const { verdict, split, reason } = plan;
  return {
    ...(await checkSet(ctx, { machineIds }, readLab, toWish(model, quantisation, chosen.length, plan))),
    model: { title: model.title, quantisation: quantisation.label, verdict, split, reason },
  };
}

const isMixed = ({ machines }: LabSet): boolean =>
  new Set(machines.map(({ simulated }) => simulated)).size > 1;

const RUNS: Record<Plan['verdict'], 'pass' | 'fail' | 'unknown'> = {
  fits: 'pass',
  'too-big': 'pass',
  'no-split': 'fail',
  'no-engine': 'fail',
  unknown: 'unknown',
};

/** What the planner found, as the checklist asks for it: memory by rank, heads, and whether it can be run so at all. */
function toWish(
  model: MlxModel,
  quantisation: Quantisation,
  size: number,
  { verdict, split, reason, ranks }: Plan,
): ReadinessWish {
  const state = RUNS[verdict];
  const whyNot = size > 1 && model.runs ? whyNotTensor(model, quantisation, size) : null;
  const tensor: Judgement =
    whyNot === null
      ? { state: 'pass', says: `${model.title} divides by ${size}` }
      : { state: 'fail', says: withoutStop(whyNot) };
  return {
    runs: { state, says: state === 'pass' ? `${model.title} ${HOW[split]}` : withoutStop(reason) },
    ...(size > 1 && model.runs && { tensor }),
    ...(split === 'tensor' && { parallelism: 'tensor' as const }),
    ...(ranks.length > 0 && { bytesPerMachine: tightestRank(ranks).totalBytes }),
  };
}

const HOW: Record<Plan['split'], string> = {
  single: 'runs on one Mac',
  tensor: 'is split by tensors',
  pipeline: 'is split by layers (pipeline)',
};
const withoutStop = (sentence: string): string => sentence.replace(/\.$/, '');
