import type { CopyListed } from '@/shared/schemas/model-store.ts';
import { outsideMark } from '@/shared/domain/model-files.ts';
import type { ModelCopy } from '@/prisma/generated/client.ts';
import { inBackground, type ServiceContext } from '../../context.ts';
import { isServiceError, ServiceError } from '../../errors.ts';
import { claimTry, planNextTry, readStore, tellChanged } from './internal.ts';
import { makeRoom } from './make-room.ts';
import { fail, outdated } from './record-copy.ts';
import { openRoom } from './room.ts';
import { readSources, tokenFor } from './sources.ts';

/** One try to bring a model from outside: the row is claimed, then its machine is sent to the hub. */
export async function beginBring(
  ctx: ServiceContext,
  row: ModelCopy,
  bytesPerSecond: number | null,
): Promise<void> {
  const tried = await claimTry(ctx, row, {});
  if (tried === null) return;
  try {
    const source = (await readSources(ctx)).find(
      (it) => it.source === row.source && it.url === row.sourceUrl,
    );
    if (!source)
      throw new ServiceError(
        'PRECONDITION_FAILED',
        'The lab has another mirror now, or none. Bring it anew.',
      );
    await ctx.agents.send(row.machineId, 'model:bring', {
      copyId: row.id,
      attempt: tried.attempt,
      modelId: row.modelId,
      base: source.url,
      revision: row.revision!,
      token: tokenFor(ctx, source),
      bytesPerSecond,
    });
  } catch (error) {
    if (!isServiceError(error)) throw error;
    if (error.code === 'UNAVAILABLE')
      return planNextTry(ctx, tried, 'Goes on by itself when its Mac answers.');
    await fail(ctx, tried, error.message);
  }
}

/** The machine looks at its disk and its own policy; of the lab's quota only the portal knows. */
async function refusalOfRoom(ctx: ServiceContext, row: ModelCopy, bytes: number): Promise<string | null> {
  const store = await readStore(ctx);
  const machine = store.machines.find(({ id }) => id === row.machineId);
  if (!machine || row.roomMadeAt !== null) return null;
  const roomFor = await openRoom(ctx, store);
  const { removals, refusal } = roomFor(
    { ...machine, diskFreeBytes: null },
    { bytes, doneBytes: Number(row.doneBytes), copyId: row.id },
  );
  return removals.length > 0 ? null : refusal;
}

/** The machine knows what the model is made of: from now on it is that commit, whatever its branch becomes. */
export async function recordListed(
  ctx: ServiceContext,
  machineId: string,
  { copyId: id, attempt, commit, totalBytes, filesTotal }: CopyListed,
): Promise<void> {
  const { count } = await ctx.db.modelCopy.updateMany({
    where: { id, attempt, machineId, state: 'reading', source: { not: null } },
    data: {
      state: 'copying',
      revision: commit,
      fingerprint: outsideMark(commit),
      totalBytes: BigInt(totalBytes),
      filesTotal,
      lastWordAt: ctx.now(),
      note: null,
    },
  });
  if (count === 0) throw outdated();
  tellChanged(ctx, id);
  // The machine looks for room only when this is answered.
  const row = await ctx.db.modelCopy.findUniqueOrThrow({ where: { id } });
  if (row.roomMadeAt === null) await makeRoom(ctx, row, totalBytes);
  const refusal = await refusalOfRoom(ctx, row, totalBytes);
  if (refusal === null) return;
  await fail(ctx, row, refusal);
  inBackground(
    ctx,
    'a machine could not be told that a model has no room',
    ctx.agents.send(machineId, 'model:drop', {
      copyId: id,
      modelId: row.modelId,
      fingerprint: row.fingerprint,
    }),
  );
  throw new ServiceError('PRECONDITION_FAILED', refusal);
}
