import type { PairToTry, RankNetwork } from '../protocol/agent.ts';
import { tellCause } from './failure-causes.ts';
import { readTrialFailure } from './failure-lines.ts';
import type { LinkCheck, PairCheck } from '../schemas/session-start.ts';

export type TrialRank = { rank: number; address: string; checkPorts: readonly number[] };

/**
 * What each rank has to try of the links its session will use: all pairs of a mesh, the neighbours of a ring. No rank is
 * in two pairs of one round, and each list is in the order of the rounds, so that both ends of a link come to it
 * together. Null where a rank has told too few ports.
 */
export function planTrials(ranks: readonly TrialRank[], network: RankNetwork): PairToTry[][] | null {
  const lists: PairToTry[][] = ranks.map(() => []);
  for (const [a, b] of inRounds(pairsOf(ranks.length, network.kind))) {
    // The next port that neither of their earlier trials has had.
    const at = [ranks[a]!.checkPorts[lists[a]!.length], ranks[b]!.checkPorts[lists[b]!.length]];
    if (at[0] === undefined || at[1] === undefined) return null;
    const own = networkOf(network, [a, b], [ranks[a]!, ranks[b]!], [at[0], at[1]]);
    lists[a]!.push({ peer: b, place: 0, network: own });
    lists[b]!.push({ peer: a, place: 1, network: own });
  }
  return lists;
}

type Pair = readonly [number, number];

function pairsOf(size: number, kind: RankNetwork['kind']): Pair[] {
  const all = Array.from({ length: size }, (_, a) =>
    Array.from({ length: size - a - 1 }, (_unused, at): Pair => [a, a + at + 1]),
  ).flat();
  if (kind === 'single') return [];
  return kind === 'jaccl' ? all : all.filter(([a, b]) => b - a === 1 || b - a === size - 1);
}

/** Each pair as early as both are free. */
function inRounds(pairs: readonly Pair[]): Pair[] {
  const rounds: { busy: Set<number>; pairs: Pair[] }[] = [];
  for (const pair of pairs) {
    const free = rounds.find(({ busy }) => !pair.some((it) => busy.has(it)));
    const round = free ?? { busy: new Set<number>(), pairs: [] };
    if (!free) rounds.push(round);
    for (const it of pair) round.busy.add(it);
    round.pairs.push(pair);
  }
  return rounds.flatMap((it) => it.pairs);
}

function networkOf(
  network: RankNetwork,
  [a, b]: Pair,
  [first]: readonly [TrialRank, TrialRank],
  ports: readonly [number, number],
): RankNetwork {
  switch (network.kind) {
    case 'single':
      return network;
    case 'ring': {
      const ipOf = (rank: number): string => network.hosts[rank]!.split(':')[0]!;
      return { kind: 'ring', hosts: [`${ipOf(a)}:${ports[0]}`, `${ipOf(b)}:${ports[1]}`] };
    }
    case 'jaccl':
    case 'jaccl_ring': {
      const cell = (from: number, to: number) => network.devices[from]![to]!;
      const devices = [
        [null, cell(a, b)],
        [cell(b, a), null],
      ];
      return { kind: network.kind, devices, coordinator: `${first.address}:${ports[0]}` };
    }
  }
}

/** Both ends of each link, as far as they have told: one that failed at either end is no link. */
export function tellLinks(
  ranks: readonly { rank: number; machineName: string; pairs: readonly PairCheck[] | null }[],
): LinkCheck[] {
  const nameOf = (rank: number): string =>
    ranks.find((it) => it.rank === rank)?.machineName ?? `rank ${rank}`;
  const byLink = new Map<string, { ends: Pair; said: PairCheck[] }>();
  for (const { rank, pairs } of ranks)
    for (const pair of pairs ?? []) {
      const ends: Pair = [Math.min(rank, pair.peer), Math.max(rank, pair.peer)];
      const link = byLink.get(ends.join()) ?? { ends, said: [] };
      byLink.set(ends.join(), link);
      link.said.push(pair);
    }
  return [...byLink.values()]
    .toSorted((one, other) => one.ends[0] - other.ends[0] || one.ends[1] - other.ends[1])
    .map(({ ends, said }) => {
      const slowest = (read: (it: PairCheck) => number | null): number | null =>
        said.reduce<number | null>(
          (most, it) => (read(it) === null ? most : Math.max(most ?? 0, read(it)!)),
          null,
        );
      return {
        machines: [nameOf(ends[0]), nameOf(ends[1])],
        state: said.some((it) => it.ok === false)
          ? 'fail'
          : said.length === 2 && said.every((it) => it.ok)
            ? 'pass'
            : 'unknown',
        bytes: slowest((it) => it.bytes),
        milliseconds: slowest((it) => it.milliseconds),
        latencyMilliseconds: slowest((it) => it.latencyMilliseconds),
        message: mostTelling(said),
      };
    });
}

/** Of what both ends say: an engine that failed tells more than the end that waited for it. */
function mostTelling(said: readonly PairCheck[]): string | null {
  const failed = said.flatMap((it) => (it.ok === false && it.message !== null ? [it.message] : []));
  const own = failed.find((it) => !readTrialFailure(it).isOfLink);
  return own ?? failed[0] ?? said.find((it) => it.message)?.message ?? null;
}

/** Why a session can't use its links, as a rank tells it; null where it can. */
export function whyNoLink(
  rank: { rank: number; machineName: string },
  pairs: readonly PairCheck[],
  nameOf: (rank: number) => string,
): string | null {
  const broken = pairs.find((it) => it.ok === false);
  if (!broken) return null;
  const why = broken.message ? ` It said: ${broken.message.replace(/\.$/, '')}.` : '';
  const { cause, isOfLink } = readTrialFailure(broken.message);
  if (isOfLink)
    return `${rank.machineName} and ${nameOf(broken.peer)} could not add up numbers over the link between them, so nothing was loaded.${why} Look at their cable and network, then start again.`;
  const { sentence, remedy } = tellCause(cause, rank.machineName);
  return `${rank.machineName} could not try its link to ${nameOf(broken.peer)}, so nothing was loaded. ${sentence}${why} ${remedy.join(' ')}`;
}
