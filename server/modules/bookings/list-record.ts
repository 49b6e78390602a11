import { AuditFields, type ToldEntry } from '@/shared/schemas/audit.ts';
import type { Page, PageInput } from '@/shared/schemas/paging.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { olderThan, takeOf, toPage } from '../../paging.ts';

const MOST_SESSIONS = 200;

/** Who did what to a booking and the sessions on it, the newest first: for its person, and whoever reads the audit. */
export async function listRecord(
  ctx: ServiceContext,
  { id, ...page }: PageInput & { id: string },
): Promise<Page<ToldEntry>> {
  authorize(ctx, 'lab:read');
  const booking = await ctx.db.booking.findUnique({
    where: { id },
    select: {
      personId: true,
      sessions: { select: { id: true }, take: MOST_SESSIONS, orderBy: { createdAt: 'desc' } },
    },
  });
  if (!booking) throw new ServiceError('NOT_FOUND', 'There is no such booking.');
  const isOwn = ctx.actor.kind === 'user' && ctx.actor.id === booking.personId;
  if (!isOwn) authorize(ctx, 'audit:read');
  const found = await ctx.db.auditEntry.findMany({
    where: {
      AND: [
        olderThan('at', page.cursor),
        {
          OR: [
            { objectType: 'booking', objectId: id },
            { objectType: 'session', objectId: { in: booking.sessions.map((it) => it.id) } },
          ],
        },
      ],
    },
    take: takeOf(page),
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
    omit: { actorKind: true, actorId: true, objectId: true, requestId: true, address: true },
  });
  return toPage(
    found,
    page,
    (row) => ({ at: row.at, id: row.id }),
    (row) => ({ ...row, before: fieldsOf(row.before), after: fieldsOf(row.after) }),
  );
}

const fieldsOf = (stored: unknown): AuditFields | null => AuditFields.safeParse(stored).data ?? null;
