import type { MachineFacts } from '../schemas/machine.ts';
import type { HardwareRow } from '../schemas/machine-history.ts';
import type { AssetChanges, AssetFields } from '../schemas/register.ts';
import { formatMemory } from './format.ts';
import { readSerial } from './serials.ts';
import { formatSoldDisk, soldDiskBytes } from './sold-disk.ts';

export type Entered = Pick<AssetFields, 'catalogId' | 'memoryBytes' | 'diskBytes' | 'serial'>;
/** Of the catalogue: what was entered, and what the facts point at. */
export type Catalogue = {
  enteredName: string | null;
  enteredChip: string | null;
  foundId: string | null;
  foundName: string | null;
  bandwidthGbPerSecond: number | null;
};
export type Compared = Pick<HardwareRow, 'entered' | 'isDrift' | 'take'>;

export const NOTHING: Compared = { entered: null, isDrift: false, take: null };
/** A kernel keeps a little of the memory for itself. */
const SAME_SIZE = 0.03;

/** What its agent sees, as the register would hold it. */
export const seenHardware = (facts: MachineFacts | null) => ({
  memory: facts?.memoryBytes ?? null,
  disk: facts?.diskTotalBytes == null ? null : soldDiskBytes(facts.diskTotalBytes),
  serial: readSerial(facts?.serial),
});

export const chipName = (facts: MachineFacts | null): string | null =>
  facts?.chip?.replace(/^Apple /, '') ?? null;

/** What was entered of the hardware beside what its agent sees. */
export function compareHardware(facts: MachineFacts | null, entered: Entered, catalogue: Catalogue) {
  const { memory, disk, serial } = seenHardware(facts);
  return {
    model: compareModel(entered.catalogId, catalogue),
    chip: compareChip(chipName(facts), catalogue),
    memory: compareSize('memoryBytes', memory, entered.memoryBytes, formatMemory),
    disk: compareSize('diskBytes', disk, entered.diskBytes, formatSoldDisk),
    serial: compareSerial(serial, entered.serial),
  };
}

/** The fields in which what was entered is not what its agent sees; a chip that comes with another model is no second. */
export function differingFields(
  facts: MachineFacts | null,
  entered: Entered,
  catalogue: Catalogue,
  mayEdit: boolean,
): string[] {
  const { model, chip, memory, disk, serial } = compareHardware(facts, entered, catalogue);
  return [
    ...(model.isDrift ? ['Model'] : chip.isDrift ? ['Chip'] : []),
    ...(memory.isDrift ? ['Memory'] : []),
    ...(disk.isDrift ? ['Disk'] : []),
    ...(serial.isDrift && mayEdit ? ['Serial'] : []),
  ];
}

/** A number beside another one: `same`, or what was entered with the way to take what was observed. */
function compareSize(
  key: 'memoryBytes' | 'diskBytes',
  observed: number | null,
  entered: number | null,
  format: (bytes: number) => string,
): Compared {
  if (entered === null) return NOTHING;
  if (observed === null) return { ...NOTHING, entered: format(entered) };
  if (Math.abs(observed - entered) <= SAME_SIZE * entered) return { ...NOTHING, entered: 'same' };
  return drift(format(entered), `Take ${format(observed)}`, { [key]: observed });
}

const drift = (entered: string, label: string, changes: AssetChanges): Compared => ({
  entered,
  isDrift: true,
  take: { label, changes },
});

function compareModel(entered: string | null, { enteredName, foundId, foundName }: Catalogue): Compared {
  if (entered === null) return NOTHING;
  if (foundId === null) return { ...NOTHING, entered: enteredName ?? entered };
  if (foundId === entered) return { ...NOTHING, entered: 'same' };
  return drift(enteredName ?? entered, `Take ${foundName}`, { catalogId: foundId });
}

/** It follows from the model that was entered; taking the observed one is the model's business. */
function compareChip(observed: string | null, { enteredChip }: Catalogue): Compared {
  if (enteredChip === null) return NOTHING;
  if (observed === null || observed === enteredChip)
    return { ...NOTHING, entered: observed === null ? enteredChip : 'same' };
  return { entered: enteredChip, isDrift: true, take: null };
}

function compareSerial(observed: string | null, entered: string | null): Compared {
  if (entered === null || observed === null) return { ...NOTHING, entered };
  if (observed === entered) return { ...NOTHING, entered: 'same' };
  return drift(entered, `Take ${observed}`, { serial: observed });
}
