import type { ModelCopy } from '@/prisma/generated/client.ts';
import type { ServiceContext } from '../../context.ts';
import { isServiceError } from '../../errors.ts';
import { claimTry, planNextTry, tellChanged } from './internal.ts';
import { fail } from './record-copy.ts';

/** One try to bring a model from a disk: the row is claimed, then its machine is told. */
export async function beginImport(ctx: ServiceContext, row: ModelCopy): Promise<void> {
  const tried = await claimTry(ctx, row, {});
  if (tried === null) return;
  const { attempt } = tried;
  try {
    await ctx.agents.send(row.machineId, 'model:import', {
      copyId: row.id,
      attempt,
      modelId: row.modelId,
      fingerprint: row.fingerprint,
      key: row.diskKey!,
      bytesPerSecond: row.limitBytesPerSecond,
    });
    // It hashes as it copies, so there is nothing that it does before.
    const { count } = await ctx.db.modelCopy.updateMany({
      where: { id: row.id, attempt, state: 'reading' },
      data: { state: 'copying', lastWordAt: ctx.now() },
    });
    if (count > 0) tellChanged(ctx, row.id);
  } catch (error) {
    if (!isServiceError(error)) throw error;
    if (error.code === 'UNAVAILABLE')
      return planNextTry(ctx, tried, 'Goes on by itself when its Mac answers.');
    await fail(ctx, tried, error.message);
  }
}
