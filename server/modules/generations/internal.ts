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

/** Tokens a second after the first one: (tokens − 1) ÷ decode time; null below two tokens. */
export function rate(completionTokens: number, decodeMs: number | null): number | null {
  return decodeMs && completionTokens > 1 ? ((completionTokens - 1) / decodeMs) * 1000 : null;
}

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
