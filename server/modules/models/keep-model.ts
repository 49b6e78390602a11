import type { LabModel } from '@/prisma/generated/client.ts';
import type { KeptModel, ModelSource } from '@/shared/schemas/models.ts';
import { authorize, requireUser, type ServiceContext, withTransaction } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { emitAudit } from '../audit/index.ts';
import { MOST_KEPT, toKept } from './kept-models.ts';
import { readSource } from './read-source.ts';

/** Reads a model and keeps it on the lab's list; one of the same repository is read anew and stays one. */
export async function keepModel(
  ctx: ServiceContext,
  { source }: { source: ModelSource },
): Promise<KeptModel> {
  authorize(ctx, 'model:keep');
  const { id: keptById } = requireUser(ctx);
  const { title, repo, shape } = await readSource(ctx, source);
  const row = await withTransaction(ctx, async (tx) => {
    const before = repo === null ? null : await tx.labModel.findUnique({ where: { repo } });
    if (!before && (await tx.labModel.count({ where: { removedAt: null } })) >= MOST_KEPT) {
      throw new ServiceError(
        'LIMIT_EXCEEDED',
        `The lab keeps ${MOST_KEPT} models already. Remove one first.`,
      );
    }
    const data = { title, repo, shape, keptById, keptAt: ctx.now(), removedAt: null };
    const kept: LabModel = before
      ? await tx.labModel.update({ where: { id: before.id }, data })
      : await tx.labModel.create({ data });
    await emitAudit(ctx, tx, {
      ...auditOf(kept),
      action: 'model.keep',
      before: null,
      after: { repo, weightBytes: shape.weightBytes },
    });
    return kept;
  });
  return toKept(row);
}

/** Takes a model off the lab's list; `restoreModel` brings it back. */
export const removeModel = (ctx: ServiceContext, input: { id: string }): Promise<KeptModel> =>
  setRemoved(ctx, input.id, true);

export const restoreModel = (ctx: ServiceContext, input: { id: string }): Promise<KeptModel> =>
  setRemoved(ctx, input.id, false);

async function setRemoved(ctx: ServiceContext, id: string, removed: boolean): Promise<KeptModel> {
  authorize(ctx, 'model:keep');
  const row = await withTransaction(ctx, async (tx) => {
    const before = await tx.labModel.findUnique({ where: { id } });
    if (!before) throw new ServiceError('NOT_FOUND', 'The lab does not keep this model any more.');
    if ((before.removedAt !== null) === removed) return before;
    const after = await tx.labModel.update({
      where: { id },
      data: { removedAt: removed ? ctx.now() : null },
    });
    await emitAudit(ctx, tx, {
      ...auditOf(after),
      action: removed ? 'model.remove' : 'model.restore',
      before: { kept: removed },
      after: { kept: !removed },
    });
    return after;
  });
  return toKept(row);
}

const auditOf = ({ id, title }: LabModel) => ({ objectType: 'model', objectId: id, objectName: title });
