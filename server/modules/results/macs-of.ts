import { getMacModel } from '@/shared/data/mac-models.ts';

/** `2 × Mac mini (2024), 1 × Mac Studio (2025)`, of kinds by their place in the catalogue. */
export function macsOf(kinds: readonly string[]): string {
  const names = kinds.map((id) => getMacModel(id)?.name ?? 'machine of no known kind');
  return [...new Set(names)]
    .map((name) => `${names.filter((it) => it === name).length} × ${name}`)
    .join(', ');
}
