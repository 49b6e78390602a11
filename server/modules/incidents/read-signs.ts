import {
  explainFailure,
  type FailureFinding,
  type FailurePhase,
  LINES_READ,
} from '@/shared/domain/failure-causes.ts';
import { readFailureLine } from '@/shared/domain/failure-lines.ts';
import type { ExitCause } from '@/shared/domain/session-machine.ts';
import type { IncidentLine } from '@/shared/schemas/incident.ts';
import { LiveSample } from '@/shared/schemas/machine.ts';
import { PairCheck, SessionProof } from '@/shared/schemas/session-start.ts';
import type { Backend, RankState, SessionEndReason } from '@/shared/schemas/session.ts';
import { RANK_STATES } from '@/shared/schemas/session.ts';
import type { Transaction } from '../../db.ts';
import { readSights } from './read-sights.ts';

type StoredLine = { rank: number; at: Date; stream: IncidentLine['stream']; text: string };
export type Finding = {
  cause: FailureFinding['cause'];
  certainty: FailureFinding['certainty'];
  machineId: string | null;
  evidence: IncidentLine[];
  startedAt: Date;
};
/** Of an incident's lines so many are kept with it. */
const MOST_EVIDENCE = 12;
const MOST_TEXT = 2000;

/** All signs of a failed session, weighed. */
export async function findCause(
  tx: Transaction,
  sessionId: string,
  at: { phase: FailurePhase; reportedRank: number | null; noticedAt: Date },
): Promise<Finding & { simulated: boolean }> {
  const session = await tx.session.findUniqueOrThrow({
    where: { id: sessionId },
    include: {
      ranks: {
        include: {
          machine: {
            select: {
              id: true,
              name: true,
              quarantinedAt: true,
              quarantineReason: true,
              quarantineDetail: true,
              agent: { select: { reading: true, lastSeenAt: true, state: true } },
            },
          },
        },
        orderBy: { rank: 'asc' },
      },
    },
  });
  const lines = await newestLines(tx, sessionId);
  const of = (rank: number): StoredLine[] => lines.filter((it) => it.rank === rank);
  const reportedRank = at.reportedRank ?? laggard(session.ranks);
  const sightsOf = await readSights(tx, session, at.noticedAt);
  const found = explainFailure({
    phase: at.phase,
    backend: session.backend as Backend,
    endReason: session.endReason as SessionEndReason | null,
    // One that failed while it was withheld did so of something else.
    wrongAnswer: session.state === 'failed' ? null : wrongAnswerOf(session.proof),
    reportedRank,
    ranks: session.ranks.map((it) => ({
      rank: it.rank,
      machine: it.machine.name,
      exitCause: it.exitCause as ExitCause | null,
      exitCode: it.exitCode,
      signal: it.exitSignal,
      message: it.message ?? failedTrialOf(it.pairs),
      lines: of(it.rank).map((line) => line.text),
      sights: sightsOf(it.machineId),
    })),
    memoryRatios: Object.fromEntries(
      session.ranks.flatMap((it) => {
        const reading = LiveSample.safeParse(it.machine.agent?.reading).data;
        const ratio = memoryRatio(reading);
        return ratio === null ? [] : [[it.rank, ratio]];
      }),
    ),
  });
  const blamed = session.ranks.find((it) => it.rank === found.rank);
  const evidence = evidenceOf(
    found,
    lines,
    (rank) => session.ranks.find((it) => it.rank === rank)?.changedAt,
  );
  const told = blamed && sightsOf(blamed.machineId).find((it) => it.text === found.decidedBy?.text);
  const silentSince = found.cause === 'agent_lost' ? blamed?.machine.agent?.lastSeenAt : told?.since;
  const first = Math.min(
    at.noticedAt.getTime(),
    silentSince?.getTime() ?? Infinity,
    ...evidence.filter((it) => it.decides).map((it) => it.at.getTime()),
  );
  return {
    cause: found.cause,
    certainty: found.certainty,
    machineId: blamed?.machineId ?? null,
    evidence,
    startedAt: new Date(Math.max(first, session.createdAt.getTime())),
    simulated: session.simulated,
  };
}

/** Until an admin lets it serve: then what it fails of is something else. */
function wrongAnswerOf(stored: unknown): string | null {
  const { data: proof } = SessionProof.safeParse(stored);
  if (proof?.verdict !== 'differs' || proof.servedBy !== null) return null;
  const { head, knownHead } = proof.answers.find((it) => it.verdict === 'differs')!;
  return `It went on with “${head}”; known is “${knownHead}”`;
}

/** What a rank said of the link that failed, where links were tried; null where none was or none did. */
const failedTrialOf = (pairs: unknown): string | null =>
  PairCheck.array()
    .safeParse(pairs)
    .data?.find((it) => it.ok === false)?.message ?? null;

export const memoryRatio = (reading: LiveSample | undefined): number | null =>
  reading?.memoryUsedBytes && reading.memoryTotalBytes
    ? reading.memoryUsedBytes / reading.memoryTotalBytes
    : null;

const newestLines = (tx: Transaction, sessionId: string): Promise<StoredLine[]> =>
  tx.$queryRaw<StoredLine[]>`
    SELECT l.rank, l.at, l.stream, l.text FROM "SessionRank" r CROSS JOIN LATERAL (
      SELECT rank, seq, at, stream, text FROM "RankLogLine"
      WHERE "sessionId" = r."sessionId" AND rank = r.rank ORDER BY seq DESC LIMIT ${LINES_READ}::int
    ) l WHERE r."sessionId" = ${sessionId} ORDER BY l.rank, l.seq`;

/** The one rank that is behind all others; null where that is not one alone. */
function laggard(ranks: readonly { rank: number; state: RankState }[]): number | null {
  const reached = (state: RankState): number => RANK_STATES.indexOf(state);
  const least = Math.min(...ranks.map((it) => reached(it.state)));
  const behind = ranks.filter((it) => reached(it.state) === least);
  return behind.length === 1 ? behind[0]!.rank : null;
}

/** The line that decided, others with a sign, and the last words of its rank; oldest first. */
function evidenceOf(
  found: FailureFinding,
  lines: readonly StoredLine[],
  exitedAt: (rank: number) => Date | undefined,
): IncidentLine[] {
  const decided = found.decidedBy;
  const own = lines.filter((it) => it.rank === decided?.rank);
  const deciding = decided?.index === null ? null : own[decided?.index ?? -1];
  const isSaid = (it: StoredLine): boolean => it.rank === decided?.rank && it.text === decided.text;
  const told = lines.filter((it) => it !== deciding && !isSaid(it) && readFailureLine(it.text) !== null);
  const last = own.filter((it) => it !== deciding && !isSaid(it) && !told.includes(it)).slice(-3);
  // The same words over and over tell it once.
  const more = [...told, ...last].filter(
    (it, index, all) => all.findIndex((one) => one.rank === it.rank && one.text === it.text) === index,
  );
  const kept = [...(deciding ? [deciding] : []), ...more.slice(1 - MOST_EVIDENCE)].map((it) => ({
    ...it,
    text: it.text.slice(0, MOST_TEXT),
    decides: it === deciding,
  }));
  if (decided && decided.index === null)
    kept.push({
      rank: decided.rank,
      at: exitedAt(decided.rank) ?? new Date(0),
      stream: 'agent',
      text: decided.text.slice(0, MOST_TEXT),
      decides: true,
    });
  return kept.toSorted((a, b) => a.at.getTime() - b.at.getTime());
}
