import type { WallAhead } from '../schemas/wall.ts';

/** Time that a machine is taken, with its turnaround; of maintenance there is no person. */
export type AheadBlock = {
  machineId: string;
  kind: 'booking' | 'maintenance';
  /** Blocks of one booking or one window have the same. */
  of: string;
  personId: string | null;
  personName: string | null;
  blockStartsAt: Date;
  blockEndsAt: Date;
  /** Without the turnaround. */
  endsAt: Date;
};
type Ahead = WallAhead & { personId: string | null };

/**
 * What comes next, soonest first: what begins, and machines that become free. A machine that somebody else has at
 * once does not become free. Machines of one booking stand together.
 */
export function wallAhead(
  blocks: readonly AheadBlock[],
  nameOf: ReadonlyMap<string, string>,
  now: Date,
  most: number,
): Ahead[] {
  const next = Map.groupBy(blocks, (it) => it.machineId);
  const begins = blocks
    .filter((it) => it.blockStartsAt > now)
    .map((it): Moment => ({ ...it, at: it.blockStartsAt, until: it.endsAt }));
  const frees = blocks
    .filter((it) => it.blockStartsAt <= now)
    .filter((it) => !next.get(it.machineId)!.some((other) => isRightAfter(it, other)))
    .map((it): Moment => ({
      ...it,
      kind: 'free',
      of: '',
      personId: null,
      personName: null,
      at: it.endsAt > now ? it.endsAt : it.blockEndsAt,
      until: null,
    }));
  const groups = Map.groupBy(
    [...begins, ...frees],
    (it) => `${it.at.getTime()} ${it.kind} ${it.of} ${it.until?.getTime()}`,
  );
  return [...groups.values()]
    .map((group) => ({
      at: group[0]!.at,
      until: group[0]!.until,
      kind: group[0]!.kind,
      personId: group[0]!.personId,
      personName: group[0]!.personName,
      machineNames: group.flatMap((it) => nameOf.get(it.machineId) ?? []).toSorted(),
    }))
    .filter((it) => it.machineNames.length > 0)
    .toSorted((a, b) => a.at.getTime() - b.at.getTime())
    .slice(0, most);
}

type Moment = Pick<AheadBlock, 'machineId' | 'of' | 'personId' | 'personName'> & {
  kind: WallAhead['kind'];
  at: Date;
  until: Date | null;
};

const isRightAfter = (it: AheadBlock, other: AheadBlock): boolean =>
  other.blockStartsAt.getTime() === it.blockEndsAt.getTime();
