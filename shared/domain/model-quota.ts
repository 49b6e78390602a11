import type { ModelQuota } from '../schemas/model-quota.ts';

/** What counts of a machine's own word (bytes) and the lab's (gigabytes): the lower of the two. */
export function quotaOf(ofMachine: number | null, labGigabytes: number | null): ModelQuota {
  const ofLab = labGigabytes === null ? null : labGigabytes * 1e9;
  const known = [ofMachine, ofLab].filter((it) => it !== null);
  return { bytes: known.length === 0 ? null : Math.min(...known), ofMachine, ofLab };
}
