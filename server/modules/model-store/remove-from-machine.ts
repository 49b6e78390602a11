import { PRESENT_STATES } from '@/shared/domain/session-states.ts';
import { authorize, type ServiceContext, withTransaction } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { emitAudit } from '../audit/index.ts';
import { findHeldModel, readStore, tellChanged } from './internal.ts';

export type RemoveRequest = { modelId: string; simulated: boolean; machineId: string };

/**
 * Removes a model from one machine's disk. Throws with why while it is pinned there, used by a session, given to
 * another machine, or lies in a folder that is not the agent's own; the agent itself has the last word.
 */
export async function removeFromMachine(ctx: ServiceContext, input: RemoveRequest): Promise<void> {
  authorize(ctx, 'model:remove-from-machine');
  const { machineId, modelId } = input;
  const store = await readStore(ctx);
  const machine = store.machines.find(({ id }) => id === machineId);
  const model = machine?.models.find(({ id }) => id === modelId);
  const held = findHeldModel(store, input);
  if (!machine || !model || !held || machine.simulated !== input.simulated)
    throw new ServiceError('NOT_FOUND', 'That machine has not this model any more.');
  const refuse = (why: string): ServiceError => new ServiceError('PRECONDITION_FAILED', why);
  if (!model.removable)
    throw refuse(
      `${model.title} lies in a folder of ${machine.name} that is not its agent’s own. Remove it at the machine.`,
    );
  const pin = await ctx.db.modelPin.findUnique({ where: { machineId_modelId: { machineId, modelId } } });
  if (pin) throw refuse(`${model.title} is pinned on ${machine.name}. Unpin it first.`);
  const session = await ctx.db.session.findFirst({
    where: { modelId, state: { in: [...PRESENT_STATES] }, ranks: { some: { machineId } } },
    select: { id: true },
  });
  if (session) throw refuse(`A session runs ${model.title} on ${machine.name} now. End that first.`);
  const copy = await ctx.db.modelCopy.findFirst({
    where: { modelId, fromMachineId: machineId, state: { in: ['reading', 'copying'] } },
    include: { machine: { select: { name: true } } },
  });
  if (copy) throw refuse(`${machine.name} gives it to ${copy.machine.name} now. Wait until that is done.`);
  await ctx.agents.send(machineId, 'model:remove', { modelId, fingerprint: model.fingerprint });
  await withTransaction(ctx, async (tx, afterCommit) => {
    await emitAudit(ctx, tx, {
      action: 'model.remove-from-machine',
      objectType: 'model',
      objectId: modelId,
      objectName: model.title,
      before: { on: machine.name },
      after: null,
    });
    afterCommit(() => tellChanged(ctx, modelId));
  });
}
