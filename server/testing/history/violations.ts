import type pg from 'pg';

/**
 * What may never be seen at any moment, read in one statement and so of one snapshot: a machine that two hold at once,
 * a booking that holds only some of its machines or other times than its own, one that was given back and still holds.
 */
export async function readViolations(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ violation: string }>(`
    SELECT format('machine %s is held twice: %s and %s', a."machineId", a.id, b.id) AS violation
    FROM "MachineBlock" a JOIN "MachineBlock" b ON a."machineId" = b."machineId" AND a.id < b.id
      AND a.holds AND b.holds
      AND tstzrange(a."startsAt", a."endsAt", '[)') && tstzrange(b."startsAt", b."endsAt", '[)')
    UNION ALL
    SELECT format('booking %s (%s) holds %s of %s machines', k.id, k.status, k.held, k.blocks) FROM (
      SELECT b.id, b.status, count(k.id) AS blocks, count(k.id) FILTER (
        WHERE k.holds AND k."startsAt" = b."startsAt" AND k."endsAt" >= b."endsAt"
      ) AS held, count(k.id) FILTER (WHERE k.holds) AS "anyHeld"
      FROM "Booking" b LEFT JOIN "MachineBlock" k ON k."bookingId" = b.id GROUP BY b.id
    ) k
    WHERE (k.status = 'confirmed' AND (k.held < k.blocks OR k.blocks = 0))
      OR (k.status <> 'confirmed' AND k."anyHeld" > 0)`);
  return rows.map((it) => it.violation);
}
