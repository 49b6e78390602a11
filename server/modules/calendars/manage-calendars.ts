import type * as z from 'zod';
import type { CalendarFeed, MadeCalendar, MakeCalendarInput } from '@/shared/schemas/calendar.ts';
import { authorize, requireUser, type ServiceContext, withTransaction } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { ServiceError } from '../../errors.ts';
import { hashOfToken, makeToken } from '../../secret-token.ts';
import { emitAudit } from '../audit/index.ts';

const MOST = 100;
const SHOWN = {
  id: true,
  kind: true,
  machine: { select: { id: true, name: true } },
  createdAt: true,
  readAt: true,
} as const;
type Row = Omit<CalendarFeed, 'kind'> & { kind: string };

/** The addresses of one's own that stand. */
export async function listCalendars(ctx: ServiceContext, input: { limit: number }): Promise<CalendarFeed[]> {
  const { id: personId } = requireUser(ctx);
  const rows = await ctx.db.calendarFeed.findMany({
    where: { personId, revokedAt: null },
    select: SHOWN,
    orderBy: { createdAt: 'asc' },
    take: input.limit,
  });
  return rows.map((it) => ({ ...it, kind: it.kind as CalendarFeed['kind'] }));
}

/** A new address, told only now. The one before of the same thing ends with it. */
export async function makeCalendar(
  ctx: ServiceContext,
  input: z.output<typeof MakeCalendarInput>,
): Promise<z.output<typeof MadeCalendar>> {
  authorize(ctx, 'lab:read');
  const { id: personId } = requireUser(ctx);
  const { kind } = input;
  const machineId = input.machineId ?? null;
  const token = makeToken();
  const now = ctx.now();
  return withTransaction(ctx, async (tx) => {
    if (machineId && (await tx.machine.count({ where: { id: machineId } })) === 0)
      throw new ServiceError('NOT_FOUND', 'There is no such machine.');
    await tx.calendarFeed.updateMany({
      where: { personId, kind, machineId, revokedAt: null },
      data: { revokedAt: now },
    });
    if ((await tx.calendarFeed.count({ where: { personId, revokedAt: null } })) >= MOST)
      throw new ServiceError(
        'LIMIT_EXCEEDED',
        `One has ${MOST} calendar addresses at most. Take one back first.`,
      );
    const feed = await tx.calendarFeed.create({
      data: { personId, kind, machineId, tokenHash: hashOfToken(token), createdAt: now },
      select: SHOWN,
    });
    await audit(ctx, tx, 'calendar.add', feed);
    return { id: feed.id, url: `${ctx.portal.url}/calendar/${token}.ics` };
  });
}

/** From then on nobody reads there. Taking it back again changes nothing. */
export async function revokeCalendar(ctx: ServiceContext, input: { id: string }): Promise<void> {
  const { id: personId } = requireUser(ctx);
  await withTransaction(ctx, async (tx) => {
    const feed = await tx.calendarFeed.findFirst({
      where: { id: input.id, personId },
      select: { ...SHOWN, revokedAt: true },
    });
    if (!feed) throw new ServiceError('NOT_FOUND', 'There is no such calendar address of yours.');
    const { count } = await tx.calendarFeed.updateMany({
      where: { id: feed.id, revokedAt: null },
      data: { revokedAt: ctx.now() },
    });
    if (count > 0) await audit(ctx, tx, 'calendar.revoke', feed);
  });
}

const audit = (ctx: ServiceContext, tx: Transaction, action: string, { id, kind, machine }: Row) =>
  emitAudit(ctx, tx, {
    action,
    objectType: 'calendar',
    objectId: id,
    objectName: kind === 'person' ? 'their own bookings' : (machine?.name ?? 'the whole lab'),
  });
