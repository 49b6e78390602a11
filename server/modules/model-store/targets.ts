import { wayInWords } from '@/shared/domain/copy-path.ts';
import { chooseGiver } from '@/shared/domain/choose-giver.ts';
import type { CopyTargetsView, Removal } from '@/shared/schemas/model-store.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import type { HeldModel } from '../models/index.ts';
import { findHeldModel, hasWhole, readStore, type Store, type StoreMachine, UNDER_WAY } from './internal.ts';
import { openRoom } from './room.ts';

/** Machines that lack a model, with what speaks against copying it there and by which way it would come. */
export async function listCopyTargets(
  ctx: ServiceContext,
  { limit, ...which }: { modelId: string; simulated: boolean; limit: number },
): Promise<CopyTargetsView> {
  authorize(ctx, 'model:copy');
  const store = await readStore(ctx);
  const held = needHeld(store, which);
  const judge = await openJudge(ctx, store, held);
  const targets = store.machines
    .filter((it) => it.simulated === held.simulated && !held.wholeOn.includes(it.id))
    .slice(0, limit)
    .map((it) => ({
      id: it.id,
      name: it.name,
      diskFreeBytes: it.diskFreeBytes,
      ...judge(it),
      way: wayTo(store, held, it),
    }));
  return { bytes: held.model.weightsBytes, targets };
}

/** A model that at least one machine of the lab has whole. Throws NOT_FOUND. */
export function needHeld(store: Store, which: { modelId: string; simulated: boolean }): HeldModel {
  const held = findHeldModel(store, which);
  if (!held || held.wholeOn.length === 0)
    throw new ServiceError('NOT_FOUND', 'No machine of the lab has this model whole any more.');
  return held;
}

/** Why a model can't be copied to a machine now, in words, null when it can; and what would go from there first. */
export async function openJudge(
  ctx: ServiceContext,
  store: Store,
  { id: modelId, model, simulated }: HeldModel,
): Promise<(machine: StoreMachine) => { refusal: string | null; removes: Removal[] }> {
  const coming = await ctx.db.modelCopy.findMany({
    where: { modelId, simulated, state: { in: [...UNDER_WAY] } },
    select: { machineId: true },
  });
  const onItsWay = new Set(coming.map((it) => it.machineId));
  const roomFor = await openRoom(ctx, store);
  const refusalOf = (machine: StoreMachine): string | null => {
    if (machine.connection !== 'online') return 'No word from its agent now.';
    if (!machine.facts?.copiesModels) return 'Its agent can’t copy models yet. Update it.';
    if (onItsWay.has(machine.id)) return 'It is on its way there already.';
    const own = machine.models.find((it) => it.id === modelId);
    return own
      ? `It has a folder of this name: ${own.problem ?? 'its files differ from the others’.'} Remove that first.`
      : null;
  };
  return (machine) => {
    const refusal = refusalOf(machine);
    if (refusal !== null) return { refusal, removes: [] };
    const room = roomFor(machine, { bytes: model.weightsBytes });
    return { refusal: room.refusal, removes: room.removals };
  };
}

function wayTo(store: Store, held: HeldModel, machine: StoreMachine): string | null {
  const choice = chooseGiver({
    receiver: { machineId: machine.id, facts: machine.facts },
    givers: giversOf(store, held.id, held.model.fingerprint, held.simulated).map((it) => ({
      ...it,
      giving: 0,
    })),
    links: store.links,
    avoid: null,
  });
  return choice.kind === 'giver' ? `from ${choice.giver.name}, ${wayInWords(choice.path)}` : null;
}

/** Machines that have a model whole in that form and answer. */
export const giversOf = ({ machines }: Store, modelId: string, fingerprint: string, simulated: boolean) =>
  machines
    .filter(
      (it) =>
        it.simulated === simulated &&
        it.connection === 'online' &&
        it.facts?.copiesModels === true &&
        hasWhole(it, modelId, fingerprint),
    )
    .map(({ id, name, facts }) => ({ machineId: id, name, facts }));
