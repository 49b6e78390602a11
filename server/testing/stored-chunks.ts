import type { Database } from '../db.ts';

/** How often the tables hold each chunk of a machine, itself or the dropped run it is in; by boot and number. */
export async function storedSeqs(db: Database, machineKey: number): Promise<Map<string, number>> {
  const rows = await db.$queryRawUnsafe<{ bootId: string; from: number; to: number }[]>(`
    SELECT b."bootId", c.seq AS "from", c.seq AS "to" FROM "ReadingChunk" c JOIN "Boot" b ON b.key = c."bootKey"
    WHERE c."machineKey" = ${machineKey}
    UNION ALL
    SELECT b."bootId", d."fromSeq", d."toSeq" FROM "ReadingDrop" d JOIN "Boot" b ON b.key = d."bootKey"
    WHERE d."machineKey" = ${machineKey}`);
  const times = new Map<string, number>();
  for (const { bootId, from, to } of rows)
    for (let seq = from; seq <= to; seq += 1)
      times.set(`${bootId} ${seq}`, (times.get(`${bootId} ${seq}`) ?? 0) + 1);
  return times;
}
