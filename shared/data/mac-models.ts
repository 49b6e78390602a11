import * as z from 'zod';
import catalogue from './mac-models.json' with { type: 'json' };

/** One kind of Mac. `null` is "not established"; watts are Apple's, at the wall. */
export const MacModel = z.object({
  id: z.string(),
  hwModels: z.array(z.string()),
  name: z.string(),
  family: z.string(),
  year: z.number(),
  chip: z.string(),
  cpuCores: z.array(z.number()),
  gpuCores: z.array(z.number()),
  memoryGb: z.array(z.number()),
  /** One entry a bin; `gpuCores` and `memoryGb` say which machines it holds for (null and none: all of them). */
  bandwidth: z.array(z.object({ gpuCores: z.number().nullable(), memoryGb: z.array(z.number()), gbPerSecond: z.number() })),
  hasNeuralAccelerators: z.boolean().nullable(),
  thunderbolt: z.object({
    version: z.number().nullable(),
    ports: z.number().nullable(),
    /** Where all of them are; absent where they are in several places, or it is not established. */
    place: z.enum(['back']).optional(),
  }),
  idleWatts: z.number().nullable(),
  maxWatts: z.number().nullable(),
  powerSource: z.string().nullable(),
  rdma: z.object({
    capable: z.boolean().nullable(),
    minMacos: z.string().nullable(),
    usablePorts: z.number().nullable(),
    allPorts: z.number().nullable(),
    doubtfulInterfaces: z.array(z.string()),
  }),
  notebook: z.boolean(),
  source: z.string(),
  /** Where its fields come from; `mac-kind-sources.ts` says which of them a field has. */
  sources: z.object({
    identifier: z.string().min(1),
    specification: z.string().min(1),
    power: z.string().min(1),
    rdma: z.string().min(1),
  }),
  confidence: z.enum(['high', 'medium', 'low']),
});
export type MacModel = z.output<typeof MacModel>;

/** What the catalogue knows about one machine as it reported itself. `model` is null for an unknown identifier. */
export type FoundMac = {
  model: MacModel | null;
  catalogId: string | null;
  /** For people: the catalogue's name, or the bare identifier called unknown. */
  modelName: string;
  chip: string | null;
  bandwidthGbPerSecond: number | null;
  idleWatts: number | null;
  maxWatts: number | null;
};

const BYTES_PER_GB = 1024 ** 3;
const models = z.array(MacModel).parse(catalogue.models);
const byId = new Map(models.map((model) => [model.id, model]));
const byIdentifier = new Map(models.flatMap((model) => model.hwModels.map((hwModel) => [hwModel, model] as const)));

/** The bin that the cores or the memory point at; `null` while more than one is possible. */
function findBandwidth(model: MacModel, memoryBytes: number | null, gpuCores: number | null): number | null {
  const memoryGb = memoryBytes === null ? null : Math.round(memoryBytes / BYTES_PER_GB);
  const possible = model.bandwidth.filter((bin) => {
    if (bin.gpuCores !== null && gpuCores !== null) return bin.gpuCores === gpuCores;
    return memoryGb === null || bin.memoryGb.length === 0 || bin.memoryGb.includes(memoryGb);
  });
  const [only] = possible;
  return only !== undefined && possible.length === 1 ? only.gbPerSecond : null;
}

function unknownName(hwModel: string | null, chip: string | null): string {
  if (hwModel === null) return chip === null ? 'Unknown model' : `Unknown model, ${chip}`;
  if (hwModel.startsWith('VirtualMac')) return 'Virtual Mac';
  return chip === null ? `Unknown model ${hwModel}` : `Unknown model ${hwModel}, ${chip}`;
}

/**
 * Looks a machine up by `sysctl hw.model`; chip, memory and GPU cores settle what models with one identifier share.
 * An identifier that is not in the catalogue gives `model: null` and the chip as the machine reports it: no guess.
 */
export function findMacModel(
  hwModel: string | null,
  chip: string | null,
  memoryBytes: number | null,
  gpuCores: number | null,
): FoundMac {
  const chipName = chip?.replace(/^Apple /, '') ?? null;
  const model = (hwModel === null ? undefined : byIdentifier.get(hwModel)) ?? null;
  return {
    model,
    catalogId: model?.id ?? null,
    modelName: model?.name ?? unknownName(hwModel, chipName),
    chip: chipName ?? model?.chip ?? null,
    bandwidthGbPerSecond: model === null ? null : findBandwidth(model, memoryBytes, gpuCores),
    idleWatts: model?.idleWatts ?? null,
    maxWatts: model?.maxWatts ?? null,
  };
}

/** Every kind of Mac there is, in the order of the file. */
export const listMacModels = (): readonly MacModel[] => models;

/** A catalogue entry by its id (`studio-m3ultra`). */
export function getMacModel(id: string): MacModel | null {
  return byId.get(id) ?? null;
}

/** What people call a catalogue entry; one that is not there any more keeps its id. */
export const macName = (id: string): string => getMacModel(id)?.name ?? id;

/** Which Mac a machine is: as it was entered, or else as its agent sees it. */
export function macModelOf(catalogId: string | null, hwModel: string | null | undefined): MacModel | null {
  const entered = catalogId === null ? null : getMacModel(catalogId);
  return entered ?? byIdentifier.get(hwModel ?? '') ?? null;
}

const plain = (text: string): string => text.toLowerCase().replace(/,?\s*\d+ ?[gt]b$/, '').replaceAll(/[^a-z0-9]+/g, ' ').trim();
const byWords = new Map<string, MacModel | null>();
for (const model of models) {
  const words = [model.id, model.name, `${model.family} ${model.chip}`, ...model.hwModels].map(plain);
  // What two models share names neither.
  for (const word of new Set(words)) byWords.set(word, byWords.has(word) ? null : model);
}
/** As people write it: a catalogue id, a name (`Mac Studio M3 Ultra`) or the identifier macOS gives; null when it could be two. */
export const findModelByWords = (text: string): MacModel | null => byWords.get(plain(text)) ?? null;

/** Models whose memory, cores and bandwidth are known, so that a simulated one can be played. */
export function listSimulatable(): MacModel[] {
  return models.filter((model) => model.memoryGb.length > 0 && model.gpuCores.length > 0 && model.bandwidth.length > 0);
}

/** The largest machine of a model that can be played: what `--simulate <id>` becomes unless asked otherwise. */
export function largestConfiguration(model: MacModel): {
  memoryBytes: number;
  gpuCores: number;
  cpuCores: number | null;
  bandwidthGbPerSecond: number | null;
} {
  const memoryBytes = Math.max(...model.memoryGb) * BYTES_PER_GB;
  const gpuCores = Math.max(...model.gpuCores);
  return {
    memoryBytes,
    gpuCores,
    cpuCores: model.cpuCores.length === 0 ? null : Math.max(...model.cpuCores),
    bandwidthGbPerSecond: findBandwidth(model, memoryBytes, gpuCores),
  };
}
