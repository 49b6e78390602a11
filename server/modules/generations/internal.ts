import type { Prisma } from '@/prisma/generated/client.ts';
import {
  type Generation,
  Generation as GenerationSchema,
  type GenerationState,
} from '@/shared/schemas/chat.ts';
import type { AnswerText } from './read-answers.ts';

/** Waiting, on its way, or being written; everything else is an end. */
export const OPEN_STATES = ['queued', 'dispatched', 'running'] as const;
export const isOpen = (state: GenerationState): boolean =>
  (OPEN_STATES as readonly GenerationState[]).includes(state);

/** What a command about a generation needs. */
export const FENCE = {
  id: true,
  sessionId: true,
  epoch: true,
  session: { select: { ranks: { where: { rank: 0 }, select: { machineId: true } } } },
} satisfies Prisma.GenerationSelect;
type Fenced = Prisma.GenerationGetPayload<{ select: typeof FENCE }>;

/** Rank 0's machine, and the fence of a command to it. */
export const fenceOf = ({ id, sessionId, epoch, session }: Fenced) =>
  [session.ranks[0]!.machineId, { sessionId, epoch, generationId: id }] as const;

/** What the outside sees of a generation is read with this. */
export const generationInclude = {
  requestedBy: { select: { id: true, name: true } },
  session: { select: { modelTitle: true, simulated: true } },
} satisfies Prisma.GenerationInclude;
export type GenerationRow = Prisma.GenerationGetPayload<{ include: typeof generationInclude }>;

/** Faster than any machine writes: then the time it took was not measured. */
const MOST_TOKENS_PER_SECOND = 1e6;
/** Tokens a second after the first one: (tokens − 1) ÷ decode time; null below two tokens. */
export function rate(completionTokens: number, decodeMs: number | null): number | null {
  if (!decodeMs || completionTokens <= 1) return null;
  const tokensPerSecond = ((completionTokens - 1) / decodeMs) * 1000;
  return tokensPerSecond <= MOST_TOKENS_PER_SECOND ? tokensPerSecond : null;
}

/**
 * The earliest moment that an agent can be telling of now, as SQL over its row `a`: what it had to keep while it was
 * away it has sent within a minute of its return. Null when it has only just come back.
 */
export const earliestWord = (now: string): string =>
  `CASE WHEN a."connectedAt" <= ${now} - interval '1 minute' THEN ${now} - interval '1 minute' END`;

export function toGeneration(row: GenerationRow, answer: AnswerText): Generation {
  return GenerationSchema.parse({
    ...row,
    ...answer,
    modelTitle: row.session.modelTitle,
    simulated: row.session.simulated,
    tokensPerSecond: rate(row.completionTokens, row.decodeMs),
    isEnergyPending: row.energyDueAt !== null && row.energyJoules === null,
    message: row.errorMessage,
  });
}
