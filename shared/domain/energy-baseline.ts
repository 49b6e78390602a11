/** A machine's power without inference while one model was loaded: its 5th percentile in watts, over so many minutes. */
export type QuietPower = { p5Watts: number; minutes: number };
/** What a machine draws when nobody asks, in watts: learned on it, or by the catalogue's table. */
export type Baseline = { idleWatts: number; basis: 'learned' | 'table'; minutes: number };

const LEAST_MINUTES = 30;

/**
 * P_idle of one machine with one model loaded: the 5th percentile of its power over at least 30 minutes without
 * inference in the last 7 days, else the catalogue's idle watts; null where neither is known. A resident model changes
 * it, so each loaded model has its own. (The percentile as DCGM and Kepler papers take it: low, but no outlier.)
 */
export function baselineOf(quiet: QuietPower | null, tableIdleWatts: number | null): Baseline | null {
  if (quiet && quiet.minutes >= LEAST_MINUTES)
    return { idleWatts: quiet.p5Watts, basis: 'learned', minutes: quiet.minutes };
  return tableIdleWatts === null ? null : { idleWatts: tableIdleWatts, basis: 'table', minutes: 0 };
}

/** Measured energy of a stretch short enough to have one power: joules over covered seconds. */
export type EnergyStep = { joules: number; seconds: number };

/** E_active = Σ max(0, P − P_idle)·dt over the steps, in joules. */
export const activeEnergy = (steps: readonly EnergyStep[], idleWatts: number): number =>
  steps.reduce((sum, it) => sum + Math.max(0, it.joules - idleWatts * it.seconds), 0);

/** E_idle = E_total − E_active: nothing is lost between the two, and neither is below zero. */
export function splitEnergy(totalJoules: number, activeJoules: number) {
  const active = Math.min(Math.max(0, activeJoules), totalJoules);
  return { activeJoules: active, idleJoules: totalJoules - active };
}

/** Who used active energy, and what each had reserved (machine-milliseconds). */
export type EnergyUser = { id: string; activeJoules: number; reservedMs: number };
export type IdlePolicy = 'marginal' | 'full';
/** Σ users + unattributed + overhead is all that was given. */
export type Charged = { users: Map<string, number>; unattributed: number; overhead: number };

/**
 * Who bears the idle energy. *Marginal*: nobody, it is the lab's overhead (as in Kepler; good for comparing prompts).
 * *Full*: users by what they had reserved, or by their active energy where nothing was (as in SCI, ISO/IEC 21031; good
 * for chargeback); without either it stays overhead. Active energy that nobody asked for is never put on users. The
 * last user takes what is left, so that the parts are the whole.
 */
export function chargeEnergy(
  policy: IdlePolicy,
  users: readonly EnergyUser[],
  { idleJoules, unattributedJoules }: { idleJoules: number; unattributedJoules: number },
): Charged {
  const sum = (of: (it: EnergyUser) => number): number => users.reduce((total, it) => total + of(it), 0);
  const weightOf = (it: EnergyUser): number =>
    sum((one) => one.reservedMs) > 0 ? it.reservedMs : it.activeJoules;
  const weight = sum(weightOf);
  const isBorne = policy === 'full' && weight > 0;
  const charged = new Map<string, number>();
  let left = isBorne ? idleJoules : 0;
  const bearing = users.filter((it) => weightOf(it) > 0);
  for (const it of users) {
    const isLast = it === bearing.at(-1);
    const share = !isBorne ? 0 : isLast ? left : Math.min(left, (idleJoules * weightOf(it)) / weight);
    left -= share;
    charged.set(it.id, (charged.get(it.id) ?? 0) + it.activeJoules + share);
  }
  return { users: charged, unattributed: unattributedJoules, overhead: isBorne ? 0 : idleJoules };
}
