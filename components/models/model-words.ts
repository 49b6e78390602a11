import { formatContext, formatCount, formatGigabytes, formatParameters } from '@/shared/domain/format.ts';
import type { HolderView, HoldingView, ModelRowView, OnMacsView } from './types.ts';

/** How a model is on a Mac: what its mark shows. `heard`: as a silent Mac told last. */
export type Mark = 'yours' | 'theirs' | 'disk' | 'problem' | 'heard' | 'copying' | 'planned';

export const MARK_WORDS: Record<Mark, string> = {
  yours: 'in your session',
  theirs: 'in someone’s',
  disk: 'on disk',
  problem: 'not whole, or not readable',
  heard: 'as last heard',
  copying: 'copying',
  planned: 'about to be copied',
};

/** A silent Mac runs nothing that anybody knows of: what it told last is all there is. */
export function markOf(
  { state }: Pick<HoldingView, 'state'>,
  { connection }: Pick<HolderView, 'connection'>,
): Mark {
  return connection === 'online' || state === 'problem' ? state : 'heard';
}

/** By this a row is named in the address; simulated ones share their names with real ones. */
export const rowKey = ({ id, simulated }: ModelRowView): string => (simulated ? `played:${id}` : id);

/** The row that is chosen: the one of the address, else one that runs for the viewer, else the first. */
export function chosenRow(view: OnMacsView, key: string | null): ModelRowView | null {
  const named = view.models.find((row) => rowKey(row) === key);
  const mine = view.models.find((row) => row.sessions.some(({ isYours }) => isYours));
  return named ?? mine ?? view.models.find(({ simulated }) => !simulated) ?? view.models[0] ?? null;
}

/** The quantisation, where the title doesn't say it already. */
export function formOf({ facts }: ModelRowView): string | null {
  const { title, quantisation } = facts;
  if (quantisation === null) return null;
  const plain = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  return plain(title).includes(plain(quantisation)) ? null : quantisation;
}

const BASES = {
  headers: 'as its files have it',
  index: 'from its index',
  card: 'as published',
  calculated: 'from its shape',
} as const;

/** What the panel says of a model, a line each; what nobody knows is told as that. */
export function factRows({ facts }: ModelRowView): { name: string; value: string | null; note?: string }[] {
  const { parameters, activeParameters, heads, kvHeads, cacheBytesPerToken, contextLength } = facts;
  const isPart = parameters !== null && activeParameters !== null && activeParameters < parameters;
  const active = isPart ? `, ${formatParameters(activeParameters)} active` : '';
  return [
    { name: 'Publisher', value: facts.publisher },
    { name: 'Kind', value: facts.family },
    {
      name: 'Weights',
      value: facts.weightsBytes === null ? null : formatGigabytes(facts.weightsBytes),
      note: BASES[facts.weightsBasis],
    },
    { name: 'Parameters', value: parameters === null ? null : `${formatParameters(parameters)}${active}` },
    { name: 'Layers', value: facts.layers === null ? null : String(facts.layers) },
    {
      name: 'Heads',
      value: heads === null ? null : `${heads}, ${kvHeads === null ? 'latent KV' : `${kvHeads} for KV`}`,
    },
    {
      name: 'KV cache',
      value: cacheBytesPerToken === null ? null : `${formatCount(cacheBytesPerToken / 1024)} KiB a token`,
    },
    { name: 'Context', value: contextLength === null ? null : formatContext(contextLength) },
    { name: 'Licence', value: facts.licence },
  ];
}

/** How full a Mac is with models: of its quota, else of what they take and what is free on its disk together. */
export function diskShare({ modelBytes, ownModelBytes, quota, diskFreeBytes }: HolderView): number | null {
  if (quota.bytes !== null) return quota.bytes === 0 ? 1 : Math.min(1, ownModelBytes / quota.bytes);
  if (diskFreeBytes === null || modelBytes + diskFreeBytes === 0) return null;
  return modelBytes / (modelBytes + diskFreeBytes);
}
