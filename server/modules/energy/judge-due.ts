import type { Meters } from '@/shared/domain/meters.ts';
import type { ServiceContext } from '../../context.ts';
import { readReach } from '../metrics/index.ts';
import { judgeReach, readersAt } from './readiness.ts';
import { readMeters } from './read-meters.ts';

type Ended = { machineIds: readonly string[]; endedAt: Date };
type Judged<T> = { it: T; verdict: ReturnType<typeof judgeReach> };

/** Whether the readings of what has ended reach past its end, for all of it in two reads, and the lab's meters. */
export async function judgeDue<T extends Ended>(
  ctx: ServiceContext,
  due: readonly T[],
): Promise<{ meters: Meters; judged: Judged<T>[] }> {
  const now = ctx.now();
  const meters = await readMeters(ctx);
  const readersOf = (it: T): string[] => readersAt(meters, it.machineIds, it.endedAt);
  const reach = await readReach(ctx, due.flatMap(readersOf));
  const judged = due.map((it) => ({
    it,
    verdict: judgeReach(reach, readersOf(it), { endedAt: it.endedAt, now }),
  }));
  return { meters, judged };
}
