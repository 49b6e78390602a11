/** The agent that has a machine's place, as its last connection was. */
export type PlaceHolder = {
  bootId: string | null;
  hardwareId: string | null;
  placeId: string | null;
  /** Heard of within the time after which it would be suspect. */
  isLive: boolean;
};
/** Who proves the same key now. An older agent does not know where it is. */
export type Comer = { bootId: string; hardwareId: string | null; placeId: string | null };

/**
 * Whether a program that has the key is the one that is known, come back, or a second one. `other_hardware`: the
 * identity stands on another computer than it joined on, as after a disk was cloned. `second_start`: somebody holds
 * the place and is alive. The same run comes back whenever it likes, and so does the next run in the same folder.
 */
export function judgeComer(holder: PlaceHolder, comer: Comer): 'known' | 'other_hardware' | 'second_start' {
  if (holder.hardwareId !== null && comer.hardwareId !== null && holder.hardwareId !== comer.hardwareId)
    return 'other_hardware';
  const isSamePlace = holder.placeId !== null && holder.placeId === comer.placeId;
  return isSamePlace || holder.bootId === comer.bootId || !holder.isLive ? 'known' : 'second_start';
}

/** What one rival is remembered by: its hardware where that is another one's, else its start. */
export const markOf = (
  comer: Pick<Comer, 'bootId' | 'hardwareId'>,
  holderHardwareId: string | null,
): string =>
  comer.hardwareId !== null && comer.hardwareId !== holderHardwareId ? comer.hardwareId : comer.bootId;
