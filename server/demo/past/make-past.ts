import { getMacModel, largestConfiguration } from '@/shared/data/mac-models.ts';
import { wattRange } from '@/shared/domain/simulated-power.ts';
import { type ServiceContext, withTransaction } from '../../context.ts';
import { readTimeZone } from '../../modules/energy/index.ts';
import { rollUp } from '../../modules/metrics/index.ts';
import { MACHINES } from '../demo-content.ts';
import { contestCharges } from './contest-charges.ts';
import { importPublished } from './import-published.ts';
import { planPast } from './plan-past.ts';
import { countedWith, playPlug, writePlug } from './play-plug.ts';
import { playReadings } from './play-readings.ts';
import { bringNewest, CHUNKS_MS, writePlayed } from './write-readings.ts';
import { writeUse } from './write-use.ts';

const SEED = 7;
const MINUTE_MS = 60_000;

/** Before any agent has joined and anybody has booked, and never later. */
export async function ensurePast(ctx: ServiceContext, { days }: { days: number }): Promise<void> {
  const isUntouched = (await ctx.db.agent.count()) + (await ctx.db.booking.count()) === 0;
  if (days > 0 && isUntouched) await makePast(ctx, { days });
}

/**
 * Gives the simulated machines a past of so many local days up to this moment: bookings, sessions, answers, readings,
 * frozen energy. In bulk, as the modules would have written it day by day (a test asks them). Its bookings come last
 * and all at once: a start that is cut short before them begins again.
 */
async function makePast(ctx: ServiceContext, { days }: { days: number }): Promise<void> {
  const machines = await readSimulated(ctx);
  const timeZone = await readTimeZone(ctx);
  const now = ctx.now();
  const toMs = Math.floor(now.getTime() / MINUTE_MS) * MINUTE_MS;
  const past = planPast({
    seed: SEED,
    timeZone,
    days,
    toMs,
    machines: machines.map((it) => it.name),
    bandwidthGbPerSecond: Math.min(...machines.map((it) => it.bandwidthGbPerSecond)),
  });
  const { fromMs } = past.span;
  const metered = machines.map((machine) => ({
    ...machine,
    fromMs,
    played: playReadings(past, machine.name, machine.range, SEED + machine.key),
  }));
  const minutes = (toMs - CHUNKS_MS - fromMs) / MINUTE_MS;
  await Promise.all(metered.map((machine) => writePlayed(ctx, machine, minutes)));
  for (const machine of metered) await bringNewest(ctx, machine, toMs - CHUNKS_MS);
  // On the first of them hung a plug for some days, which counted then.
  const [onPlug, ...others] = metered;
  const plug = playPlug(onPlug!, toMs, SEED);
  await writePlug(ctx, onPlug!, plug);
  const counted = [{ ...onPlug!, played: countedWith(onPlug!, plug) }, ...others];
  const bookings = await withTransaction(ctx, (tx) =>
    writeUse(ctx, tx, { past, timeZone, machines: counted }),
  );
  await rollUp(ctx);
  await contestCharges(ctx, bookings);
  await importPublished(ctx);
}

async function readSimulated({ db }: ServiceContext) {
  const rows = await db.machine.findMany({
    where: { name: { in: MACHINES.map((it) => it.name) }, simulated: true },
    select: { id: true, key: true, name: true, catalogId: true },
    orderBy: { name: 'asc' },
  });
  return rows.map(({ catalogId, ...row }) => {
    const model = getMacModel(catalogId ?? '')!;
    const { memoryBytes, bandwidthGbPerSecond } = largestConfiguration(model);
    return {
      ...row,
      catalogId: model.id,
      kind: model.name,
      range: wattRange(model),
      memoryTotalBytes: memoryBytes,
      bandwidthGbPerSecond: bandwidthGbPerSecond ?? 100,
    };
  });
}
