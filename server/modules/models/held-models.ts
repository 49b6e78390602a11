import { getMlxModel, listMlxModels, type MlxModel, type Quantisation } from '@/shared/data/mlx-models.ts';
import { familyOf } from '@/shared/data/mlx-families.ts';
import { toMlxModel } from '@/shared/domain/shaped-model.ts';
import type { AgentModel } from '@/shared/schemas/machine.ts';

export type Plannable = { model: MlxModel; quantisation: Quantisation };

/** One model that Macs of the lab hold under one name. Simulated machines have theirs apart. */
export type HeldModel = {
  /** As agents call it. */
  id: string;
  simulated: boolean;
  /** One that stands for all: whole, if any is, and the kind that most of them have. */
  model: AgentModel;
  /** Machines that have it whole. */
  wholeOn: string[];
  /** Every machine that lists it, with what is wrong there. */
  on: { machineId: string; problem: string | null; removable: boolean }[];
  differs: boolean;
};

/** Every model on these machines, as the agent of each found them in its folders; the largest first. */
export function gatherHeld(
  machines: readonly { id: string; simulated: boolean }[],
  found: ReadonlyMap<string, readonly AgentModel[]>,
): HeldModel[] {
  const told = machines.flatMap(({ id, simulated }) =>
    (found.get(id) ?? []).map((model) => ({ machineId: id, simulated, model })),
  );
  const groups = Map.groupBy(told, ({ simulated, model }) => `${simulated} ${model.id}`);
  return [...groups.values()]
    .map((group): HeldModel => {
      const whole = group.filter(({ model }) => model.problem === null);
      const kinds = [...Map.groupBy(whole, ({ model }) => model.fingerprint).values()];
      const most = kinds.toSorted((a, b) => b.length - a.length)[0];
      const { model, simulated } = most?.[0] ?? group[0]!;
      return {
        id: model.id,
        simulated,
        model,
        wholeOn: whole.map(({ machineId }) => machineId),
        on: group.map(({ machineId, model: one }) => ({
          machineId,
          problem: one.problem,
          removable: one.removable === true,
        })),
        differs: kinds.length > 1,
      };
    })
    .toSorted((a, b) => b.model.weightsBytes - a.model.weightsBytes || (a.id < b.id ? -1 : 1));
}

/** What of a name says how its weights are written, not which model it is. */
const FORM = /[-_](mlx[-_]?)?(\d+(\.\d+)?bit.*|mxfp\d.*|nvfp4.*|bf16|fp16|q\d.*|dwq.*|mlx.*)$/i;

/** The catalogue's entry of a model on a Mac: by its repository, else by its name; and only if its shape agrees. */
export function catalogueOf(held: AgentModel): Plannable | null {
  const byRepo = listMlxModels().flatMap((model) => {
    const quantisation = model.quantisations.find(({ repo }) => repo === held.id);
    return quantisation ? [{ model, quantisation }] : [];
  })[0];
  if (byRepo) return agrees(byRepo.model, held) ? byRepo : null;
  const name = held.id.slice(held.id.lastIndexOf('/') + 1);
  const model = getMlxModel(name.replace(FORM, '').toLowerCase());
  if (model === null || !agrees(model, held)) return null;
  const bits = /(\d)bit/i.exec(name)?.[1];
  const quantisation = model.quantisations.find(({ label }) => label === `${bits}-bit`);
  return { model, quantisation: quantisation ?? model.quantisations[0]! };
}

const agrees = (model: MlxModel, { architecture, layers }: AgentModel): boolean =>
  familyOf(model.family) === familyOf(architecture) && model.layers === layers;

/**
 * A model on a Mac as the planner takes it, with the bytes that its files have. Where the catalogue knows it, what was
 * published of it counts for it too. Null when neither its files nor the catalogue tell its shape.
 */
export function toPlannable({ model: held }: Pick<HeldModel, 'model'>): Plannable | null {
  const known = catalogueOf(held);
  const shape = held.shape ?? null;
  const own = shape && toMlxModel(shape, { id: planIdOf(held.id), title: held.title, repo: held.id });
  if (known === null) return own;
  const { model } = known;
  const quantisation: Quantisation = {
    ...known.quantisation,
    ...(own && {
      bitsPerWeight: own.quantisation.bitsPerWeight,
      restBitsPerWeight: own.quantisation.restBitsPerWeight,
    }),
    weightBytes: shape?.weightBytes ?? held.weightsBytes,
    basis: 'headers',
    repo: held.id,
    source: 'the headers of its files on a Mac of the lab',
  };
  // The shape's bytes are those without eyes.
  return { model: { ...model, ...(shape && { visionParameters: null }) }, quantisation };
}

const HERE = 'here:';
const SIMULATED = 'played:';
/** By which a model on Macs is planned with. */
export const planIdOf = (id: string, simulated = false): string => `${simulated ? SIMULATED : HERE}${id}`;

/** The model that an id of `planIdOf` means; null when it is no such id, or no Mac has it any more. */
export function findHeld(held: readonly HeldModel[], planId: string): HeldModel | null {
  return held.find(({ id, simulated }) => planIdOf(id, simulated) === planId) ?? null;
}
export const isHeldId = (planId: string): boolean => planId.startsWith(HERE) || planId.startsWith(SIMULATED);
