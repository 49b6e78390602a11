import type { ServiceContext } from '../../context.ts';
import { hotClient, type Statement } from '../../db.ts';
import { announceEnd, FRAME_COLUMNS, type FrameRow } from './finish-generation.ts';

/**
 * Writes what an ended answer took and tells its end again when that is new. `settled`: nobody has to look any more;
 * otherwise it is due again at `againAt`.
 */
export async function setAnswerEnergy(
  ctx: ServiceContext,
  input: { generationId: string; joules: number | null; settled: boolean; againAt?: Date },
): Promise<void> {
  const { generationId, joules, settled, againAt } = input;
  const [row] = await hotClient(ctx.db).query<FrameRow & { before: number | null }>(SET, [
    generationId,
    joules,
    settled ? null : (againAt ?? ctx.now()).toISOString(),
  ]);
  // That there is no figure is news too, to whoever waits for one.
  if (row && (row.before !== joules || (settled && joules === null))) announceEnd(ctx, row);
}

const SET: Statement = {
  name: 'generations.set-energy',
  text: `
    UPDATE "Generation" g SET "energyJoules" = $2::float8, "energyDueAt" = $3::timestamptz,
      "energyTries" = g."energyTries" + 1
    FROM "Generation" old
    WHERE g.id = $1 AND old.id = g.id AND g."endedAt" IS NOT NULL
    RETURNING ${FRAME_COLUMNS}, old."energyJoules" AS before`,
};
