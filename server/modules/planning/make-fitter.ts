import { chosenSet } from '@/shared/domain/lab-sets.ts';
import type { Plan } from '@/shared/domain/planner.ts';
import type { Link } from '@/shared/domain/topology.ts';
import type { AskedModel } from '@/shared/schemas/planning.ts';
import type { ServiceContext } from '../../context.ts';
import { findModel } from '../models/index.ts';
import { publishedPoints, settingsOf } from './plan-asked.ts';
import { planLabSet } from './plan-lab-set.ts';
import type { LabMachineNow, LabToPlan } from './read-lab-machines.ts';
import { readMeasuredPoints } from './read-measured-points.ts';

export type Fitter = {
  title: string;
  /** How the model does on these machines together, or on others that are alike and connected alike. */
  plan: (machineIds: readonly string[]) => Pick<Plan, 'verdict' | 'figures'>;
};

/** For who asks about many sets of one lab: what is the same for all is read once, sets that are alike planned once. */
export async function makeFitter(ctx: ServiceContext, lab: LabToPlan, asked: AskedModel): Promise<Fitter> {
  const { model, quantisation } = await findModel(ctx, lab.held, asked.modelId, asked.quantisation);
  const { requests } = asked;
  const measured = await readMeasuredPoints(ctx, { model, quantisation, requests, machines: lab.machines });
  const points = [...measured, ...publishedPoints];
  const settings = settingsOf(asked);
  const byId = new Map(lab.machines.map((it) => [it.id, it]));
  const linksOf = linksByMachine(lab.links);
  const bySet = new Map<string, Plan>();
  const byShape = new Map<string, Plan>();
  return {
    title: model.title,
    plan: (machineIds) => {
      const key = machineIds.toSorted().join(' ');
      const known = bySet.get(key);
      if (known) return known;
      const machines = machineIds.flatMap((id) => byId.get(id) ?? []);
      const links = [...new Set(machineIds.flatMap((id) => linksOf.get(id) ?? []))];
      const set = chosenSet(machines, links);
      const shape = [set.link, set.simulated, ...machines.map(shapeOf).toSorted()].join('|');
      const plan = byShape.get(shape) ?? planLabSet(model, quantisation, set, settings, points);
      byShape.set(shape, plan);
      bySet.set(key, plan);
      return plan;
    },
  };
}

function linksByMachine(links: readonly Link[]): Map<string, Link[]> {
  const byMachine = new Map<string, Link[]>();
  for (const link of links)
    for (const id of [link.aMachineId, link.bMachineId])
      byMachine.set(id, [...(byMachine.get(id) ?? []), link]);
  return byMachine;
}

const shapeOf = ({ id, kind, plan }: LabMachineNow): string =>
  plan === null ? id : JSON.stringify({ ...plan, name: kind });
