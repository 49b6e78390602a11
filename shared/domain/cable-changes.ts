import { type CableEnds, cableKey } from './lab-cables.ts';

/** What of a cable is watched. */
export type CableState = { speedGbps: number | null; rdma: boolean | null };
export type Sighting = CableEnds & CableState;
/** `null` while there was or is no cable. */
export type CableStep = { ends: CableEnds; before: CableState | null; after: CableState | null };

const stateOf = ({ speedGbps, rdma }: CableState): CableState => ({ speedGbps, rdma });
const endsOf = ({ aMachineId, aPort, bMachineId, bPort }: CableEnds): CableEnds => ({
  aMachineId,
  aPort,
  bMachineId,
  bPort,
});

export const isSameState = (one: CableState | null, other: CableState | null): boolean =>
  one?.speedGbps === other?.speedGbps && one?.rdma === other?.rdma && (one === null) === (other === null);

/** Which cables came, went, or run otherwise than when they were last looked at. */
export function compareSightings(before: readonly Sighting[], now: readonly Sighting[]): CableStep[] {
  const was = new Map(before.map((it) => [cableKey(it), it]));
  const is = new Map(now.map((it) => [cableKey(it), it]));
  const gone = before.filter((it) => !is.has(cableKey(it)));
  return [
    ...gone.map((it) => ({ ends: endsOf(it), before: stateOf(it), after: null })),
    ...now.flatMap((it): CableStep[] => {
      const earlier = was.get(cableKey(it)) ?? null;
      if (earlier && isSameState(stateOf(earlier), stateOf(it))) return [];
      return [{ ends: endsOf(it), before: earlier && stateOf(earlier), after: stateOf(it) }];
    }),
  ];
}

export type CableChangeKind = 'came' | 'gone' | 'speed' | 'rdma' | 'as_before';

/** What became of a cable in the end, whatever it did in between. */
export function changeKind(before: CableState | null, after: CableState | null): CableChangeKind {
  if (isSameState(before, after)) return 'as_before';
  if (before === null) return 'came';
  if (after === null) return 'gone';
  return before.speedGbps === after.speedGbps ? 'rdma' : 'speed';
}
