import type { Certainty } from '@/shared/domain/failure-causes.ts';
import type { IncidentGlimpse } from '@/shared/schemas/session.ts';
import type { ServiceContext } from '../../context.ts';
import { wordsOf } from './internal.ts';

/** What a session's page says of its incident; null for one that did not fail. For verbs that have asked for the right. */
export async function glimpseIncident(
  ctx: ServiceContext,
  sessionId: string,
): Promise<IncidentGlimpse | null> {
  const row = await ctx.db.incident.findUnique({
    where: { sessionId },
    include: { machine: { select: { name: true } } },
  });
  if (!row) return null;
  const { title, sentence, remedy } = wordsOf(row);
  const { id, number, simulated } = row;
  return { id, number, simulated, title, sentence, remedy, certainty: row.certainty as Certainty };
}
