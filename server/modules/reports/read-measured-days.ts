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
  const measured = new Map<string, MachineMeasured>();
  const ofRows = Map.groupBy(wanted.keys(), (place) => wanted[place]!.rowId);
  for (const [rowId, places] of ofRows) {
    const own = Array.from(days, () => ({ joules: null as number | null, coveredMs: 0 }));
    for (const place of places) {
      const { joules, coveredMs } = windows[place]!;
      // Of a meter with several readers a day may have two parts.
      const day = own[wanted[place]!.index]!;
      if (joules !== null) day.joules = (day.joules ?? 0) + joules;
      day.coveredMs += coveredMs;
    }
    measured.set(rowId, { total: addEnergy(places.map((place) => whole(windows[place]!))), days: own });
  }
  return measured;
}

const whole = (it: Omit<Energy, 'isComplete'>): Energy => ({ ...it, isComplete: it.joules !== null });
