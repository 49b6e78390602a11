/** What a machine drew at rest in time in which nobody had booked it, in joules over milliseconds; all of it measured. */
export type FreeTime = { joules: number; ms: number };
export type SleepSavings = { asleepJoules: number; savedJoules: number };

/**
 * The same time asleep: E_asleep = P_sleep × t, saved = E_measured − E_asleep, never below zero. Null where nobody
 * stated what the machine draws asleep: it is then not known, not nothing.
 */
export function sleepSavings({ joules, ms }: FreeTime, sleepWatts: number | null): SleepSavings | null {
  if (sleepWatts === null) return null;
  const asleepJoules = Math.min(joules, (sleepWatts * ms) / 1000);
  return { asleepJoules, savedJoules: joules - asleepJoules };
}
