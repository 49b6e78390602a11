import type { Needed } from '@/shared/domain/qualification.ts';
import type { Transaction } from '../../db.ts';

export type NeededRow = Needed & { machineId: string; qualificationId: string };

/**
 * What a person needs for these machines (for all, when left out) and how they stand: the newest grant, and the last
 * booking of theirs that has begun on a machine that needs the same. Derived each time; nothing of it is stored.
 */
export function readNeeded(
  tx: Transaction,
  { personId, machineIds, now }: { personId: string; machineIds?: readonly string[]; now: Date },
): Promise<NeededRow[]> {
  const ids = machineIds ?? null;
  return tx.$queryRaw<NeededRow[]>`
    WITH need AS (
      SELECT DISTINCT m.id AS "machineId", m.name AS "machineName", n."qualificationId"
      FROM "Machine" m JOIN "QualificationNeed" n ON n."machineId" = m.id OR n."catalogId" = m."catalogId"
      WHERE m.status <> 'retired'
    ), used AS (
      SELECT need."qualificationId", max(b."startsAt") AS "lastUsedAt"
      FROM need
      JOIN "MachineBlock" k ON k."machineId" = need."machineId"
      JOIN "Booking" b ON b.id = k."bookingId"
      WHERE b."personId" = ${personId} AND b.status NOT IN ('cancelled', 'pending', 'declined') AND b."startsAt" <= ${now}
      GROUP BY need."qualificationId"
    )
    SELECT need."machineId", need."machineName", q.id AS "qualificationId", q.name AS "qualificationName",
      q."expiresUnusedDays", g."grantedAt", g."revokedAt", g."grantedBy", used."lastUsedAt"
    FROM need
    JOIN "Qualification" q ON q.id = need."qualificationId"
    LEFT JOIN used ON used."qualificationId" = q.id
    LEFT JOIN LATERAL (
      SELECT g."grantedAt", g."revokedAt", u.name AS "grantedBy"
      FROM "QualificationGrant" g LEFT JOIN "User" u ON u.id = g."grantedById"
      WHERE g."qualificationId" = q.id AND g."personId" = ${personId}
      ORDER BY g."grantedAt" DESC, g.id DESC LIMIT 1
    ) g ON true
    WHERE ${ids}::text[] IS NULL OR need."machineId" = ANY(${ids}::text[])
    ORDER BY need."machineName", q.name`;
}
