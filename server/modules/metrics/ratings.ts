import { macModelOf } from '@/shared/data/mac-models.ts';
import { believableWatts } from '@/shared/domain/energy-counter.ts';
import type { LiveSample } from '@/shared/schemas/machine.ts';
import { inBackground, type ServiceContext } from '../../context.ts';
import type { Database } from '../../db.ts';
import { singleton } from '../../singleton.ts';

type Known = { byMachine: ReadonlyMap<string, number | null>; atMs: number; reading: Promise<void> | null };

const known = singleton('power-ratings', () => new WeakMap<Database, Known>());
/** A machine is rarely another one; who corrects its model waits this long. */
const KEPT_MS = 60_000;

/** The most each machine is rated for, in watts; null where nobody knows. Of all machines at once, kept for a minute. */
export async function readRating(ctx: ServiceContext, machineId: string): Promise<number | null> {
  const lab = refreshed(ctx, machineId);
  if (!lab.byMachine.has(machineId)) await lab.reading;
  return lab.byMachine.get(machineId) ?? null;
}

/** A live reading as far as it can be believed: at once, so by what is known by now. */
export function believeSample(ctx: ServiceContext, machineId: string, sample: LiveSample): LiveSample {
  const lab = refreshed(ctx, machineId);
  return {
    ...sample,
    powerWatts: believableWatts(sample.powerWatts, lab.byMachine.get(machineId) ?? null),
  };
}

function refreshed(ctx: ServiceContext, machineId: string): Known {
  const lab = known.get(ctx.db) ?? { byMachine: new Map(), atMs: -Infinity, reading: null };
  known.set(ctx.db, lab);
  const isDue = Math.abs(performance.now() - lab.atMs) > KEPT_MS || !lab.byMachine.has(machineId);
  if (isDue && lab.reading === null) {
    // Before it is done: what fails is not tried again with each reading of each machine.
    lab.atMs = performance.now();
    lab.reading = read(ctx, lab).finally(() => (lab.reading = null));
    inBackground(ctx, 'what machines are rated for could not be read', lab.reading);
  }
  return lab;
}

type Row = { id: string; maxWatts: number | null; catalogId: string | null; hwModel: string | null };

async function read(ctx: ServiceContext, lab: Known): Promise<void> {
  const rows = await ctx.db.$queryRaw<Row[]>`
    SELECT m.id, m."maxWatts", m."catalogId", r.facts->>'hwModel' AS "hwModel"
    FROM "Machine" m LEFT JOIN "MachineReport" r ON r."machineId" = m.id`;
  lab.byMachine = new Map(
    rows.map((it) => [it.id, it.maxWatts ?? macModelOf(it.catalogId, it.hwModel)?.maxWatts ?? null]),
  );
}
