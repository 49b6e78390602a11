import type { Prisma } from '@/prisma/generated/client.ts';
import {
  CHANGED_HARDWARE,
  changedHardwareNote,
  compareFacts,
  type KnownFacts,
} from '@/shared/domain/observed-changes.ts';
import { readSerial } from '@/shared/domain/serials.ts';
import type { MachineFacts } from '@/shared/schemas/machine.ts';
import type { Transaction } from '../../db.ts';
import type { LockedMachine } from '../inventory/index.ts';

const OTHER_SERIAL =
  'Its agent tells another serial number than is entered: the line was pasted on another Mac, or the register is wrong. Correct the one that is.';

/** Says on the machine's page that its agent is not on the Mac that was entered, and takes that back when it is. */
async function noteOtherSerial(
  tx: Transaction,
  machine: LockedMachine,
  facts: MachineFacts,
): Promise<boolean> {
  const told = readSerial(facts.serial);
  if (told === null) return false;
  const row = await tx.machine.findUnique({
    where: { id: machine.id },
    select: { serial: true, needsAttention: true },
  });
  const isOther = row?.serial != null && readSerial(row.serial) !== told;
  const [from, to] = isOther ? [null, OTHER_SERIAL] : [OTHER_SERIAL, null];
  if (row?.needsAttention !== from) return false;
  await tx.machine.update({ where: { id: machine.id }, data: { needsAttention: to }, select: { id: true } });
  return true;
}

/**
 * Writes down what this report says otherwise than those before it. Other hardware is flagged on the machine's page and
 * changes nothing that people have entered. The machine's row is locked by the caller.
 */
export async function noteChanges(
  tx: Transaction,
  machine: LockedMachine,
  facts: MachineFacts,
  { before, now }: { before: KnownFacts; now: Date },
): Promise<{ known: KnownFacts; isHardwareNew: boolean; isNews: boolean }> {
  const { known, changes } = compareFacts(before, facts);
  // A simulated machine is whatever it was started as.
  if (machine.simulated || facts.simulated) return { known, isHardwareNew: false, isNews: false };
  if (changes.length > 0) {
    await tx.observedChange.createMany({
      data: changes.map((it) => ({ machineId: machine.id, at: now, ...it })),
    });
  }
  const isNews = await noteOtherSerial(tx, machine, facts);
  const hardware = changes.filter((it) => it.needsWord);
  if (hardware.length > 0) {
    await tx.machine.updateMany({
      // Other notes say what somebody has to do first.
      where: {
        id: machine.id,
        OR: [{ needsAttention: null }, { needsAttention: { startsWith: CHANGED_HARDWARE } }],
      },
      data: { needsAttention: changedHardwareNote(hardware) },
    });
  }
  return { known, isHardwareNew: hardware.length > 0, isNews: isNews || hardware.length > 0 };
}

/** What was known before the column was kept: what the last report says. */
export const knownBefore = (known: Prisma.JsonValue | undefined, facts: MachineFacts | null): KnownFacts => ({
  ...(facts === null ? {} : compareFacts({}, facts).known),
  ...(known as KnownFacts | null),
});
