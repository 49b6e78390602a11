import { MESH_MAX_MACHINES } from '../domain/islands.ts';
import type { KnownPoint } from '../domain/plan-figures.ts';
import type { Offer } from '../domain/plan-choices.ts';
import type { PlanMachine } from '../domain/planner.ts';
import { findMacModel, getMacModel, listSimulatable, type MacModel } from './mac-models.ts';
import type { PublishedPoint } from './published-points.ts';

const BYTES_PER_GB = 1024 ** 3;
/** Macs on sale when the catalogue was compiled. */
export const ON_SALE_SINCE = 2025;

/** A Mac of the catalogue with one of its memory sizes, as the planner sees it. */
export function catalogueMachine(model: MacModel, memoryGb: number, gpuCores: number | null): PlanMachine {
  const memoryBytes = memoryGb * BYTES_PER_GB;
  const found = findMacModel(model.hwModels[0] ?? null, model.chip, memoryBytes, gpuCores);
  return {
    name: `${model.name}, ${memoryGb} GB`,
    chip: model.chip,
    memoryBytes,
    wiredLimitBytes: null,
    bandwidthGbPerSecond: found.bandwidthGbPerSecond,
    gpuCores,
    hasNeuralAccelerators: model.hasNeuralAccelerators,
    idleWatts: model.idleWatts,
    maxWatts: model.maxWatts,
  };
}

/** The machine of a point; throws on a catalogue id that isn't there, since data is wrong then. */
export function machineOf(machine: PublishedPoint['machines'][number]): PlanMachine {
  const model = getMacModel(machine.catalogId);
  if (model === null) throw new Error(`No Mac ${machine.catalogId} in the catalogue.`);
  return catalogueMachine(model, machine.memoryGb, machine.gpuCores);
}

/** Bins of GPU cores that come with a memory size, where the catalogue ties them together. */
function coresFor(model: MacModel, memoryGb: number): number[] {
  const tied = model.bandwidth.flatMap(({ gpuCores, memoryGb: sizes }) =>
    gpuCores !== null && sizes.includes(memoryGb) ? [gpuCores] : [],
  );
  return tied.length > 0 ? tied : model.gpuCores;
}

/** The cores of the largest chip that one of its memory sizes comes with. */
export const mostCores = (model: MacModel, memoryGb: number): number => Math.max(...coresFor(model, memoryGb));

/** Every desktop and notebook made from `sinceYear` on, in each memory size, with its most GPU cores. */
export function listOffers(sinceYear: number): Offer[] {
  return listSimulatable()
    .filter(({ year }) => year >= sinceYear)
    .flatMap((model) =>
      model.memoryGb.map((memoryGb) => ({
        id: `${model.id}-${memoryGb}`,
        machine: catalogueMachine(model, memoryGb, mostCores(model, memoryGb)),
        isRdmaCapable: model.rdma.capable === true,
        // RDMA wants a cable to each other Mac.
        mostInMesh: Math.min(MESH_MAX_MACHINES, (model.rdma.usablePorts ?? 0) + 1),
      })),
    );
}

/** Engines that are MLX under another name; rates of others say nothing about ours. */
const MLX_ENGINES = new Set([
  'mlx-lm',
  'exo (MLX)',
  'Rapid-MLX',
  'oMLX',
  'mlx-swift-lm',
  'vllm-mlx',
  'ollama (MLX)',
]);

/** Published points the planner may hold on to: of MLX, of that very model, and not reported as a fault. */
export function knownPoints(points: readonly PublishedPoint[]): KnownPoint[] {
  return points
    .filter(
      ({ engine, isFault, isStandIn, use }) =>
        MLX_ENGINES.has(engine) && isFault !== true && isStandIn !== true && use !== 'not-counted',
    )
    .map((point) => ({
      basis: 'published' as const,
      source: `${point.engine}: ${point.source}`,
      model: point.model,
      quantisation: point.quantisation,
      machines: point.machines.map(machineOf),
      split: point.split,
      link: point.link,
      fastSync: point.fastSync,
      contextTokens: point.contextTokens,
      requests: point.requests,
      decodePerSecond: point.decodePerSecond,
      prefillPerSecond: point.prefillPerSecond,
      watts: point.watts,
    }));
}
