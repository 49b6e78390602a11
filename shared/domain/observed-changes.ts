import type { MachineFacts } from '../schemas/machine.ts';
import { formatGigabytes, formatMemory } from './format.ts';

/** What is built in, and the words for it: that it changed is flagged until a person says that it is so. */
const HARDWARE = {
  serial: 'serial number',
  hwModel: 'model',
  chip: 'chip',
  memoryBytes: 'memory',
  gpuCores: 'GPU cores',
  cpuCores: 'processor cores',
  diskTotalBytes: 'disk',
} as const;
/** What changes with each update, and is kept for the history alone. */
const SYSTEM = ['osVersion', 'osBuild'] as const;

type Hardware = keyof typeof HARDWARE;
type Field = Hardware | (typeof SYSTEM)[number];
/** What was last known of a machine; a field that nobody could read then keeps what was read before. */
export type KnownFacts = Partial<Record<Field, string | number>>;
export type FactChange = {
  field: Field;
  before: string | number;
  after: string | number;
  /** It is hardware. */
  needsWord: boolean;
};

const FIELDS: readonly Field[] = [...(Object.keys(HARDWARE) as Hardware[]), ...SYSTEM];
const isHardware = (field: Field): field is Hardware => Object.hasOwn(HARDWARE, field);
/** A kernel keeps a little of the memory for itself, another one each time. */
const SAME_BYTES = 0.02;

/** What is known after a report, and what of it differs from before. Unknown is no change; nor is what is learned. */
export function compareFacts(
  before: KnownFacts,
  facts: MachineFacts,
): { known: KnownFacts; changes: FactChange[] } {
  const known: KnownFacts = { ...before };
  const changes: FactChange[] = [];
  for (const field of FIELDS) {
    const after = facts[field] ?? null;
    if (after === null) continue;
    const was = before[field];
    if (was !== undefined && isSame(field, was, after)) continue;
    known[field] = after;
    if (was !== undefined) changes.push({ field, before: was, after, needsWord: isHardware(field) });
  }
  return { known, changes };
}

function isSame(field: Field, one: string | number, other: string | number): boolean {
  const isBytes = field === 'memoryBytes' || field === 'diskTotalBytes';
  if (!isBytes || typeof one !== 'number' || typeof other !== 'number') return one === other;
  return Math.abs(one - other) <= SAME_BYTES * Math.max(one, other);
}

/** How the note on a machine's page begins: who confirms the change takes the note away by it. */
export const CHANGED_HARDWARE = 'Its hardware is not what it was: ';

/** Without the serial number itself, which is for who keeps the register. */
export const changedHardwareNote = (changes: readonly FactChange[]): string =>
  `${CHANGED_HARDWARE}${changes.map(wordsOf).join(', ')}. Say on its page whether that is so.`;

function wordsOf({ field, before, after }: FactChange): string {
  if (!isHardware(field)) return field;
  if (field === 'serial') return 'another serial number';
  return `${HARDWARE[field]} ${shown(field, before)} → ${shown(field, after)}`;
}

function shown(field: Field, value: string | number): string {
  if (field === 'memoryBytes') return formatMemory(Number(value));
  return field === 'diskTotalBytes' ? formatGigabytes(Number(value)) : String(value);
}
