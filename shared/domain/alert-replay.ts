import { type AlertKind, alertKind } from './alert-kinds.ts';
import { type Condition, type Patience, sightOf, stepCondition } from './alert-machine.ts';

/** Why past readings cannot say how often a rule of that kind would have fired; null where they can. */
const REFUSALS: Record<AlertKind, string | null> = {
  hot: null,
  power_over: null,
  offline: 'when an agent was away is not kept: what it measured meanwhile is brought later',
  thermal_pressure: 'what macOS said of its heat is not kept',
  disk_low: 'how full disks were is not kept',
  session_stuck: 'when each token came is not kept',
  booking_idle: 'it hangs on the booking rules of each moment',
  agent_outdated: 'which versions there were is not kept',
  meter_silent: 'a meter that is silent and one that is read late look alike afterwards',
  budget_near: 'what was used of budgets at each moment is not kept',
};
export const replayRefusal = (kind: AlertKind): string | null => REFUSALS[kind];

const MINUTE_MS = 60_000;

/** Means of whole minutes in their order: `at[i]` in minutes since the epoch. A minute that is missing is unknown. */
export type Minutes = { at: readonly number[]; values: readonly number[] };
/** `to` is null for one that fires still at the end. */
export type Firing = { from: Date; to: Date | null };
export type ReplayRule = { kind: AlertKind; threshold: number; clearsAt: number } & Patience;

/**
 * When a rule would have fired by these minutes: each is held against it at its end, by the function that judges live
 * readings each 15 s. What lasts less than a minute is not seen.
 */
export function replayAlert(rule: ReplayRule, { at, values }: Minutes): Firing[] {
  const rises = alertKind(rule.kind).measure?.rises ?? true;
  const firings: Firing[] = [];
  let condition: Condition = { state: 'ok', since: new Date(0) };
  const look = (minute: number, value: number | null): void => {
    const now = new Date((minute + 1) * MINUTE_MS);
    const next = stepCondition(condition, sightOf(value, rule, rises), now, rule);
    if (next.event === 'fired') firings.push({ from: now, to: null });
    if (next.event === 'cleared') firings.at(-1)!.to = now;
    condition = next;
  };
  for (const [index, minute] of at.entries()) {
    const before = at[index - 1];
    if (before !== undefined && minute > before + 1) look(before + 1, null);
    look(minute, values[index]!);
  }
  return firings;
}
