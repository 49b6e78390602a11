import { formatGigabytes } from './format.ts';

const GIBIBYTE = 2 ** 30;
const GIGABYTE = 1e9;
/** What Macs are sold with, in GB. */
const SOLD = [128, 256, 512, 1000, 2000, 4000, 8000, 16_000];
/** What its system keeps for itself is not in the disk that an agent sees: 494 of 512 GB. */
const KEPT = 0.06;

/** The register holds GB as they are sold, each as a gibibyte: `4 TB` */
export const formatSoldDisk = (registerBytes: number): string =>
  formatGigabytes((registerBytes / GIBIBYTE) * GIGABYTE);

/** The size that a disk was sold with, as the register holds it, by what its agent sees of it. */
export function soldDiskBytes(seenBytes: number): number {
  const seen = seenBytes / GIGABYTE;
  const sold = SOLD.find((it) => seen <= it && seen >= it * (1 - KEPT));
  return (sold ?? Math.round(seen)) * GIBIBYTE;
}
