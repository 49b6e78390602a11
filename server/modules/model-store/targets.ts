import { formatDay, formatGigabytes } from '@/shared/domain/format.ts';
import { wayInWords } from '@/shared/domain/copy-path.ts';
import { chooseGiver } from '@/shared/domain/choose-giver.ts';
import { spaceFor } from '@/shared/domain/model-files.ts';
import type { CopyTargetsView } from '@/shared/schemas/model-store.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { readKeeping, type HeldModel } from '../models/index.ts';
import { findHeldModel, hasWhole, readStore, type Store, type StoreMachine, UNDER_WAY } from './internal.ts';

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
      refusal: judge(it),
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

/** Why a model can't be copied to a machine now, in words; null when it can. */
export async function openJudge(
  ctx: ServiceContext,
  store: Store,
  { id: modelId, model, simulated }: HeldModel,
): Promise<(machine: StoreMachine) => string | null> {
  const coming = await ctx.db.modelCopy.findMany({
    where: { modelId, simulated, state: { in: [...UNDER_WAY] } },
    select: { machineId: true },
  });
  const onItsWay = new Set(coming.map((it) => it.machineId));
  const lab = await ctx.db.lab.findUnique({ where: { id: 'lab' }, select: { timeZone: true } });
  const keeping = await readKeeping(ctx.db);
  const freeable = (machine: StoreMachine, missing: number): string => {
    const old = machine.models
      .filter(({ id, removable }) => removable && !keeping.isPinned(machine.id, id))
      .map((it) => ({ ...it, lastUsedAt: keeping.lastUsedAt(machine.id, it.id) }))
      .toSorted((a, b) => (a.lastUsedAt?.getTime() ?? 0) - (b.lastUsedAt?.getTime() ?? 0));
    const [found] = old.filter(({ weightsBytes }) => weightsBytes >= missing);
    if (!found) return '';
    const used = found.lastUsedAt
      ? `last used ${formatDay(found.lastUsedAt, lab?.timeZone ?? 'UTC', ctx.now())}`
      : 'never used there';
    return ` Removing ${found.title} there frees ${formatGigabytes(found.weightsBytes)}, ${used}.`;
  };
  return (machine) => {
    if (machine.connection !== 'online') return 'No word from its agent now.';
    if (!machine.facts?.copiesModels) return 'Its agent can’t copy models yet. Update it.';
    if (onItsWay.has(machine.id)) return 'It is on its way there already.';
    const own = machine.models.find((it) => it.id === modelId);
    if (own)
      return `It has a folder of this name: ${own.problem ?? 'its files differ from the others’.'} Remove that first.`;
    const needed = spaceFor(model.weightsBytes);
    const free = machine.diskFreeBytes;
    if (free === null || free >= needed) return null;
    return `${formatGigabytes(model.weightsBytes)} would come and ${formatGigabytes(free)} are free; ${formatGigabytes(spaceFor(0))} stay free.${freeable(machine, needed - free)}`;
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
