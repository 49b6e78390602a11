import { findMacModel, getMacModel } from '@/shared/data/mac-models.ts';
import type { Catalogue } from '@/shared/domain/hardware-drift.ts';
import type { MachineFacts } from '@/shared/schemas/machine.ts';

/** What the catalogue says of a machine: of the model that was entered, and of what its agent sees. */
export function readCatalogue(catalogId: string | null, facts: MachineFacts | null): Catalogue {
  const found = facts && findMacModel(facts.hwModel, facts.chip, facts.memoryBytes, facts.gpuCores);
  const known = catalogId === null ? null : getMacModel(catalogId);
  return {
    enteredName: known?.name ?? null,
    enteredChip: known?.chip ?? null,
    foundId: found?.catalogId ?? null,
    foundName: found?.model?.name ?? null,
    bandwidthGbPerSecond: found?.bandwidthGbPerSecond ?? null,
  };
}
