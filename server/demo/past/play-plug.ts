import { seededRandom } from '@/shared/domain/seeded-random.ts';
import { POWER_SOURCES } from '@/shared/schemas/machine.ts';
import type { ServiceContext } from '../../context.ts';
import { writeMinutes } from '../../modules/metrics/index.ts';
import type { PlayedReadings } from './play-readings.ts';

const [MINUTE_MS, HOUR_MS, DAY_MS] = [60_000, 3_600_000, 86_400_000];
/** How long before the past's end it was put on, and taken off again. */
const [ON_DAYS, OFF_DAYS] = [16, 4];
/** A power supply takes a little always, and a part of what goes through it. */
const [STANDBY_WATTS, EFFICIENCY] = [0.9, 0.945];

type Played = { fromMs: number; played: PlayedReadings };
export type PlayedPlug = { fromMs: number; toMs: number; joules: Float64Array };

/** What a simulated plug over one Mac read for some days, a minute an entry; silent while the Mac's own sensor was. */
export function playPlug({ fromMs, played }: Played, toMs: number, seed: number): PlayedPlug {
  const wholeHour = (ms: number): number => Math.floor(ms / HOUR_MS) * HOUR_MS;
  const plugFromMs = Math.max(wholeHour(toMs - ON_DAYS * DAY_MS), Math.ceil(fromMs / HOUR_MS) * HOUR_MS);
  const plugToMs = Math.max(plugFromMs + HOUR_MS, wholeHour(toMs - OFF_DAYS * DAY_MS));
  const random = seededRandom(seed);
  const first = (plugFromMs - fromMs) / MINUTE_MS;
  const joules = played.joules.slice(first, (plugToMs - fromMs) / MINUTE_MS).map((own) => {
    const watts = STANDBY_WATTS + (own / 60 / EFFICIENCY) * (1 + (random() - 0.5) * 0.02);
    return Math.round(watts * 60_000) / 1000;
  });
  return { fromMs: plugFromMs, toMs: plugFromMs + joules.length * MINUTE_MS, joules };
}

/** While a wall meter measures, it counts. */
export function countedWith({ fromMs, played }: Played, plug: PlayedPlug): PlayedReadings {
  const joules = played.joules.slice();
  joules.set(plug.joules, (plug.fromMs - fromMs) / MINUTE_MS);
  return { ...played, joules };
}

type Machine = { id: string; name: string };

/** The plug as a meter read by hand, with its minutes; gone again, so that nothing is looked for. */
export async function writePlug(ctx: ServiceContext, machine: Machine, plug: PlayedPlug): Promise<void> {
  const [row] = await ctx.db.$queryRaw<{ key: number }[]>`SELECT nextval('"Machine_key_seq"')::int AS key`;
  const [from, to] = [new Date(plug.fromMs), new Date(plug.toMs)];
  await ctx.db.wallMeter.create({
    data: {
      key: row!.key,
      name: `Simulated plug, ${machine.name}`,
      kind: 'hand',
      note: 'Made up like the Mac that hung on it, so that plug and chip can be held against each other.',
      createdAt: from,
      firstAt: from,
      lastAt: to,
      links: { create: { machineId: machine.id, startsAt: from, endsAt: to } },
    },
  });
  const cells = `{${plug.joules.join(',').replaceAll('NaN', 'NULL')}}`;
  await writeMinutes(ctx, {
    machineKey: row!.key,
    span: { from, to: new Date(plug.toMs - MINUTE_MS) },
    rows: MINUTES,
    values: [row!.key, from, cells],
  });
}

/** Power alone: a plug knows no other meter. */
const NOTHING = Array.from({ length: 18 }, () => 'NULL::float4').join(', ');
const MINUTES = `
  SELECT $1::int, $2::timestamptz + (i - 1) * interval '1 minute', joules, 60000, 12,
    ${1 << POWER_SOURCES.indexOf('simulated')}, joules / 61, joules / 60, joules / 59, ${NOTHING}
  FROM unnest($3::text::float8[]) WITH ORDINALITY AS u(joules, i) WHERE joules IS NOT NULL`;
