import type * as z from 'zod';
import { Prisma } from '@/prisma/generated/client.ts';
import { SOMEBODY } from '@/shared/domain/booking-visibility.ts';
import { Hold, type ListHoldsInput } from '@/shared/schemas/finder.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { readMayKnow } from '../visibility/index.ts';

type Row = Omit<Hold, 'person' | 'mine'> & { personId: string; personName: string };

/** Who holds what at this moment: times that touch the window, by start. */
export async function listHolds(
  ctx: ServiceContext,
  { from, to, limit }: z.output<typeof ListHoldsInput>,
): Promise<Hold[]> {
  authorize(ctx, 'lab:read');
  return readHolds(ctx, Prisma.sql`h."startsAt" < ${to} AND h."endsAt" > ${from}`, limit);
}

/** What the person holds now, while they choose or because it is offered to them. */
export async function listMyHolds(ctx: ServiceContext, { limit }: { limit: number }): Promise<Hold[]> {
  authorize(ctx, 'lab:read');
  const personId = ctx.actor.kind === 'user' ? ctx.actor.id : '';
  return readHolds(ctx, Prisma.sql`h."personId" = ${personId}`, limit);
}

export async function getHold(ctx: ServiceContext, id: string): Promise<Hold> {
  const [hold] = await readHolds(ctx, Prisma.sql`h.id = ${id}`, 1);
  if (!hold) throw new ServiceError('NOT_FOUND', 'This hold is over. Hold the time again.');
  return hold;
}

/** What is over keeps nobody away, swept or not. */
async function readHolds(ctx: ServiceContext, where: Prisma.Sql, limit: number): Promise<Hold[]> {
  const rows = await ctx.db.$queryRaw<Row[]>`
    SELECT h.id, h."personId", u.name AS "personName", h."startsAt", h."endsAt", h."expiresAt", h."createdAt",
      w.id AS "waitId", m.machines
    FROM "BookingHold" h
    JOIN "User" u ON u.id = h."personId"
    LEFT JOIN "BookingWait" w ON w."holdId" = h.id
    CROSS JOIN LATERAL (
      SELECT coalesce(json_agg(json_build_object('id', m.id, 'name', m.name) ORDER BY m.name, m.id), '[]') AS machines
      FROM "MachineBlock" k JOIN "Machine" m ON m.id = k."machineId" WHERE k."holdId" = h.id
    ) m
    WHERE h."expiresAt" > ${ctx.now()} AND ${where}
    ORDER BY h."startsAt", h.id LIMIT ${limit}`;
  const mayKnow = await readMayKnow(ctx);
  const viewerId = ctx.actor.kind === 'user' ? ctx.actor.id : null;
  return rows.map(({ personId, personName, ...row }) => {
    const person = mayKnow(personId).name ? { id: personId, name: personName } : SOMEBODY;
    return Hold.parse({ ...row, person, mine: personId === viewerId });
  });
}
