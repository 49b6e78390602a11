/*
 * One rule and one thing: ok → pending → firing → clearing → ok. It fires when the thing has been over for so long,
 * and clears when it has been back, below a lower mark, for so long; what flaps between the two marks does neither.
 * What nobody knows is neither: it doesn't fire, and it doesn't clear.
 */
export const CONDITION_STATES = ['ok', 'pending', 'firing', 'clearing'] as const;
export type ConditionState = (typeof CONDITION_STATES)[number];
export type Condition = { state: ConditionState; since: Date };
/** What a look shows; `gone`: nothing is left to look at, or it is not to be watched now. */
export type Sight = 'over' | 'between' | 'clear' | 'unknown' | 'gone';
export type Patience = { fireAfterMs: number; clearAfterMs: number };
export type Step = Condition & { event: 'fired' | 'cleared' | null };

export const fires = ({ state }: Pick<Condition, 'state'>): boolean =>
  state === 'firing' || state === 'clearing';

export function stepCondition(before: Condition, sight: Sight, now: Date, patience: Patience): Step {
  const to = (state: ConditionState, event: Step['event'] = null): Step => ({
    state,
    since: state === before.state ? before.since : now,
    event,
  });
  const waitedMs = now.getTime() - before.since.getTime();
  if (sight === 'gone') return to('ok', fires(before) ? 'cleared' : null);
  switch (before.state) {
    case 'ok':
    case 'pending': {
      if (sight !== 'over') return to('ok');
      const overMs = before.state === 'pending' ? waitedMs : 0;
      return overMs >= patience.fireAfterMs ? to('firing', 'fired') : to('pending');
    }
    case 'firing':
    case 'clearing': {
      if (sight !== 'clear') return to('firing');
      const clearMs = before.state === 'clearing' ? waitedMs : 0;
      return clearMs >= patience.clearAfterMs ? to('ok', 'cleared') : to('clearing');
    }
  }
}

/** After a time in which nobody looked, what was waited for is waited for anew. */
export const afterGap = ({ state, since }: Condition, now: Date): Condition => ({
  state,
  since: state === 'pending' || state === 'clearing' ? now : since,
});

/** Where a value stands between the two marks; `rises`: more is worse. */
export function sightOf(
  value: number | null,
  { threshold, clearsAt }: { threshold: number; clearsAt: number },
  rises: boolean,
): Sight {
  if (value === null) return 'unknown';
  const sign = rises ? 1 : -1;
  if (sign * value >= sign * threshold) return 'over';
  return sign * value <= sign * clearsAt || threshold === clearsAt ? 'clear' : 'between';
}
