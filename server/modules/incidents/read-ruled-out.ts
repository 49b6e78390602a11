import { type RuledOut, ruleOut } from '@/shared/domain/ruled-out.ts';
import { Preflight } from '@/shared/schemas/session-start.ts';
import type { ServiceContext } from '../../context.ts';
import { readHighest } from '../metrics/index.ts';
import { causeOf, type IncidentFull } from './internal.ts';
import { ONE_MATTER_MS } from './read-sights.ts';

const BEFORE_MS = 5 * 60_000;
const AFTER_MS = 60_000;

type Cables = { cables: number; cableChanges: number };

/** What else it could have been and was not, by what was looked at and measured. */
export async function readRuledOut(ctx: ServiceContext, row: IncidentFull): Promise<RuledOut[]> {
  const { session, startedAt, noticedAt } = row;
  const machineIds = session.ranks.map((it) => it.machineId);
  const from = new Date(startedAt.getTime() - BEFORE_MS);
  const until = (ms: number): Date => new Date(noticedAt.getTime() + ms);
  const [[cabled], highest] = await Promise.all([
    ctx.db.$queryRaw<Cables[]>`
      SELECT
        (SELECT count(*)::int FROM "CableSighting" WHERE "aMachineId" = ANY(${machineIds})
          AND "bMachineId" = ANY(${machineIds}) AND since <= ${from}) AS cables,
        (SELECT count(*)::int FROM "CableChange" WHERE "aMachineId" = ANY(${machineIds})
          AND "bMachineId" = ANY(${machineIds}) AND at >= ${from} AND "firstAt" <= ${until(ONE_MATTER_MS)}) AS "cableChanges"`,
    readHighest(ctx, { machineIds, from, to: until(AFTER_MS) }),
  ]);
  const wellUntilTheEnd = session.ranks.filter(
    (it) => row.machineId !== null && it.machineId !== row.machineId && it.exitCause === 'asked',
  );
  return ruleOut({
    cause: causeOf(row.cause),
    checks: Preflight.safeParse(session.preflight).data?.checks ?? [],
    ...cabled!,
    readings: session.ranks.map(({ machine }) => ({
      machine: machine.name,
      memoryUsedBytes: highest.get(machine.id)?.memoryUsedBytes ?? null,
      memoryTotalBytes: highest.get(machine.id)?.memoryTotalBytes ?? null,
      celsius: highest.get(machine.id)?.celsius ?? null,
    })),
    wellUntilTheEnd: wellUntilTheEnd.map((it) => it.machine.name),
  });
}
