import type * as z from 'zod';
import { standingOf, unqualifiedNote, whyTheyMayNot, whyUnqualified } from '@/shared/domain/qualification.ts';
import type { MachineNeed, MissingQualification } from '@/shared/schemas/qualification.ts';
import { authorize, requireUser, type ServiceContext } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { ServiceError } from '../../errors.ts';
import { readTimeZone } from '../energy/index.ts';
import { readNeeded } from './read-needed.ts';

type Wanted = { personId: string; machineIds: readonly string[]; timeZone: string };

/** Throws PRECONDITION_FAILED, the rule named, unless the person has what these machines need. */
export async function requireQualified(
  ctx: ServiceContext,
  tx: Transaction,
  { personId, machineIds, timeZone }: Wanted,
): Promise<void> {
  const now = ctx.now();
  for (const needed of await readNeeded(tx, { personId, machineIds, now })) {
    const why = whyUnqualified(needed, timeZone, now);
    if (why !== null)
      throw new ServiceError('PRECONDITION_FAILED', why, { details: { reason: 'unqualified' } });
  }
}

/** What is against somebody else's having these machines, in a few words; null: nothing. */
export async function readWhyTheyMayNot(
  ctx: ServiceContext,
  tx: Transaction,
  { personId, name, machineIds }: { personId: string; name: string; machineIds: readonly string[] },
): Promise<string | null> {
  const now = ctx.now();
  for (const needed of await readNeeded(tx, { personId, machineIds, now })) {
    const why = whyTheyMayNot(needed, name, now);
    if (why !== null) return why;
  }
  return null;
}

/** The machines that the person may not book for want of a qualification, so that forms can say so before. */
export async function listMissing(
  ctx: ServiceContext,
  { limit }: { limit: number },
): Promise<z.output<typeof MissingQualification>[]> {
  authorize(ctx, 'lab:read');
  const { id: personId } = requireUser(ctx);
  const now = ctx.now();
  const timeZone = await readTimeZone(ctx);
  const missing = new Map<string, z.output<typeof MissingQualification>>();
  for (const needed of await readNeeded(ctx.db, { personId, now })) {
    const note = unqualifiedNote(needed, now);
    const why = whyUnqualified(needed, timeZone, now);
    if (note !== null && why !== null && !missing.has(needed.machineId))
      missing.set(needed.machineId, { machineId: needed.machineId, note, why });
  }
  return [...missing.values()].slice(0, limit);
}

/** What one machine needs, and how the person who asks stands. */
export async function listNeedsOf(
  ctx: ServiceContext,
  { machineId, limit }: { machineId: string; limit: number },
): Promise<z.output<typeof MachineNeed>[]> {
  authorize(ctx, 'lab:read');
  const { id: personId } = requireUser(ctx);
  const now = ctx.now();
  const rows = await readNeeded(ctx.db, { personId, machineIds: [machineId], now });
  return rows.slice(0, limit).map((row) => ({
    qualificationId: row.qualificationId,
    name: row.qualificationName,
    ...standingOf(row, now),
  }));
}
