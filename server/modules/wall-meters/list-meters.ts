import { learnRatio, type WallAgainstChip } from '@/shared/domain/wall-meter.ts';
import type { WallMeter } from '@/shared/schemas/wall-meter.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { learnedSpan, readWallAgainstChip, WALL_SILENT_MS } from '../metrics/index.ts';

/** The lab's wall meters with what hangs on each, what it last said and how the machines' own sensors compare. */
export async function listWallMeters(ctx: ServiceContext, input: { limit: number }): Promise<WallMeter[]> {
  authorize(ctx, 'lab:read');
  const [rows, pairs] = await Promise.all([
    ctx.db.wallMeter.findMany({
      where: { removedAt: null },
      include: { links: { include: { machine: { select: { name: true } } }, orderBy: { startsAt: 'asc' } } },
      orderBy: { name: 'asc' },
      take: input.limit,
    }),
    readWallAgainstChip(ctx, learnedSpan(ctx.now())),
  ]);
  const nowMs = ctx.now().getTime();
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    kind: row.kind,
    note: row.note,
    address: row.address,
    channel: row.channel,
    hasToken: row.sealedToken !== null,
    links: row.links.map(({ machineId, machine, startsAt, endsAt }) => ({
      machineId,
      machineName: machine.name,
      startsAt,
      endsAt,
    })),
    firstAt: row.firstAt,
    lastAt: row.lastAt,
    lastWatts: row.lastWatts,
    isSilent: row.kind !== 'hand' && nowMs - (row.lastAt ?? row.createdAt).getTime() > WALL_SILENT_MS,
    problem: row.problem,
    problemSince: row.problemSince,
    ratio: learnRatio(pairs.get(row.id) ?? ([] as WallAgainstChip[])),
  }));
}
