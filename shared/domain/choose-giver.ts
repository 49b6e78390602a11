import { type CopyEnd, type CopyPath, findCopyPath } from './copy-path.ts';
import type { Link } from './link.ts';

/** A machine gives to two at once: what has come whole gives it on, so that many are served like branches. */
export const MOST_GIVEN_AT_ONCE = 2;

export type Giver = CopyEnd & {
  name: string;
  /** To how many it gives now. */
  giving: number;
};
export type Choice =
  | { kind: 'giver'; giver: Giver; path: CopyPath }
  /** All that have it give to others now. */
  | { kind: 'busy'; names: string[] }
  | { kind: 'none' };

export type ChooseGiverInput = {
  receiver: CopyEnd;
  /** Machines that have the model whole and answer. */
  givers: readonly Giver[];
  links: readonly Link[];
  /** Who gave in a try that brought nothing: another one comes first. */
  avoid: string | null;
};

const RANK = { host: 2, cable: 1, network: 0 };

/** Who gives a model to a machine, and by which way: the fastest first, of equals who gives to fewer. */
export function chooseGiver({ receiver, givers, links, avoid }: ChooseGiverInput): Choice {
  const reachable = givers.flatMap((giver) => {
    const path = findCopyPath(giver, receiver, links);
    return path === null ? [] : [{ giver, path }];
  });
  const free = reachable.filter(({ giver }) => giver.giving < MOST_GIVEN_AT_ONCE);
  const [best] = free.toSorted(
    (a, b) =>
      Number(a.giver.machineId === avoid) - Number(b.giver.machineId === avoid) ||
      RANK[b.path.via] - RANK[a.path.via] ||
      (b.path.gbps ?? 0) - (a.path.gbps ?? 0) ||
      a.giver.giving - b.giver.giving ||
      (a.giver.name < b.giver.name ? -1 : 1),
  );
  if (best) return { kind: 'giver', ...best };
  if (reachable.length > 0) return { kind: 'busy', names: reachable.map(({ giver }) => giver.name) };
  return { kind: 'none' };
}
