import { Prisma } from '@/prisma/generated/client.ts';
import type { Transaction } from '../../db.ts';
import { drainingOf } from './slots.ts';

/** `draining`: the machine of it that is being drained. */
export type Takes = { state: string; draining: string | null };

/**
 * Why a session takes no new question, as the end of a sentence about it, and whether asking again in a moment may help;
 * null: it takes them. The one rule for chat, comparisons, benchmarks, programs and batches.
 */
export function whyNoQuestion({ state, draining }: Takes): { words: string; isSoon: boolean } | null {
  if (['warm', 'ending', 'ended', 'failed'].includes(state)) return { words: 'is over', isSoon: false };
  if (state === 'withheld')
    return { words: 'is withheld: what it answered is not what is known of its model', isSoon: false };
  if (draining !== null)
    return { words: `takes no new question: ${draining} is being drained`, isSoon: false };
  return state === 'ready' ? null : { words: 'is not ready yet', isSoon: true };
}

/** How sessions stand for a question, by their ids. */
export async function readTakes(
  db: Pick<Transaction, '$queryRaw'>,
  sessionIds: readonly string[],
): Promise<Map<string, Takes>> {
  const rows = await db.$queryRaw<(Takes & { id: string })[]>`
    SELECT s.id, s.state::text, ${Prisma.raw(drainingOf('s.id'))} AS draining
    FROM "Session" s WHERE s.id = ANY(${sessionIds})`;
  return new Map(rows.map(({ id, ...it }) => [id, it]));
}
