import type { MachineFacts } from '../schemas/machine.ts';

/** A computer as its agent describes it, and the address that the portal sees its agent at. */
export type SeenHost = {
  facts: MachineFacts | null;
  /** Null when it is not connected: addresses change. */
  address: string | null;
};

const DESCRIPTION = ['hostName', 'os', 'arch', 'hwModel', 'chip', 'cpuCores', 'memoryBytes'] as const;

/**
 * Can two agents that name the same host be on one computer? They describe it alike, for both look at it, and where
 * both are connected they come from one address, which no agent can choose. A host id alone is only a word: clones of
 * one disk share it unawares, and who copies it would take the other's power out of the lab's sum.
 */
export const canBeSameHost = (one: SeenHost, other: SeenHost): boolean =>
  DESCRIPTION.every((it) => one.facts !== null && one.facts[it] === other.facts?.[it]) &&
  (one.address === null || other.address === null || one.address === other.address);
