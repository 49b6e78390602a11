import { publishedMaking, MAKING_CARBON } from '@/shared/data/making-carbon.ts';
import { DEFAULT_LIFE_YEARS, makingOf } from '@/shared/domain/embodied-carbon.ts';
import type { Making, Sleep } from '@/shared/schemas/mac-figure.ts';
import type { ServiceContext } from '../../context.ts';

type Machine = { id: string; catalogId: string | null };
export type MacFigures = { making: Making | null; sleep: Sleep | null };

/**
 * What is known of making these machines and of what they draw asleep: entered of the machine, else of its kind, else
 * (making alone) published by its maker; null is not known. For other verbs, which have asked for the right.
 */
export async function readMacFigures(
  ctx: ServiceContext,
  machines: readonly Machine[],
): Promise<Map<string, MacFigures>> {
  const kinds = machines.flatMap((it) => it.catalogId ?? []);
  const rows = await ctx.db.macFigure.findMany({
    where: { OR: [{ machineId: { in: machines.map((it) => it.id) } }, { catalogId: { in: kinds } }] },
    orderBy: { version: 'desc' },
    distinct: ['machineId', 'catalogId'],
  });
  const of = (key: 'machineId' | 'catalogId') =>
    new Map(rows.flatMap((row) => (row[key] === null ? [] : [[row[key], row] as const])));
  const [byMachine, byKind] = [of('machineId'), of('catalogId')];
  return new Map(
    machines.map(({ id, catalogId }) => {
      const entered = [
        { row: byMachine.get(id), basis: 'machine' as const },
        { row: byKind.get(catalogId ?? ''), basis: 'kind' as const },
      ];
      const made = entered.find(({ row }) => row?.makingKgCo2e != null);
      const slept = entered.find(({ row }) => row?.sleepWatts != null)?.row;
      const lifeYears = entered.find(({ row }) => row)?.row?.lifeYears ?? DEFAULT_LIFE_YEARS;
      const making: Making | null = made
        ? {
            kgCo2e: made.row!.makingKgCo2e!,
            lifeYears: made.row!.lifeYears,
            basis: made.basis,
            source: made.row!.makingSource ?? '',
          }
        : published(catalogId, lifeYears);
      const sleep = slept ? { watts: slept.sleepWatts!, source: slept.sleepSource ?? '' } : null;
      return [id, { making, sleep }];
    }),
  );
}

function published(catalogId: string | null, lifeYears: number): Making | null {
  const it = publishedMaking(catalogId);
  if (!it) return null;
  return {
    kgCo2e: makingOf(it.totalKgCo2e, it.useShare),
    lifeYears,
    basis: 'published',
    source: `${MAKING_CARBON.source}; ${it.configuration}, ${it.totalKgCo2e} kg × (1 − ${it.useShare})`,
  };
}
