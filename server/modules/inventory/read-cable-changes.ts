import * as z from 'zod';
import { changeKind } from '@/shared/domain/cable-changes.ts';
import { cableId } from '@/shared/domain/lab-cables.ts';
import { compareNames } from '@/shared/domain/link.ts';
import { namePort } from '@/shared/domain/port-name.ts';
import type { CableChanges, CableChangesInput } from '@/shared/schemas/cables.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { type CabledLabReader, loadCabledLab } from './load-cabled-lab.ts';

const DAY_MS = 24 * 3_600_000;
const State = z
  .object({ speedGbps: z.number().nullable(), rdma: z.boolean().nullable() })
  .nullable()
  .catch(null);

/** Cables that came, went or changed within a day, the newest first. */
export async function readCableChanges(
  ctx: ServiceContext,
  { limit }: z.output<typeof CableChangesInput>,
  read: CabledLabReader = loadCabledLab,
): Promise<CableChanges> {
  authorize(ctx, 'lab:read');
  const since = new Date(ctx.now().getTime() - DAY_MS);
  const [lab, rows] = await Promise.all([
    read(ctx),
    ctx.db.cableChange.findMany({
      where: { at: { gt: since } },
      orderBy: [{ at: 'desc' }, { id: 'desc' }],
      take: limit + 1,
    }),
  ]);
  const machineOf = new Map(lab.machines.map((it) => [it.machineId, it]));
  const changes = rows.slice(0, limit).flatMap((row): CableChanges['changes'] => {
    const [one, other] = [machineOf.get(row.aMachineId), machineOf.get(row.bMachineId)];
    // Of a Mac that is retired nothing is told here.
    if (!one || !other) return [];
    const ends = [
      { machine: one, port: row.aPort },
      { machine: other, port: row.bPort },
    ].toSorted((a, b) => compareNames(a.machine.name, b.machine.name));
    const [a, b] = ends.map(({ machine, port }) => ({
      machineId: machine.machineId,
      name: machine.name,
      portName: namePort(port, machine),
    }));
    const [before, after] = [State.parse(row.before), State.parse(row.after)];
    return [
      {
        id: row.id,
        cableId: cableId(row),
        kind: changeKind(before, after),
        a: a!,
        b: b!,
        before,
        after,
        times: row.times,
        firstAt: row.firstAt,
        at: row.at,
        simulated: one.simulated || other.simulated,
      },
    ];
  });
  return { since, changes, hasMore: rows.length > limit };
}
