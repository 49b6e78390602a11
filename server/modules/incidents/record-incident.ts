import { type FailurePhase, FAILURE_PHASES, tellsAsMuch } from '@/shared/domain/failure-causes.ts';
import { formatDuration } from '@/shared/domain/format.ts';
import { NOT_AGAIN, type NotAgain, type StartAgain } from '@/shared/domain/start-again.ts';
import type { SessionState } from '@/shared/schemas/session.ts';
import type { Incident } from '@/prisma/generated/client.ts';
import { type AfterCommit, type ServiceContext, withTransaction } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { notify } from '../notifications/index.ts';
import { causeOf, wordsOf } from './internal.ts';
import { readFailedBookings } from './read-again.ts';
import { ONE_MATTER_MS } from './read-sights.ts';
import { type Finding, findCause } from './read-signs.ts';

/** A machine holds few sessions at a time. */
const MOST_REVIEWED = 20;

export type Failure = {
  sessionId: string;
  /** What the session was at when it failed. */
  from: SessionState;
  /** Whose end or silence was noticed; null where a deadline passed. */
  reportedRank: number | null;
  at: Date;
};

/**
 * Writes the incident of a failed session, in the transaction that fails it; once a session. One that was withheld before,
 * or let serve all the same, is opened again and says from then on what it failed of.
 */
export async function recordIncident(tx: Transaction, failure: Failure): Promise<Incident> {
  const { sessionId, reportedRank, at: noticedAt } = failure;
  const phase = phaseOf(failure.from);
  const { simulated, ...finding } = await findCause(tx, sessionId, { phase, reportedRank, noticedAt });
  const found = { phase, reportedRank, noticedAt, ...finding };
  const { state } = await tx.session.findUniqueOrThrow({ where: { id: sessionId }, select: { state: true } });
  return tx.incident.upsert({
    where: { sessionId },
    create: { sessionId, simulated, ...found },
    update: state === 'failed' ? { ...found, closedAt: null, closedById: null, closeNote: null } : {},
  });
}

/** The same, and tells whose session it was. */
export async function openIncident(
  ctx: ServiceContext,
  tx: Transaction,
  afterCommit: AfterCommit,
  failure: Failure,
): Promise<void> {
  const incident = await recordIncident(tx, failure);
  const session = await tx.session.findUniqueOrThrow({
    where: { id: failure.sessionId },
    select: {
      modelTitle: true,
      state: true,
      startedById: true,
      bookingId: true,
      booking: { select: { personId: true } },
    },
  });
  const machine = incident.machineId
    ? await tx.machine.findUnique({ where: { id: incident.machineId }, select: { name: true } })
    : null;
  const words = wordsOf({ cause: incident.cause, machine });
  const [failed] = await readFailedBookings(tx, { now: ctx.now(), bookingId: session.bookingId });
  const again = failed ? ` ${tellAgain(failed.again, ctx.now())}` : '';
  const people = new Set([session.startedById, session.booking.personId]);
  await notify(
    ctx,
    tx,
    afterCommit,
    [...people].map((personId) => ({
      personId,
      kind: 'session.failed',
      title: `${session.modelTitle} ${session.state === 'withheld' ? 'does not serve' : 'failed'}${incident.simulated ? ' (simulated)' : ''}: ${words.title}`,
      text: `${words.sentence} ${words.remedy[0]!}${again}`,
      link: `/incidents/${incident.id}`,
      dedupeKey: `session.${session.state} ${failure.sessionId}`,
    })),
  );
}

const tellAgain = (again: StartAgain | NotAgain, now: Date): string =>
  typeof again === 'string'
    ? NOT_AGAIN[again]
    : `It is started again by itself in ${formatDuration(Math.ceil((again.at.getTime() - now.getTime()) / 1000) * 1000)}, try ${again.attempt} of ${again.of}.`;

/** Weighs the signs anew, when a rank of a failed session tells more. An incident that is closed stays as it is. */
export async function reviewIncident(
  tx: Transaction,
  sessionId: string,
  /** The rank that explains the end, where one does now. */
  explainedBy: number | null = null,
): Promise<void> {
  const incident = await tx.incident.findUnique({ where: { sessionId } });
  if (!incident || incident.closedAt !== null) return;
  const reportedRank = explainedBy ?? incident.reportedRank;
  const { simulated: _same, ...finding } = await findCause(tx, sessionId, {
    phase: incident.phase as FailurePhase,
    reportedRank,
    noticedAt: incident.noticedAt,
  });
  if (!tellsAsMuch(finding.cause, causeOf(incident.cause))) return;
  if (isSame(incident, finding) && reportedRank === incident.reportedRank) return;
  await tx.incident.update({ where: { sessionId }, data: { ...finding, reportedRank } });
}

/**
 * The same for each session of a machine that failed lately: what is seen of the machine afterwards, as that it slept or
 * that a cable went, explains an end that was only noticed.
 */
export async function reviewIncidentsOf(ctx: ServiceContext, machineId: string): Promise<void> {
  const recent = await ctx.db.incident.findMany({
    where: {
      closedAt: null,
      noticedAt: { gt: new Date(ctx.now().getTime() - ONE_MATTER_MS) },
      session: { ranks: { some: { machineId } } },
    },
    select: { sessionId: true },
    take: MOST_REVIEWED,
  });
  for (const { sessionId } of recent)
    await withTransaction(ctx, async (tx) => {
      await tx.$queryRaw`SELECT id FROM "Session" WHERE id = ${sessionId} FOR NO KEY UPDATE`;
      await reviewIncident(tx, sessionId);
    });
}

const isSame = (incident: Incident, { evidence, startedAt, ...rest }: Finding): boolean =>
  (Object.keys(rest) as (keyof typeof rest)[]).every((key) => incident[key] === rest[key]) &&
  incident.startedAt.getTime() === startedAt.getTime() &&
  JSON.stringify(incident.evidence) === JSON.stringify(evidence);

const phaseOf = (state: SessionState): FailurePhase =>
  FAILURE_PHASES.find((it) => it === state) ?? 'answering';
