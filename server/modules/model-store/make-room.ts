import type { ModelCopy } from '@/prisma/generated/client.ts';
import { formatGigabytes } from '@/shared/domain/format.ts';
import { asSystem, type ServiceContext, withTransaction } from '../../context.ts';
import { isServiceError } from '../../errors.ts';
import { emitAudit } from '../audit/index.ts';
import { holdLab } from '../notices/index.ts';
import { readStore, tellChanged } from './internal.ts';
import { openRoom } from './room.ts';

type Copy = Pick<ModelCopy, 'id' | 'modelId' | 'title' | 'machineId' | 'doneBytes'>;

/**
 * Makes room for a model that is about to come, by the lab's rule and once: models used longest ago go, as many as it
 * takes. What goes is decided under a lock and written down before any agent is told, so that two portals never take
 * the last two copies of one model. Does nothing where there is room, the rule is off, or it would not be enough.
 */
export async function makeRoom(ctx: ServiceContext, copy: Copy, bytes: number): Promise<void> {
  const store = await readStore(ctx);
  const machine = store.machines.find(({ id }) => id === copy.machineId);
  if (!machine) return;
  const claimed = await withTransaction(ctx, async (tx) => {
    // What is shared out among copies, room or a rate, whichever portal it is.
    await holdLab(tx);
    const roomFor = await openRoom({ db: tx, now: ctx.now }, store);
    const { removals } = roomFor(machine, { bytes, doneBytes: Number(copy.doneBytes), copyId: copy.id });
    if (removals.length === 0) return [];
    const { count } = await tx.modelCopy.updateMany({
      where: { id: copy.id, roomMadeAt: null, endedAt: null },
      data: { roomMadeAt: ctx.now() },
    });
    if (count === 0) return [];
    const rows = [];
    for (const it of removals) {
      const where = { machineId: machine.id, modelId: it.modelId, at: ctx.now() };
      rows.push({ removal: it, claim: await tx.modelRemoval.create({ data: where }) });
    }
    return rows;
  });
  for (const { removal, claim } of claimed) {
    const { modelId, title } = removal;
    const fingerprint = machine.models.find(({ id }) => id === modelId)!.fingerprint;
    try {
      await ctx.agents.send(machine.id, 'model:remove', { modelId, fingerprint });
    } catch (error) {
      if (!isServiceError(error)) throw error;
      await ctx.db.modelRemoval.delete({ where: { id: claim.id } });
      ctx.logger.warn({ modelId, machineId: machine.id, why: error.message }, 'a model could not make room');
      continue;
    }
    const others = store.machines
      .filter(
        (it) =>
          it.id !== machine.id &&
          it.simulated === machine.simulated &&
          it.models.some((one) => one.id === modelId && one.problem === null),
      )
      .map(({ name }) => name);
    await withTransaction(ctx, (tx) =>
      emitAudit(asSystem(ctx, 'make room'), tx, {
        action: 'machine.make-room',
        objectType: 'machine',
        objectId: machine.id,
        objectName: machine.name,
        before: {
          model: title,
          freed: formatGigabytes(removal.bytes),
          lastUsedAt: removal.lastUsedAt?.toISOString() ?? null,
          alsoOn: others.slice(0, 8).join(', '),
        },
        after: { for: copy.title },
      }),
    );
    tellChanged(ctx, modelId);
  }
}
