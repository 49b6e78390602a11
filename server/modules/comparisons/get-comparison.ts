import { createHash } from 'node:crypto';
import type { Prisma } from '@/prisma/generated/client.ts';
import { Comparison } from '@/shared/schemas/comparison.ts';
import { authorize, requireUser, type ServiceContext } from '../../context.ts';
import { type AnswerText, readAnswers, rate } from '../generations/index.ts';
import { notFound, visibleTo } from './internal.ts';

/** Of one answer; more people than a lab has. */
const MOST_RATINGS = 500;

const include = {
  owner: { select: { id: true, name: true } },
  answers: {
    orderBy: { position: 'asc' },
    include: {
      ratings: {
        include: { person: { select: { id: true, name: true } } },
        orderBy: { at: 'asc' },
        take: MOST_RATINGS,
      },
      generation: {
        include: {
          session: {
            select: {
              id: true,
              modelTitle: true,
              simulated: true,
              ranks: { orderBy: { rank: 'asc' }, select: { machine: { select: { name: true } } } },
            },
          },
        },
      },
    },
  },
} satisfies Prisma.ComparisonInclude;
type Row = Prisma.ComparisonGetPayload<{ include: typeof include }>;
type AnswerRow = Row['answers'][number];

/**
 * A comparison as its reader may see it: of a blind one neither names nor figures nor what others said, and in an order
 * of their own, until they have rated all of its answers.
 */
export async function getComparison(ctx: ServiceContext, { id }: { id: string }): Promise<Comparison> {
  authorize(ctx, 'lab:read');
  const user = requireUser(ctx);
  const row = await ctx.db.comparison.findFirst({ where: { id, ...visibleTo(ctx) }, include });
  if (!row) throw notFound();
  const isHidden = isHiddenFrom(row, user.id);
  const answers = row.isBlind ? shuffled(row.answers, user.id) : row.answers;
  const textOf = await readAnswers(
    ctx.db,
    row.answers.map((it) => it.generation),
  );
  return Comparison.parse({
    ...row,
    mine: row.ownerId === user.id,
    answers: answers.map((it, index) => ({
      number: index + 1,
      ...toAnswer(it, textOf(it.generationId), { isHidden, personId: user.id }),
    })),
  });
}

export const isHiddenFrom = (
  {
    isBlind,
    answers,
  }: { isBlind: boolean; answers: readonly { ratings: readonly { personId: string }[] }[] },
  personId: string,
): boolean => isBlind && answers.some((it) => !it.ratings.some((rating) => rating.personId === personId));

/** The same for one reader each time, and another for each. */
function shuffled(answers: readonly AnswerRow[], personId: string): AnswerRow[] {
  const keyOf = ({ generationId }: AnswerRow): string =>
    createHash('sha256').update(`${personId} ${generationId}`).digest('hex');
  return answers.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

function toAnswer(
  { generation, ratings }: AnswerRow,
  { text, reasoning }: AnswerText,
  { isHidden, personId }: { isHidden: boolean; personId: string },
) {
  const { id, state, lastSeq, completionTokens, errorMessage } = generation;
  return {
    id,
    state,
    text,
    reasoning,
    lastSeq,
    completionTokens,
    message: errorMessage,
    figures: isHidden ? null : toFigures(generation),
    mine: ratings.find((it) => it.personId === personId) ?? null,
    ratings: isHidden ? [] : ratings.filter((it) => it.personId !== personId),
  };
}

function toFigures(generation: AnswerRow['generation']) {
  const { session, settings, startedAt, endedAt, promptTokens, timeToFirstTokenMs, energyJoules } =
    generation;
  return {
    sessionId: session.id,
    modelTitle: session.modelTitle,
    simulated: session.simulated,
    machines: session.ranks.map((it) => it.machine.name),
    settings,
    tookMs: tookMs({ startedAt, endedAt }),
    promptTokens,
    timeToFirstTokenMs,
    tokensPerSecond: rate(generation.completionTokens, generation.decodeMs),
    energyJoules,
    isEnergyPending: generation.energyDueAt !== null && energyJoules === null,
  };
}

/** Waiting for its turn left out. */
export const tookMs = ({
  startedAt,
  endedAt,
}: {
  startedAt: Date | null;
  endedAt: Date | null;
}): number | null => (startedAt && endedAt ? Math.max(0, endedAt.getTime() - startedAt.getTime()) : null);
