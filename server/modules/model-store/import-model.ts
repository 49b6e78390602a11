import { CopiedModelId } from '@/shared/schemas/model-store.ts';
import {
  asSystem,
  authorize,
  inBackground,
  requireUser,
  type ServiceContext,
  withTransaction,
} from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { emitAudit } from '../audit/index.ts';
import { readStore, tellChanged, UNDER_WAY } from './internal.ts';
import { needFound, refusalOfDisks } from './look-at-disks.ts';
import { openRoom } from './room.ts';
import { tendCopies } from './tend-copies.ts';

export type ImportRequest = { machineId: string; key: string; name: string };

/**
 * Has one machine bring a model from a disk that is attached to it into its agent's own folder, under a name. Throws
 * with why where it can't begin. The disk may be pulled on the way: it goes on when that is back.
 */
export async function importModel(ctx: ServiceContext, input: ImportRequest): Promise<{ id: string }> {
  authorize(ctx, 'model:copy');
  const { id: askedById } = requireUser(ctx);
  const { machineId, key } = input;
  const modelId = input.name.trim();
  if (!CopiedModelId.safeParse(modelId).success)
    throw new ServiceError(
      'VALIDATION',
      'A model is called organisation/name or name, in letters, digits, - _ and dots.',
    );
  const store = await readStore(ctx);
  const machine = store.machines.find(({ id }) => id === machineId);
  if (!machine) throw new ServiceError('NOT_FOUND', 'There is no such machine.');
  const found = await needFound(ctx, machineId, key);
  const own = machine.models.find(({ id }) => id === modelId);
  const room = (await openRoom(ctx, store))(machine, { bytes: found.bytes });
  const refusal =
    refusalOfDisks(machine) ??
    found.problem ??
    (own && 'It has a model of this name already. Take another name, or remove that first.') ??
    room.refusal;
  if (refusal !== null)
    throw new ServiceError('PRECONDITION_FAILED', `It can’t be brought to ${machine.name}. ${refusal}`);
  const now = ctx.now();
  const id = await withTransaction(ctx, async (tx, afterCommit) => {
    await tx.$queryRaw`SELECT 1 FROM "Machine" WHERE id = ${machineId} FOR UPDATE`;
    const coming = await tx.modelCopy.findFirst({
      where: { modelId, machineId, state: { in: [...UNDER_WAY] } },
    });
    if (coming) throw new ServiceError('CONFLICT', `It is on its way to ${machine.name} already.`);
    const row = await tx.modelCopy.create({
      data: {
        modelId,
        title: found.title,
        fingerprint: found.fingerprint,
        simulated: machine.simulated,
        machineId,
        diskKey: key,
        diskLabel: `${found.place}, ${found.folder}`,
        revision: found.revision,
        totalBytes: BigInt(found.bytes),
        filesTotal: found.files,
        dueAt: now,
        askedById,
        askedAt: now,
      },
    });
    await emitAudit(ctx, tx, {
      action: 'model.import',
      objectType: 'model',
      objectId: modelId,
      objectName: found.title,
      before: null,
      after: { to: machine.name, disk: row.diskLabel, revision: found.revision },
    });
    afterCommit(() => tellChanged(ctx, row.id));
    return row.id;
  });
  inBackground(ctx, 'a model could not be imported', tendCopies(asSystem(ctx, 'copies'), { mayJudge: true }));
  return { id };
}
