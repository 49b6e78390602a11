import type { LabModel } from '@/prisma/generated/client.ts';
import { toMlxModel } from '@/shared/domain/shaped-model.ts';
import { ModelShape } from '@/shared/schemas/model-shape.ts';
import type { KeptModel } from '@/shared/schemas/models.ts';
import type { ServiceContext } from '../../context.ts';
import type { Plannable } from './held-models.ts';

const KEPT = 'kept:';
/** More than anybody looks through. */
export const MOST_KEPT = 200;

export const keptIdOf = (id: string): string => `${KEPT}${id}`;
export const isKeptId = (planId: string): boolean => planId.startsWith(KEPT);

export const toKept = ({ id, title }: LabModel): KeptModel => ({ id, planId: keptIdOf(id), title });

/** As the planner takes it; null for one that an earlier version kept in another shape. */
export function toPlannableKept(row: LabModel): Plannable | null {
  const shape = ModelShape.safeParse(row.shape).data;
  if (!shape) return null;
  return toMlxModel(shape, {
    id: keptIdOf(row.id),
    title: row.title,
    repo: row.repo,
    source: row.repo === null ? 'a pasted config.json' : `huggingface.co/${row.repo}`,
  });
}

/** What the lab keeps, the newest first. */
export const readKept = (ctx: ServiceContext): Promise<LabModel[]> =>
  ctx.db.labModel.findMany({
    where: { removedAt: null },
    orderBy: [{ keptAt: 'desc' }, { id: 'desc' }],
    take: MOST_KEPT,
  });

export async function findKept(ctx: ServiceContext, planId: string): Promise<Plannable | null> {
  const row = await ctx.db.labModel.findUnique({ where: { id: planId.slice(KEPT.length) } });
  return row && row.removedAt === null ? toPlannableKept(row) : null;
}
