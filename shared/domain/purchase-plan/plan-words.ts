import { formatMemory } from '../format.ts';
import type { Refusal } from './replay-demand.ts';

const macs = (count: number): string => (count === 1 ? 'one Mac' : `${count} Macs`);

/** Why a booking never fits a set. */
export function refusalWords(refusal: Refusal): string {
  switch (refusal.reason) {
    case 'machines':
      return `Asks for ${macs(refusal.wanted)} at once; this set has ${refusal.has}.`;
    case 'memory':
      return `Asks for ${macs(refusal.wanted)} with ${formatMemory(refusal.memoryBytes)} or more; this set has ${refusal.has === 0 ? 'none' : refusal.has}.`;
    case 'cables':
      return `Ran over RDMA on ${macs(refusal.wanted)}; no ${refusal.wanted} of this set are cabled for it.`;
  }
}
