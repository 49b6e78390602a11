import { clip } from '@/shared/domain/usage.ts';
import type { ServiceContext } from '../../context.ts';
import { addEnergy, type Energy, readSpans } from '../energy/index.ts';
import type { ReportFrame } from './report-frame.ts';

type MachineMeasured = {
  total: Energy;
  /** Of each of the report's days, in their order. */
  days: { joules: number | null; coveredMs: number }[];
};

export type Measured = ReadonlyMap<string, MachineMeasured>;

/** What the counter that is read for each machine says of each day; one of several stands in the first one's row. */
export async function readMeasuredDays(
  ctx: ServiceContext,
  { meters, days }: Pick<ReportFrame, 'meters' | 'days'>,
): Promise<Measured> {
  const wanted = meters.all.flatMap(({ readers }) =>
    readers.flatMap((reader) =>
      days.flatMap((day, index) => {
        const span = clip(day, reader);
        return span ? [{ machineId: reader.counterId, rowId: reader.machineId, span, index }] : [];
      }),
    ),
  );
  const windows = await readSpans(ctx, wanted);
  const parts = Map.groupBy(
    windows.map((window, index) => ({ ...window, ...wanted[index]! })),
    (it) => it.rowId,
  );
  return new Map([...parts].map(([machineId, own]) => [machineId, toMeasured(own, days.length)]));
}

type Part = Omit<Energy, 'isComplete'> & { index: number };

/** Of a meter with several readers a day may have two parts. */
function toMeasured(parts: readonly Part[], count: number): MachineMeasured {
  const days: MachineMeasured['days'] = Array.from({ length: count }, () => ({ joules: null, coveredMs: 0 }));
  for (const { index, joules, coveredMs } of parts) {
    const day = days[index]!;
    if (joules !== null) day.joules = (day.joules ?? 0) + joules;
    day.coveredMs += coveredMs;
  }
  return { total: addEnergy(parts.map((it) => ({ ...it, isComplete: it.joules !== null }))), days };
}
