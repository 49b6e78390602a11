import type * as z from 'zod';
import type { AlertKind } from '@/shared/domain/alert-kinds.ts';
import { Prisma } from '@/prisma/generated/client.ts';
import type { Alert, ListAlertsInput } from '@/shared/schemas/alert.ts';
import type { Page } from '@/shared/schemas/paging.ts';
import { authorize, may, requireUser, type ServiceContext } from '../../context.ts';
import { olderThan, takeOf, toPage } from '../../paging.ts';

const WITH = {
  acknowledgedBy: { select: { name: true } },
  told: {
    select: { personId: true, dedupeKey: true, person: { select: { name: true } } },
    orderBy: { person: { name: 'asc' } },
  },
} satisfies Prisma.AlertInclude;

/** What one may know of: what is about machines, and whatever one was told; all of it for who keeps the rules. */
export function readable(ctx: ServiceContext): Prisma.AlertWhereInput {
  const { id: personId } = requireUser(ctx);
  if (may(ctx, 'alert:manage')) return {};
  return { OR: [{ subjectKind: { in: ['machine', 'lab'] } }, { told: { some: { personId } } }] };
}

/** What fires, or all that ever did, newest first, with who was told and who has read it. */
export async function listAlerts(
  ctx: ServiceContext,
  input: z.output<typeof ListAlertsInput>,
): Promise<Page<Alert>> {
  authorize(ctx, 'lab:read');
  const { id: personId } = requireUser(ctx);
  const mayManage = may(ctx, 'alert:manage');
  const found = await ctx.db.alert.findMany({
    where: {
      AND: [
        readable(ctx),
        input.which === 'firing' ? { endedAt: null } : {},
        olderThan('firedAt', input.cursor),
      ],
    },
    include: WITH,
    take: takeOf(input),
    orderBy: [{ firedAt: 'desc' }, { id: 'desc' }],
  });
  const notified = await ctx.db.notification.findMany({
    where: { dedupeKey: { in: found.flatMap((it) => it.told.map((told) => told.dedupeKey)) } },
    select: { dedupeKey: true, readAt: true },
  });
  const readAt = new Map(notified.map((it) => [it.dedupeKey, it.readAt]));
  return toPage(
    found,
    input,
    ({ firedAt, id }) => ({ at: firedAt, id }),
    ({ toldAt, acknowledgedBy, told, ...row }): Alert => ({
      ...row,
      kind: row.kind as AlertKind,
      severity: row.severity as Alert['severity'],
      endReason: row.endReason as Alert['endReason'],
      isSilent: toldAt === null,
      acknowledgedBy: acknowledgedBy?.name ?? null,
      mayAcknowledge: mayManage || told.some((it) => it.personId === personId),
      told: told.map((it) => ({ name: it.person.name, readAt: readAt.get(it.dedupeKey) ?? null })),
    }),
  );
}
