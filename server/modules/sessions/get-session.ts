import { type SessionDetail, SessionDetail as SessionDetailSchema } from '@/shared/schemas/session.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { sessionFigures, sessionSplit } from '../energy/index.ts';
import { glimpseIncident } from '../incidents/index.ts';
import { sessionInclude, toSession } from './internal.ts';

/** One session with its steps, ranks and figures so far. */
export async function getSession(ctx: ServiceContext, input: { id: string }): Promise<SessionDetail> {
  authorize(ctx, 'lab:read');
  const row = await ctx.db.session.findUnique({ where: { id: input.id }, include: sessionInclude });
  if (!row) throw new ServiceError('NOT_FOUND', 'There is no such session. It may have been in another lab.');
  const [changes, lastLines, agents, figures, incident] = await Promise.all([
    ctx.db.sessionStateChange.findMany({ where: { sessionId: row.id }, orderBy: { id: 'asc' } }),
    ctx.db.$queryRaw<{ rank: number; text: string }[]>`
      SELECT DISTINCT ON (rank) rank, text FROM "RankLogLine"
      WHERE "sessionId" = ${row.id} ORDER BY rank, seq DESC`,
    ctx.db.agent.findMany({
      where: { machineId: { in: row.ranks.map((it) => it.machineId) } },
      select: { machineId: true, state: true },
    }),
    sessionFigures(ctx, row.id),
    row.state === 'failed' || row.state === 'withheld' ? glimpseIncident(ctx, row.id) : null,
  ]);
  const split = await sessionSplit(ctx, {
    machineIds: row.ranks.map((it) => it.machineId),
    modelFingerprint: row.modelFingerprint,
    span: { from: row.createdAt, to: row.endedAt ?? ctx.now() },
    totalJoules: figures.energyJoules,
  });
  return SessionDetailSchema.parse({
    ...(await toSession(ctx, row)),
    steps: changes.map((it, index) => ({
      state: it.state,
      startedAt: it.at,
      endedAt: changes[index + 1]?.at ?? null,
    })),
    ranks: row.ranks.map((it) => ({
      ...it,
      machineName: it.machine.name,
      memoryBytes: it.memoryBytes === null ? null : Number(it.memoryBytes),
      lastLine: lastLines.find((line) => line.rank === it.rank)?.text ?? null,
      connection: agents.find((agent) => agent.machineId === it.machineId)?.state ?? 'never',
    })),
    figures,
    split,
    incident,
  });
}
