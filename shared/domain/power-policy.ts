import type { AgentConnection } from '../schemas/machine.ts';
import type { LabPowerRule, PowerMode, PowerState } from '../schemas/power.ts';

/*
 * When a machine is put to sleep and when it is woken. What needs a machine keeps it awake and wakes it; it sleeps once
 * nothing has needed it for as long as its rule says, and only if it may sleep for a while before it is needed again.
 */
const MINUTE_MS = 60_000;
/** A shorter sleep isn't worth two changes of state. */
export const LEAST_SLEEP_MS = 15 * MINUTE_MS;
/** One that was told to sleep and still speaks did not. */
const FALL_MS = 90_000;
/** Macs wake by themselves for about a minute now and then; longer, and somebody woke it. */
const STIR_MS = 3 * MINUTE_MS;
const TRY_AGAIN_MS = [15_000, 30_000, 60_000, 120_000];

/** In these it says nothing by the portal's own doing: neither lost nor an alert. */
export const SILENT_STATES: PowerState[] = ['falling', 'asleep', 'stirring', 'waking'];
export const isSilentByRule = (state: string | undefined): boolean =>
  (SILENT_STATES as (string | undefined)[]).includes(state);

export type PowerRule = { mode: PowerMode; idleMinutes: number; leadMinutes: number };

/** A machine's own rule where it has one, else the lab's. The lead time is the lab's. */
export const ruleOf = (
  own: { powerMode: string | null; powerIdleMinutes: number | null },
  lab: LabPowerRule,
): PowerRule =>
  own.powerMode === null
    ? lab
    : {
        mode: own.powerMode === 'sleep' ? 'sleep' : 'keep_awake',
        idleMinutes: own.powerIdleMinutes ?? lab.idleMinutes,
        leadMinutes: lab.leadMinutes,
      };

export type PowerKnown = {
  state: PowerState;
  since: Date;
  /** When it was last seen to be needed. */
  neededAt: Date;
  byHand: boolean;
  tries: number;
  nextTryAt: Date | null;
  notBefore: Date | null;
};
export type PowerSight = PowerKnown & {
  rule: PowerRule;
  connection: AgentConnection;
  /** What needs it at this moment, as a clause (“a session runs on it”); null: nothing. */
  need: string | null;
  /** Start of what needs it next, in the future; null: nothing ahead. */
  nextNeedAt: Date | null;
  /** Why it can't be put to sleep, or stays awake for others, as a clause; null: it may. */
  obstacle: string | null;
};

export type PowerStep =
  /** It stays as it is; `neededAt` is what is to be kept. */
  | { kind: 'stay'; neededAt: Date; why: string | null }
  | { kind: 'sleep' }
  /** One that slept is up: by itself for a moment, or for good. */
  | { kind: 'stir' }
  | { kind: 'doze' }
  | { kind: 'awake'; how: 'woken' | 'by_itself' | 'stayed' }
  /** Send the packet, the first or once more. */
  | { kind: 'wake' }
  /** Its time is up: say so, and go on trying. */
  | { kind: 'give_up' };

/** How long before its slot it is to be awake: the rest of the lead time is for packets that nothing heard. */
export const giveUpAfterMs = ({ leadMinutes }: PowerRule): number =>
  Math.max(3 * MINUTE_MS, leadMinutes * MINUTE_MS * 0.6);

/** From the packet before to the next. */
export const tryAgainMs = (tries: number): number =>
  TRY_AGAIN_MS[Math.min(Math.max(tries, 1), TRY_AGAIN_MS.length) - 1]!;

/** When a machine that sleeps is woken for what begins then. */
export const wakeAtOf = (nextNeedAt: Date | null, { leadMinutes }: PowerRule): Date | null =>
  nextNeedAt && new Date(nextNeedAt.getTime() - leadMinutes * MINUTE_MS);

const isDue = (sight: PowerSight, now: Date): boolean => {
  const wakeAt = wakeAtOf(sight.nextNeedAt, sight.rule);
  return sight.need !== null || (wakeAt !== null && wakeAt <= now);
};

/** What is to be done with a machine now. Where it is silent for another reason, nothing. */
export function decidePower(sight: PowerSight, now: Date): PowerStep {
  const isUp = sight.connection === 'online';
  const forMs = now.getTime() - sight.since.getTime();
  switch (sight.state) {
    case 'awake':
      return decideAwake(sight, now);
    case 'falling':
      if (forMs <= FALL_MS) return stay(sight);
      return isUp ? { kind: 'awake', how: 'stayed' } : { kind: 'doze' };
    case 'asleep':
      if (isUp) return isDue(sight, now) ? { kind: 'awake', how: 'by_itself' } : { kind: 'stir' };
      if (sight.connection === 'never' || sight.connection === 'revoked') return stay(sight);
      if (isDue(sight, now) || (sight.rule.mode === 'keep_awake' && !sight.byHand)) return { kind: 'wake' };
      return stay(sight);
    case 'stirring':
      if (!isUp) return { kind: 'doze' };
      return isDue(sight, now) || forMs > STIR_MS ? { kind: 'awake', how: 'by_itself' } : stay(sight);
    case 'waking':
    case 'unwakeable':
      if (isUp) return { kind: 'awake', how: 'woken' };
      if (sight.state === 'waking' && forMs > giveUpAfterMs(sight.rule)) return { kind: 'give_up' };
      // Nobody waits for it any more: a person may have it woken.
      if (sight.state === 'unwakeable' && !isDue(sight, now)) return stay(sight);
      return sight.nextTryAt === null || sight.nextTryAt <= now ? { kind: 'wake' } : stay(sight);
  }
}

const stay = ({ neededAt }: PowerSight, why: string | null = null): PowerStep => ({
  kind: 'stay',
  neededAt,
  why,
});

function decideAwake(sight: PowerSight, now: Date): PowerStep {
  const { rule, need, nextNeedAt, neededAt, notBefore, obstacle } = sight;
  if (sight.connection !== 'online') return { kind: 'stay', neededAt: now, why: null };
  if (rule.mode === 'keep_awake') return { kind: 'stay', neededAt: now, why: 'It is kept awake by rule.' };
  if (need !== null) return { kind: 'stay', neededAt: now, why: `It stays awake: ${need}.` };
  if (isDue(sight, now))
    return { kind: 'stay', neededAt: now, why: 'It stays awake: a booking begins before long.' };
  const idleUntil = neededAt.getTime() + rule.idleMinutes * MINUTE_MS;
  if (notBefore !== null && notBefore.getTime() > Math.max(idleUntil, now.getTime()))
    return stay(sight, 'Nobody needs it; it is kept awake for a while.');
  if (now.getTime() < idleUntil)
    return stay(sight, `Nobody needs it; it sleeps once that is so for ${rule.idleMinutes} min.`);
  const wakeAt = wakeAtOf(nextNeedAt, rule);
  if (wakeAt !== null && wakeAt.getTime() - now.getTime() < LEAST_SLEEP_MS)
    return stay(sight, 'Nobody needs it now, but it would be woken again at once.');
  if (obstacle !== null) return stay(sight, `It stays awake: ${obstacle}.`);
  return { kind: 'sleep' };
}
