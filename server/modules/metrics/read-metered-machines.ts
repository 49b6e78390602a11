import { Prisma } from '@/prisma/generated/client.ts';
import type { MeteredMachine } from '@/shared/domain/meters.ts';
import type { ServiceContext } from '../../context.ts';

/** A plug is asked every five seconds; what is older is not the power of this moment. */
const WALL_FRESH_MS = 30_000;

/** SQL for the wall meter that speaks for the machine `m` now, with its watts: one row or none. */
export const wallOfNow = (now: Date): Prisma.Sql => Prisma.sql`
  SELECT w.id AS "wallId", w."lastWatts" AS "wallWatts"
  FROM "WallMeterLink" l JOIN "WallMeter" w ON w.id = l."meterId"
  WHERE l."machineId" = m.id AND l."startsAt" <= ${now}::timestamptz AND (l."endsAt" IS NULL OR l."endsAt" > ${now}::timestamptz)
    AND w.kind <> 'hand' AND w."removedAt" IS NULL
    AND w."lastAt" >= ${new Date(now.getTime() - WALL_FRESH_MS)}::timestamptz
  LIMIT 1`;

/** Every machine with the host whose meter it reads, retired ones too. For other verbs, which have asked for the right. */
export const readMeteredMachines = (
  ctx: ServiceContext,
): Promise<(MeteredMachine & { isRetired: boolean; hasJoined: boolean })[]> =>
  ctx.db.$queryRaw`
    SELECT m.id, m.key, w."wallId", w."wallWatts", m.simulated, r."hostId", m.status = 'retired' AS "isRetired",
      EXISTS (SELECT 1 FROM "Agent" a WHERE a."machineId" = m.id) AS "hasJoined"
    FROM "Machine" m LEFT JOIN "MachineReport" r ON r."machineId" = m.id
    LEFT JOIN LATERAL (${wallOfNow(ctx.now())}) w ON true`;
