import type * as z from 'zod';
import type { Prisma } from '@/prisma/generated/client.ts';
import { NO_PURPOSE, SOMEBODY } from '@/shared/domain/booking-visibility.ts';
import type {
  DonePage,
  ListDoneInput,
  ListWindowsInput,
  MaintenanceWindow,
  WindowList,
} from '@/shared/schemas/maintenance.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { readMayKnow } from '../visibility/index.ts';
import { ruleOf, wordsOf } from './series.ts';

const windowInclude = {
  series: true,
  createdBy: { select: { name: true } },
  blocks: { include: { machine: { select: { name: true } } } },
} as const satisfies Prisma.MaintenanceWindowInclude;
type Row = Prisma.MaintenanceWindowGetPayload<{ include: typeof windowInclude }>;

/** Maintenance that runs or is planned, by start, with who is in its way; and what comes again. */
export async function listWindows(
  ctx: ServiceContext,
  { limit }: z.output<typeof ListWindowsInput>,
): Promise<z.output<typeof WindowList>> {
  authorize(ctx, 'lab:read');
  const now = ctx.now();
  const [rows, series] = await Promise.all([
    ctx.db.maintenanceWindow.findMany({
      where: { cancelledAt: null, endedAt: null, endsAt: { gt: now }, blocks: { some: {} } },
      include: windowInclude,
      orderBy: [{ startsAt: 'asc' }, { id: 'asc' }],
      take: limit,
    }),
    ctx.db.maintenanceSeries.findMany({
      where: { endedAt: null },
      include: { createdBy: { select: { name: true } } },
      orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
      take: limit,
    }),
  ]);
  const [inTheWay, machines] = await Promise.all([
    readWaitedFor(
      ctx,
      rows.map((it) => it.id),
    ),
    ctx.db.machine.findMany({
      where: { id: { in: series.flatMap((it) => it.machineIds) }, status: { not: 'retired' } },
      select: { id: true, name: true },
      orderBy: { name: 'asc' },
    }),
  ]);
  return {
    windows: rows.map((row) => ({ ...toWindow(row), inTheWay: inTheWay.get(row.id) ?? [] })),
    series: series.map((row) => ({
      id: row.id,
      words: wordsOf(row),
      note: row.note,
      localTime: row.localTime,
      durationMinutes: row.durationMinutes,
      timeZone: row.timeZone,
      untilDate: ruleOf(row).untilDate,
      machines: machines.filter((it) => row.machineIds.includes(it.id)),
      byName: row.createdBy?.name ?? null,
    })),
  };
}

/** Maintenance that is over, the latest first; what was called off before it began is not there. */
export async function listDone(
  ctx: ServiceContext,
  { cursor, limit }: z.output<typeof ListDoneInput>,
): Promise<z.output<typeof DonePage>> {
  authorize(ctx, 'lab:read');
  const now = ctx.now();
  const rows = await ctx.db.maintenanceWindow.findMany({
    where: {
      cancelledAt: null,
      blocks: { some: {} },
      OR: [{ endsAt: { lte: now } }, { endedAt: { not: null } }],
      ...(cursor && {
        AND: [{ OR: [{ startsAt: { lt: cursor.at } }, { startsAt: cursor.at, id: { lt: cursor.id } }] }],
      }),
    },
    include: windowInclude,
    orderBy: [{ startsAt: 'desc' }, { id: 'desc' }],
    take: limit + 1,
  });
  const shown = rows.slice(0, limit).map(toWindow);
  const last = shown.at(-1);
  return {
    rows: shown,
    nextCursor: rows.length > limit && last ? { at: last.startsAt, id: last.id } : null,
  };
}

function toWindow(row: Row): MaintenanceWindow {
  const machines = new Map<string, MaintenanceWindow['machines'][number]>();
  for (const { machineId, machine, waits } of row.blocks) {
    const known = machines.get(machineId);
    if (known) known.waits ||= waits;
    else machines.set(machineId, { id: machineId, name: machine.name, waits });
  }
  return {
    id: row.id,
    startsAt: row.startsAt,
    endsAt: row.endsAt,
    endedAt: row.endedAt,
    note: row.note,
    byName: row.createdBy?.name ?? null,
    createdAt: row.createdAt,
    seriesId: row.seriesId,
    seriesWords: row.series && wordsOf(row.series),
    machines: [...machines.values()].toSorted((a, b) => a.name.localeCompare(b.name, 'en')),
    inTheWay: [],
  };
}

type WaitedFor = Omit<MaintenanceWindow['inTheWay'][number], 'machineNames' | 'hasBegun'> & {
  windowId: string;
  machineName: string;
  personId: string;
};

/** The bookings that these windows wait for. */
async function readWaitedFor(ctx: ServiceContext, windowIds: string[]) {
  const rows = await ctx.db.$queryRaw<WaitedFor[]>`
    SELECT DISTINCT w."windowId", b.id AS "bookingId", b.revision, b.purpose, b."personId", u.name AS "personName",
      b."startsAt", b."endsAt", m.name AS "machineName", n."askedAt"
    FROM "MachineBlock" w
    JOIN "MachineBlock" k ON k."machineId" = w."machineId" AND k.holds AND k."bookingId" IS NOT NULL
      AND k."startsAt" < w."endsAt" AND k."endsAt" > w."startsAt"
    JOIN "Booking" b ON b.id = k."bookingId"
    JOIN "User" u ON u.id = b."personId"
    JOIN "Machine" m ON m.id = w."machineId"
    LEFT JOIN LATERAL (
      SELECT max("createdAt") AS "askedAt" FROM "BookingNotice"
      WHERE "bookingId" = b.id AND "windowId" = w."windowId" AND kind = 'asked'
    ) n ON true
    WHERE w.waits AND w."windowId" = ANY(${windowIds})
    ORDER BY b."startsAt", b.id, m.name`;
  const now = ctx.now();
  const mayKnow = await readMayKnow(ctx);
  const byWindow = new Map<string, MaintenanceWindow['inTheWay']>();
  for (const { windowId, machineName, personId, ...told } of rows) {
    const shown = mayKnow(personId);
    const personName = shown.name ? told.personName : SOMEBODY.name;
    const row = { ...told, personName, purpose: shown.purpose ? told.purpose : NO_PURPOSE };
    const list = byWindow.get(windowId) ?? [];
    byWindow.set(windowId, list);
    const known = list.find((it) => it.bookingId === row.bookingId);
    if (known) known.machineNames.push(machineName);
    else list.push({ ...row, machineNames: [machineName], hasBegun: row.startsAt <= now });
  }
  return byWindow;
}
