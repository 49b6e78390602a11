import type { Span } from '@/shared/domain/usage.ts';
import type { Transaction } from '../../db.ts';

/** Sessions that ran on a wall meter's machines are due again, for it has readings of their time now. */
export async function askSessionsAgain(
  tx: Transaction,
  meterId: string,
  span: Span,
  now: Date,
): Promise<void> {
  await tx.$executeRaw`
    UPDATE "SessionEnergy" e SET "dueAt" = ${now} FROM "Session" s
    WHERE s.id = e."sessionId" AND s."createdAt" < ${span.to} AND s."endedAt" > ${span.from} AND EXISTS (
      SELECT FROM "SessionRank" r JOIN "WallMeterLink" l ON l."machineId" = r."machineId"
      WHERE r."sessionId" = s.id AND l."meterId" = ${meterId})`;
}
