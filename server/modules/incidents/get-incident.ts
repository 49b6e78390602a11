import { NO_PURPOSE, SOMEBODY } from '@/shared/domain/booking-visibility.ts';
import { NOT_AGAIN, type StartAgain } from '@/shared/domain/start-again.ts';
import { END_REASON_TITLE } from '@/shared/domain/session-states.ts';
import {
  type IncidentDetail,
  IncidentDetail as IncidentDetailSchema,
  IncidentLine,
  type IncidentSign,
} from '@/shared/schemas/incident.ts';
import type { SessionEndReason } from '@/shared/schemas/session.ts';
import { authorize, may, type ServiceContext } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { readMayKnow } from '../visibility/index.ts';
import { howEnded, type IncidentFull, incidentInclude, toRow, wordsOf } from './internal.ts';
import { readFailedBookings } from './read-again.ts';
import { readKept } from './read-kept.ts';
import { readLanes } from './read-lanes.ts';
import { readRuledOut } from './read-ruled-out.ts';
import { readTimeline } from './read-timeline.ts';
import { readWayBack } from './read-way-back.ts';

const MOST_EARLIER = 5;

/** One incident: what happened, why that is believed, what helps, and what happened minute by minute. */
export async function getIncident(ctx: ServiceContext, input: { id: string }): Promise<IncidentDetail> {
  authorize(ctx, 'lab:read');
  const row = await ctx.db.incident.findUnique({ where: { id: input.id }, include: incidentInclude });
  if (!row)
    throw new ServiceError('NOT_FOUND', 'There is no such incident. It may have been in another lab.');
  const { session } = row;
  const isGone = session.ranks.every((it) => it.state === 'exited');
  const endedAt = isGone ? new Date(Math.max(...session.ranks.map((it) => it.changedAt.getTime()))) : null;
  const evidence = may(ctx, 'session:read-log') ? linesOf(row) : [];
  const [mayKnow, kept, earlier, timeline, again, next, lanes, ruledOut, wayBack] = await Promise.all([
    readMayKnow(ctx),
    readKept(ctx, row),
    readEarlier(ctx, row),
    readTimeline(ctx, row, { endedAt, evidence }),
    readAgain(ctx, row),
    readNext(ctx, row),
    readLanes(ctx, row),
    readRuledOut(ctx, row),
    readWayBack(ctx, row),
  ]);
  const known = mayKnow(session.booking.personId);
  const owner = { ownerId: session.booking.personId };
  return IncidentDetailSchema.parse({
    ...toRow(row),
    ...wordsOf(row),
    again,
    next,
    endReason: session.endReason,
    bookingId: session.bookingId,
    purpose: known.purpose ? session.booking.purpose : NO_PURPOSE,
    startedBy: known.name ? session.startedBy.name : SOMEBODY.name,
    mine: ctx.actor.kind === 'user' && ctx.actor.id === session.booking.personId,
    modelId: session.modelId,
    backend: session.backend,
    mlx: session.mlx,
    mlxLm: session.mlxLm,
    startedAt: row.startedAt,
    endedAt,
    readyAt: session.readyAt,
    signs: signsOf(row),
    ruledOut,
    lanes,
    wayBack,
    evidence,
    timeline,
    kept,
    earlier,
    closedBy: row.closedBy?.name ?? null,
    closeNote: row.closeNote,
    mayClose: may(ctx, 'incident:close-own', owner),
  });
}

async function readAgain(
  ctx: ServiceContext,
  { session }: IncidentFull,
): Promise<StartAgain | string | null> {
  const [failed] = await readFailedBookings(ctx.db, { now: ctx.now(), bookingId: session.bookingId });
  if (failed?.sessionId !== session.id) return null;
  return typeof failed.again === 'string' ? NOT_AGAIN[failed.again] : failed.again;
}

async function readNext(ctx: ServiceContext, { session }: IncidentFull): Promise<IncidentDetail['next']> {
  const next = await ctx.db.session.findFirst({
    where: { bookingId: session.bookingId, createdAt: { gt: session.createdAt } },
    select: { id: true, modelId: true, modelTitle: true },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
  });
  return (
    next && { sessionId: next.id, modelTitle: next.modelTitle, isSame: next.modelId === session.modelId }
  );
}

function linesOf(row: IncidentFull): IncidentDetail['evidence'] {
  const lines = IncidentLine.array().catch([]).parse(row.evidence);
  return lines.map((it) => ({ ...it, machineName: nameOf(row, it.rank) }));
}

const nameOf = ({ session }: IncidentFull, rank: number): string =>
  session.ranks.find((it) => it.rank === rank)?.machine.name ?? `rank ${rank}`;

/** What speaks for the cause. */
function signsOf(row: IncidentFull): IncidentSign[] {
  const { session } = row;
  const signs: IncidentSign[] = linesOf(row)
    .filter((it) => it.decides)
    .map((it) => ({
      title: it.stream === 'agent' ? `Told of ${it.machineName}` : `${it.machineName} said it`,
      detail: it.text,
      tone: 'decides',
    }));
  if (session.endReason)
    signs.push({
      title: END_REASON_TITLE[session.endReason as SessionEndReason].replace(/\.$/, ''),
      detail: 'How the failure was noticed',
      tone: 'fits',
    });
  for (const it of session.ranks) {
    const how = howEnded(it);
    if (how !== null && it.exitCause !== 'asked')
      signs.push({
        title: `Rank ${it.rank} on ${it.machine.name} ended by ${how}`,
        detail: '',
        tone: 'fits',
      });
  }
  if (row.certainty !== 'known')
    signs.push({
      title: row.certainty === 'likely' ? 'Likely, not proven' : 'No sign that is known',
      detail:
        row.certainty === 'likely'
          ? 'The signs fit this cause; others can leave the same ones.'
          : 'The line above is what was said last.',
      tone: 'open',
    });
  return signs;
}

async function readEarlier(ctx: ServiceContext, row: IncidentFull): Promise<IncidentDetail['earlier']> {
  const found = await ctx.db.incident.findMany({
    where: {
      cause: row.cause,
      noticedAt: { lt: row.noticedAt },
      simulated: row.simulated,
      ...(row.machineId
        ? { machineId: row.machineId }
        : {
            session: { ranks: { some: { machineId: { in: row.session.ranks.map((it) => it.machineId) } } } },
          }),
    },
    select: { id: true, number: true, noticedAt: true, machine: { select: { name: true } } },
    orderBy: [{ noticedAt: 'desc' }, { id: 'desc' }],
    take: MOST_EARLIER,
  });
  return found.map(({ machine, ...it }) => ({ ...it, machineName: machine?.name ?? null }));
}
