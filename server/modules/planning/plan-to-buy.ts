import { listOffers, ON_SALE_SINCE } from '@/shared/data/catalogue-machines.ts';
import { planPurchases, type Purchase } from '@/shared/domain/plan-choices.ts';
import { tightestRank } from '@/shared/domain/planner.ts';
import type { PlanPurchasesInput, PurchasePlan } from '@/shared/schemas/planning.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { findModel } from '../models/index.ts';
import { publishedPoints, settingsOf } from './plan-asked.ts';
import { type LabMachinesReader, readLabMachines } from './read-lab-machines.ts';

/** What the lab would have to buy to run that model, beside own Macs of the same chip or without them. */
export async function planToBuy(
  ctx: ServiceContext,
  input: PlanPurchasesInput,
  read: LabMachinesReader = readLabMachines,
): Promise<PurchasePlan> {
  authorize(ctx, 'lab:read');
  const { machines, held } = await read(ctx);
  const { model, quantisation } = await findModel(ctx, held, input.modelId, input.quantisation);
  const own = machines.flatMap(({ simulated, plan, isRdmaCapable }) =>
    simulated || plan === null ? [] : [{ ...plan, isRdmaCapable }],
  );
  const offers = listOffers(ON_SALE_SINCE);
  const settings = settingsOf(input);
  const found = planPurchases(
    model,
    quantisation,
    own,
    offers,
    settings,
    input.leastPerSecond,
    publishedPoints,
  );
  return { purchases: found.slice(0, input.limit).map(toRow) };
}

function toRow({ offer, count, joins, plan }: Purchase): PurchasePlan['purchases'][number] {
  const tight = tightestRank(plan.ranks);
  return {
    id: offer.id,
    name: offer.machine.name,
    count,
    joins,
    totalBytes: tight.totalBytes,
    limitBytes: tight.limitBytes,
    decodePerSecond: plan.figures.decodePerSecond,
  };
}
