import { toBookingEvent, toMaintenanceEvent } from '@/shared/domain/booking-event.ts';
import { type CalendarEvent, writeCalendar } from '@/shared/domain/ical.ts';
import { type Actor, may, type ServiceContext } from '../../context.ts';
import { hashOfToken } from '../../secret-token.ts';
import { readBookingFacts } from '../notifications/index.ts';
import { readMayKnow } from '../visibility/index.ts';

const DAY_MS = 86_400_000;
/** How long what is over, or was called off, stays in it. */
const KEPT_MS = 30 * DAY_MS;
const MOST = 2000;
const READ_EACH_MS = 60_000;

type Found = NonNullable<Awaited<ReturnType<typeof findCalendar>>>;

/** The calendar of a secret address; null where nobody has that address, or not any more. */
export async function findCalendar(ctx: ServiceContext, token: string) {
  const feed = await ctx.db.calendarFeed.findFirst({
    where: { tokenHash: hashOfToken(token), revokedAt: null, person: { deactivatedAt: null } },
    select: {
      id: true,
      kind: true,
      machineId: true,
      machine: { select: { name: true } },
      readAt: true,
      person: { select: { id: true, name: true, role: true, teamId: true } },
    },
  });
  return feed && may(asReader(ctx, feed.person), 'lab:read') ? feed : null;
}

type Person = Omit<Extract<Actor, { kind: 'user' }>, 'kind'>;
const asReader = (ctx: ServiceContext, person: Person): ServiceContext => ({
  ...ctx,
  actor: { kind: 'user', ...person },
});

/** What stands in it, as its owner may see it by now. */
export async function readCalendar(ctx: ServiceContext, feed: Found): Promise<string> {
  const [lab, bookings, maintenance] = await Promise.all([
    ctx.db.lab.findUniqueOrThrow({ where: { id: 'lab' }, select: { name: true, timeZone: true } }),
    readBookings(asReader(ctx, feed.person), feed),
    feed.kind === 'person' ? [] : readMaintenance(ctx, feed),
  ]);
  await noteRead(ctx, feed);
  const name = { person: `${lab.name}: my bookings`, machine: `${lab.name}: ${feed.machine?.name}` }[
    feed.kind
  ];
  return writeCalendar({
    name: name ?? lab.name,
    timeZone: lab.timeZone,
    events: [...bookings, ...maintenance],
  });
}

async function readBookings(
  ctx: ServiceContext,
  { kind, machineId, person }: Found,
): Promise<CalendarEvent[]> {
  const since = new Date(ctx.now().getTime() - KEPT_MS);
  const [mayKnow, rows] = await Promise.all([
    readMayKnow(ctx),
    readBookingFacts(
      ctx.db,
      {
        endsAt: { gt: since },
        ...(kind === 'person' && { personId: person.id }),
        ...(kind === 'machine' && { blocks: { some: { machineId: machineId ?? '' } } }),
        OR: [{ status: { in: ['confirmed', 'pending', 'ended'] } }, { changedAt: { gt: since } }],
      },
      MOST,
    ),
  ]);
  return rows.map((it) =>
    toBookingEvent(it, {
      url: ctx.portal.url,
      isMine: it.personId === person.id,
      known: mayKnow(it.personId),
    }),
  );
}

async function readMaintenance(ctx: ServiceContext, { machineId }: Found): Promise<CalendarEvent[]> {
  const rows = await ctx.db.maintenanceWindow.findMany({
    where: {
      cancelledAt: null,
      endsAt: { gt: new Date(ctx.now().getTime() - KEPT_MS) },
      blocks: { some: machineId === null ? {} : { machineId } },
    },
    include: {
      blocks: {
        select: { machine: { select: { name: true } } },
        distinct: ['machineId'],
        orderBy: { machine: { name: 'asc' } },
      },
    },
    orderBy: [{ startsAt: 'asc' }, { id: 'asc' }],
    take: MOST,
  });
  return rows.map(({ blocks, endedAt, ...row }) =>
    toMaintenanceEvent(
      {
        ...row,
        endsAt: endedAt ?? row.endsAt,
        machines: blocks.map((it) => it.machine.name),
        changedAt: endedAt ?? row.createdAt,
        sequence: endedAt ? 1 : 0,
      },
      ctx.portal.url,
    ),
  );
}

async function noteRead(ctx: ServiceContext, { id, readAt }: Found): Promise<void> {
  const now = ctx.now();
  if (readAt && now.getTime() - readAt.getTime() < READ_EACH_MS) return;
  await ctx.db.calendarFeed.updateMany({ where: { id }, data: { readAt: now } });
}
