import { readWallReadings, tellProblems } from '@/shared/domain/csv/wall-readings.ts';
import { LONGEST_WATTS_MS, type WallLook } from '@/shared/domain/wall-meter.ts';
import type { ImportedWallReadings } from '@/shared/schemas/wall-meter.ts';
import { authorize, type ServiceContext, withTransaction } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { emitAudit } from '../audit/index.ts';
import { askSessionsAgain, readTimeZone } from '../energy/index.ts';
import { lockMeter } from './lock-meter.ts';
import { storeLooks } from './store-looks.ts';

const MOST_SPAN_MS = 400 * 24 * 3_600_000;

/**
 * Readings by hand or from a file: all of them or none. Of a time that the meter has readings of already nothing is
 * taken anew, so that the same file twice counts once. Sessions of that time are worked out again.
 */
export async function importWallReadings(
  ctx: ServiceContext,
  { id, csv }: { id: string; csv: string },
): Promise<ImportedWallReadings> {
  authorize(ctx, 'meter:manage');
  const read = readWallReadings(csv, await readTimeZone(ctx));
  if ('problems' in read) throw new ServiceError('VALIDATION', tellProblems(read.problems));
  const { looks } = read;
  checkSpan(looks, ctx.now());
  const meter = await ctx.db.wallMeter.findUnique({ where: { id } });
  if (!meter) throw new ServiceError('NOT_FOUND', 'There is no such wall meter any more.');
  if (meter.kind !== 'hand')
    throw new ServiceError(
      'PRECONDITION_FAILED',
      `${meter.name} is read by the portal itself. Add another meter for readings by hand.`,
    );
  const known = meter.lastAt?.getTime() ?? -Infinity;
  const fresh = looks.filter((it) => it.atMs > known);
  const stored = await storeLooks(ctx, meter, fresh, longestStep(looks));
  const [from, to] = [fresh[0]?.atMs, fresh.at(-1)?.atMs].map((it) =>
    it === undefined ? null : new Date(it),
  );
  await withTransaction(ctx, async (tx) => {
    const { name } = await lockMeter(tx, id);
    if (from && to) await askSessionsAgain(tx, id, { from: meter.lastAt ?? from, to }, ctx.now());
    await emitAudit(ctx, tx, {
      action: 'meter.import',
      objectType: 'meter',
      objectId: id,
      objectName: name,
      after: { readings: fresh.length },
    });
  });
  return {
    readings: fresh.length,
    leftOut: looks.length - fresh.length,
    from: from ?? null,
    to: to ?? null,
    ...stored,
  };
}

function checkSpan(looks: readonly WallLook[], now: Date): void {
  const [first, last] = [looks[0], looks.at(-1)];
  if (!first || !last) throw new ServiceError('VALIDATION', 'There is no reading below the first line.');
  if (last.atMs > now.getTime() + 60_000)
    throw new ServiceError(
      'VALIDATION',
      'Some of these readings are of a time to come. Check the days. Nothing was taken.',
    );
  if (now.getTime() - first.atMs > MOST_SPAN_MS)
    throw new ServiceError(
      'VALIDATION',
      'Some of these readings are more than 400 days old. Nothing was taken.',
    );
}

/** G of watts: three times the usual step between them. */
function longestStep(looks: readonly WallLook[]): number {
  const steps = looks.slice(1).map((it, index) => it.atMs - looks[index]!.atMs);
  const middle = steps.toSorted((a, b) => a - b)[Math.floor(steps.length / 2)] ?? 0;
  return Math.max(LONGEST_WATTS_MS, 3 * middle);
}
