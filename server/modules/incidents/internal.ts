import type { Prisma } from '@/prisma/generated/client.ts';
import { type FailureCause, isFailureCause } from '@/shared/data/failure-causes.ts';
import { type Certainty, tellCause } from '@/shared/domain/failure-causes.ts';
import type { IncidentRow } from '@/shared/schemas/incident.ts';

export const incidentInclude = {
  machine: { select: { id: true, name: true } },
  closedBy: { select: { name: true } },
  session: {
    include: {
      booking: { select: { id: true, purpose: true, personId: true } },
      startedBy: { select: { id: true, name: true } },
      ranks: { include: { machine: { select: { id: true, name: true } } }, orderBy: { rank: 'asc' } },
    },
  },
} satisfies Prisma.IncidentInclude;
export type IncidentFull = Prisma.IncidentGetPayload<{ include: typeof incidentInclude }>;

/** A cause that a newer portal wrote is not known to this one. */
export const causeOf = (word: string): FailureCause => (isFailureCause(word) ? word : 'unknown');

export const wordsOf = (row: { cause: string; machine: { name: string } | null }) =>
  tellCause(causeOf(row.cause), row.machine?.name ?? null);

export const toRow = (row: IncidentFull): IncidentRow => ({
  id: row.id,
  number: row.number,
  title: wordsOf(row).title,
  cause: causeOf(row.cause),
  certainty: row.certainty as Certainty,
  sessionId: row.sessionId,
  modelTitle: row.session.modelTitle,
  machines: row.session.ranks.map((it) => it.machine),
  machine: row.machine,
  simulated: row.simulated,
  noticedAt: row.noticedAt,
  closedAt: row.closedAt,
});

/** How a rank ended, as `SIGKILL` or `code 70`; null for an end without a fault, or one that is not told. */
export const howEnded = ({ exitSignal, exitCode }: { exitSignal: string | null; exitCode: number | null }) =>
  exitSignal ?? (exitCode === null || exitCode === 0 ? null : `code ${exitCode}`);
