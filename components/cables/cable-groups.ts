import { type AskedModel, askedModelInput } from '../layout/asked-model.ts';
import type { CableIslandView, CableMachineView, CableMapView, CableView, EnteredView } from './types.ts';

export type CableGroup = {
  island: CableIslandView;
  machines: CableMachineView[];
  cables: CableView[];
};

/** As many as one set holds. */
export const MOST_CHOSEN = 64;
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** What is cabled, an island each with its machines in the order of the branch. */
export function groupCables({ islands, machines, cables }: CableMapView): CableGroup[] {
  const machineOf = new Map(machines.map((it) => [it.id, it]));
  const groupOf = new Map(islands.flatMap((it) => it.machineIds.map((id) => [id, it.id] as const)));
  const cablesOf = Map.groupBy(cables, ({ a }) => groupOf.get(a.machineId));
  return islands
    .filter(({ cablesWanted }) => cablesWanted > 0)
    .map((island) => ({
      island,
      machines: island.machineIds.flatMap((id) => machineOf.get(id) ?? []),
      cables: cablesOf.get(island.id) ?? [],
    }));
}

/** A short name for each cable on this page: a letter an island, then counted. */
export function labelCables(groups: readonly CableGroup[]): Map<string, string> {
  return new Map(
    groups.flatMap(({ cables }, group) => {
      const letter = LETTERS[group] ?? `${group + 1}-`;
      return cables.map(({ id }, index) => [id, `${letter}${index + 1}`] as const);
    }),
  );
}

/** Machines that no cable reaches. */
export function uncabledMachines({ machines, islands }: CableMapView): CableMachineView[] {
  const cabled = new Set(islands.flatMap((it) => (it.cablesWanted > 0 ? it.machineIds : [])));
  return machines.filter(({ id }) => !cabled.has(id));
}

/** What a page without a choice in its address judges: the first island that is cabled, real ones first. */
const firstSet = (map: CableMapView): string[] =>
  map.islands.find(({ cablesWanted }) => cablesWanted > 0)?.machineIds.slice(0, MOST_CHOSEN) ?? [];

/** The machines that an address asks about, each once; `none` is a choice of nobody, and no word one of the page's own. */
export function chosenSet(value: string | null, map: CableMapView): string[] {
  if (value === null) return firstSet(map);
  if (value === 'none') return [];
  return [...new Set(value.split(',').filter(Boolean))].slice(0, MOST_CHOSEN);
}

/** What a person entered, by its id; `null` where there is none. */
export function enteredOf({ cables, unseen }: CableMapView, id: string): EnteredView | null {
  const place = ({ machineId, port }: CableView['a']) => ({ machineId, port });
  const cable = cables.find(({ entered }) => entered?.id === id);
  if (cable?.entered) return { ...cable.entered, a: place(cable.a), b: place(cable.b) };
  const found = unseen.find((it) => it.id === id);
  if (!found) return null;
  const { speedGbps, rdma, a, b } = found;
  return { id, speedGbps, rdma, a: place(a), b: place(b) };
}

/** As the portal is asked of a set, and of the model it is to run. */
export const checkInputOf = (set: readonly string[], asked: AskedModel | null) => ({
  machineIds: [...set],
  ...(asked && { model: askedModelInput(asked) }),
});
