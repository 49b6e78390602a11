import { setNewest } from '@/shared/domain/newest.ts';
import type { ServiceContext } from '../../context.ts';
import { type Database, hotClient, type Statement } from '../../db.ts';
import { ServiceError } from '../../errors.ts';
import { singleton } from '../../singleton.ts';

export type BootKey = { machineKey: number; bootKey: number };

const known = singleton('reading-boots', () => new WeakMap<Database, Map<string, BootKey>>());
const KEPT = 2000;

/** The short names of a machine and a run of its agent; once known they cost nothing. */
export async function findBootKey(
  ctx: ServiceContext,
  { machineId, bootId }: { machineId: string; bootId: string },
): Promise<BootKey> {
  const boots = known.get(ctx.db) ?? new Map<string, BootKey>();
  known.set(ctx.db, boots);
  const name = `${machineId} ${bootId}`;
  const key = boots.get(name) ?? (await ensureBoot(ctx, machineId, bootId));
  setNewest(boots, name, key, KEPT);
  return key;
}

async function ensureBoot(ctx: ServiceContext, machineId: string, bootId: string): Promise<BootKey> {
  const client = hotClient(ctx.db);
  const [found] = await client.query<BootKey>(FIND_BOOT, [machineId, bootId]);
  if (found) return found;
  // Only now: each try to insert uses up a key, also one that finds the row there.
  await client.query(ADD_BOOT, [machineId, bootId, ctx.now().toISOString()]);
  const [added] = await client.query<BootKey>(FIND_BOOT, [machineId, bootId]);
  if (!added) throw new ServiceError('NOT_FOUND', 'This machine is not in the lab any more.');
  return added;
}

const FIND_BOOT: Statement = {
  name: 'metrics.find-boot',
  text: `
    SELECT b."machineKey", b.key AS "bootKey" FROM "Machine" m JOIN "Boot" b ON b."machineKey" = m.key
    WHERE m.id = $1 AND b."bootId" = $2`,
};
const ADD_BOOT: Statement = {
  name: 'metrics.add-boot',
  text: `
    INSERT INTO "Boot" ("machineKey", "bootId", "firstSeenAt") SELECT key, $2, $3 FROM "Machine" WHERE id = $1
    ON CONFLICT DO NOTHING`,
};
