import {
  activeEnergy,
  type Baseline,
  baselineOf,
  chargeEnergy,
  splitEnergy,
} from '@/shared/domain/energy-baseline.ts';
import { readersFor } from '@/shared/domain/meters.ts';
import { clip, overlapMs, type Span } from '@/shared/domain/usage.ts';
import type { EnergySplit } from '@/shared/schemas/session.ts';
import type { ServiceContext } from '../../context.ts';
import { type CounterSpan, readEnergySteps, readQuietPower } from '../metrics/index.ts';
import { readIdleTables } from './read-idle-tables.ts';
import { readMeters } from './read-meters.ts';

type Asked = {
  machineIds: readonly string[];
  modelFingerprint: string;
  span: Span;
  totalJoules: number | null;
};

/**
 * What of a session's energy was drawn for answers and what for being there, by each machine's baseline with this
 * model. Null where nothing was measured, a meter can't tell its machines apart, or a baseline is not known. For other
 * verbs, which have asked for the right.
 */
export async function sessionSplit(
  ctx: ServiceContext,
  { machineIds, modelFingerprint, span, totalJoules }: Asked,
): Promise<EnergySplit | null> {
  if (totalJoules === null) return null;
  const counters = await countersOf(ctx, machineIds, span);
  if (counters === null) return null;
  const [quiet, tables, steps] = await Promise.all([
    readQuietPower(ctx, counters, modelFingerprint),
    readIdleTables(ctx, machineIds),
    readEnergySteps(ctx, counters),
  ]);
  const baselines: Baseline[] = [];
  let active = 0;
  for (const { counterId, machineId } of uniqueCounters(counters)) {
    const baseline = baselineOf(quiet.get(counterId) ?? null, tables.get(machineId) ?? null);
    if (baseline === null) return null;
    baselines.push(baseline);
    active += activeEnergy(steps.get(counterId) ?? [], baseline.idleWatts);
  }
  const split = splitEnergy(totalJoules, active);
  const user = { id: 'session', activeJoules: split.activeJoules, reservedMs: overlapMs(span, span) };
  const rest = { idleJoules: split.idleJoules, unattributedJoules: 0 };
  const chargedBy = (policy: 'marginal' | 'full'): number =>
    chargeEnergy(policy, [user], rest).users.get(user.id) ?? 0;
  return {
    ...split,
    marginalJoules: chargedBy('marginal'),
    fullJoules: chargedBy('full'),
    idleWatts: baselines.reduce((sum, it) => sum + it.idleWatts, 0),
    basis: baselines.every((it) => it.basis === 'learned') ? 'learned' : 'table',
    minutes: Math.min(...baselines.map((it) => it.minutes)),
  };
}

/** Whose counters are read while it ran; null where one of them is of several machines. */
async function countersOf(
  ctx: ServiceContext,
  machineIds: readonly string[],
  span: Span,
): Promise<CounterSpan[] | null> {
  const meters = await readMeters(ctx);
  const counters: CounterSpan[] = [];
  for (const machineId of machineIds) {
    const meter = meters.of(machineId);
    for (const { counterId, covers, ...reader } of meter ? readersFor(meter, [machineId]) : []) {
      const part = clip(span, reader);
      if (!part) continue;
      if (covers.length > 1) return null;
      counters.push({ ...part, counterId, machineId });
    }
  }
  return counters;
}

const uniqueCounters = (counters: readonly CounterSpan[]): CounterSpan[] => [
  ...new Map(counters.map((it) => [it.counterId, it])).values(),
];
