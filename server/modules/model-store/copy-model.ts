import type { HeldModel } from '../models/index.ts';
import {
  asSystem,
  authorize,
  inBackground,
  requireUser,
  type ServiceContext,
  withTransaction,
} from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { emitAudits } from '../audit/index.ts';
import { limitOf, readStore, type StoreMachine, tellChanged } from './internal.ts';
import { tendCopies } from './tend-copies.ts';
import { needHeld, openJudge } from './targets.ts';

export type CopyRequest = {
  modelId: string;
  simulated: boolean;
  machineIds: string[];
  limitMegabytesPerSecond: number | null;
};

/**
 * Has a model copied to machines that lack it, from those that have it. Gives the ids of the copies, which go on by
 * themselves. Throws PRECONDITION_FAILED with why where one of the machines can't have it; then none is begun.
 */
export async function copyModel(ctx: ServiceContext, input: CopyRequest): Promise<{ ids: string[] }> {
  authorize(ctx, 'model:copy');
  const { id: askedById } = requireUser(ctx);
  const store = await readStore(ctx);
  const held = needHeld(store, input);
  const judge = await openJudge(ctx, store, held);
  const machines = [...new Set(input.machineIds)].map((id) => {
    const machine = store.machines.find((it) => it.id === id && it.simulated === held.simulated);
    if (!machine) throw new ServiceError('NOT_FOUND', 'There is no such machine for this model.');
    if (held.wholeOn.includes(id))
      throw new ServiceError('CONFLICT', `${machine.name} has ${held.model.title} already.`);
    const { refusal } = judge(machine);
    if (refusal !== null)
      throw new ServiceError('PRECONDITION_FAILED', `It can’t be copied to ${machine.name}. ${refusal}`);
    return machine;
  });
  const limitBytesPerSecond = limitOf(input.limitMegabytesPerSecond);
  return createCopies(ctx, { held, machines, limitBytesPerSecond, askedById, bookingId: null });
}

type NewCopies = {
  held: HeldModel;
  machines: readonly StoreMachine[];
  limitBytesPerSecond: number | null;
  askedById: string | null;
  bookingId: string | null;
};

export async function createCopies(
  ctx: ServiceContext,
  { held, machines, ...about }: NewCopies,
): Promise<{ ids: string[] }> {
  const now = ctx.now();
  const { id: modelId, simulated } = held;
  const { title, fingerprint, weightsBytes } = held.model;
  const ids = await withTransaction(ctx, async (tx, afterCommit) => {
    const rows = await tx.modelCopy.createManyAndReturn({
      data: machines.map(({ id: machineId }) => ({
        ...about,
        modelId,
        simulated,
        title,
        fingerprint,
        machineId,
        totalBytes: BigInt(weightsBytes),
        dueAt: now,
        askedAt: now,
      })),
      select: { id: true },
    });
    await emitAudits(
      ctx,
      tx,
      machines.map(({ name }) => ({
        action: 'model.copy',
        objectType: 'model',
        objectId: modelId,
        objectName: title,
        before: null,
        after: { to: name },
      })),
    );
    afterCommit(() => {
      for (const { id } of rows) tellChanged(ctx, id);
    });
    return rows.map(({ id }) => id);
  });
  inBackground(ctx, 'a copy could not be begun', tendCopies(asSystem(ctx, 'copies'), { mayJudge: true }));
  return { ids };
}
