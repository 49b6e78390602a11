import { RANK_STATES, type RankState, type SessionEndReason, type SessionState } from '../schemas/session.ts';
import { isOver } from './session-states.ts';

/*
 * The life of a session as a pure function. A session walks
 *   checking → preparing → connecting → loading → warming_up → (proving →) ready → ending → ended
 * as its ranks report what they have reached, and goes to failed from anywhere before the end. Any rank's exit
 * ends the whole group: with MLX a surviving rank would wait for ever. "Ready" is rank 0 having answered a
 * warm-up token and, where the lab asks for it, what is known of its model; one that answers otherwise is
 * withheld. At its booking's end a ready one may stay warm: it has ended for its people and its figures, and its ranks
 * wait until another session takes them over or somebody needs their machines. A session of agents that know no checks begins with preparing. The caller holds the session's row lock,
 * writes what is returned, and runs the effects after its commit.
 */
export type ExitCause =
  | 'asked'
  | 'crashed'
  | 'load_failed'
  | 'peer_lost'
  | 'stalled'
  | 'lease_ended'
  | 'prepare_failed';

export type RankView = { rank: number; machineName: string; state: RankState };
export type SessionView = {
  state: SessionState;
  stateSince: Date;
  deadlineAt: Date | null;
  endReason: SessionEndReason | null;
  /** It is asked for known answers before it serves. */
  proves?: boolean;
  ranks: RankView[];
};

type AskedEnd = 'ended_by_person' | 'booking_ended' | 'booking_cancelled' | 'machine_drained';
/** `by`: who, or of a drain which machine. */
export type SessionEvent =
  | {
      type: 'rank_reached';
      rank: number;
      state: Exclude<RankState, 'exited'>;
      /** With `checked`: what of its links did not work, as a sentence. */
      refusal?: string | null;
    }
  | { type: 'proved'; isWithheld: boolean }
  | { type: 'overruled'; how: 'serve' | 'prove_again' }
  | { type: 'rank_exited'; rank: number; cause: ExitCause; message: string | null }
  | { type: 'agent_gone'; rank: number; reason: 'agent_lost' | 'agent_restarted' | 'portal_lost' }
  | { type: 'deadline' }
  | { type: 'keep' }
  | { type: 'handed_over' }
  /** Its warm time, not its own; `why` is a sentence. */
  | { type: 'end_warm'; why: string }
  | { type: 'end'; reason: AskedEnd; by: string | null };

export type Effect = 'check' | 'launch' | 'go' | 'warm_up' | 'prove' | 'rest' | 'stop_all';
export type Transition = {
  state: SessionState;
  /** New states of ranks; ranks not named keep theirs. */
  ranks: { rank: number; state: RankState }[];
  effects: Effect[];
  deadlineAt: Date | null;
  end: { reason: SessionEndReason; message: string | null } | null;
};
export type Outcome =
  | { ok: true; transition: Transition }
  | { ok: false; refusal: 'over' | 'no_change' | 'unknown_rank' };

/** How long each state may last before the session gives up, milliseconds; null: no limit. */
export const DEADLINES_MS: Record<SessionState, number | null> = {
  checking: 180_000,
  preparing: 300_000,
  connecting: 60_000,
  loading: 900_000,
  warming_up: 180_000,
  proving: 300_000,
  withheld: null,
  ready: null,
  warm: null,
  ending: 20_000,
  ended: null,
  failed: null,
};

const orderOf = (state: RankState): number => RANK_STATES.indexOf(state);
const reached = (state: RankState, wanted: RankState): boolean =>
  state !== 'exited' && orderOf(state) >= orderOf(wanted);

export const deadlineFor = (state: SessionState, now: Date): Date | null => {
  const limit = DEADLINES_MS[state];
  return limit === null ? null : new Date(now.getTime() + limit);
};

/** What `event` does to `session` at `now`. Never throws; a refusal changes nothing. */
export function transition(session: SessionView, event: SessionEvent, now: Date): Outcome {
  switch (event.type) {
    case 'rank_reached':
      return rankReached(session, event, now);
    case 'proved':
      return proved(session, event.isWithheld, now);
    case 'overruled':
      return overruled(session, event.how, now);
    case 'rank_exited':
      return rankExited(session, event, now);
    case 'agent_gone':
      return agentGone(session, event.rank, event.reason, now);
    case 'deadline':
      return deadlinePassed(session, now);
    case 'end':
      return end(session, event, now);
    case 'keep':
      return keep(session, now);
    case 'handed_over':
      return handedOver(session, now);
    case 'end_warm':
      if (session.state !== 'warm') return { ok: false, refusal: 'no_change' };
      return changed(session, 'ending', [], ['stop_all'], now);
  }
}

function rankReached(
  session: SessionView,
  { rank, state, refusal = null }: Extract<SessionEvent, { type: 'rank_reached' }>,
  now: Date,
): Outcome {
  if (isOver(session.state) || session.state === 'ending' || session.state === 'warm')
    return { ok: false, refusal: 'over' };
  const current = session.ranks.find((it) => it.rank === rank);
  if (!current) return { ok: false, refusal: 'unknown_rank' };
  if (current.state === 'exited' || orderOf(state) <= orderOf(current.state)) {
    return { ok: false, refusal: 'no_change' };
  }
  const ranks = session.ranks.map((it) => (it.rank === rank ? { ...it, state } : it));
  const effects: Effect[] = [];
  const all = (wanted: RankState): boolean => ranks.every((it) => reached(it.state, wanted));

  let next = session.state;
  if (next === 'checking' && refusal !== null)
    return changed(session, 'failed', [{ rank, state }], ['stop_all'], now, {
      reason: 'preflight_failed',
      message: refusal,
    });
  // A rank alone has no link to try.
  const isAlone = ranks.length === 1;
  if (next === 'checking' && state === 'prepared' && all('prepared') && !isAlone) effects.push('check');
  if (next === 'checking' && all(isAlone ? 'prepared' : 'checked')) {
    next = 'preparing';
    effects.push('launch');
  }
  if (session.state === 'preparing' && state === 'prepared' && all('prepared')) effects.push('launch');
  if (next === 'preparing' && all('imported')) {
    next = 'connecting';
    effects.push('go');
  }
  if (next === 'connecting' && all('connected')) next = 'loading';
  if (next === 'loading' && all('loaded')) {
    next = 'warming_up';
    effects.push('warm_up');
  }
  if (next === 'warming_up' && reached(ranks.find((it) => it.rank === 0)!.state, 'ready')) {
    next = session.proves ? 'proving' : 'ready';
    if (next === 'proving') effects.push('prove');
  }

  return changed(session, next, [{ rank, state }], effects, now);
}

function proved(session: SessionView, isWithheld: boolean, now: Date): Outcome {
  if (session.state !== 'proving') return { ok: false, refusal: 'no_change' };
  return changed(session, isWithheld ? 'withheld' : 'ready', [], [], now);
}

function overruled(session: SessionView, how: 'serve' | 'prove_again', now: Date): Outcome {
  if (session.state !== 'withheld') return { ok: false, refusal: 'no_change' };
  return how === 'serve'
    ? changed(session, 'ready', [], [], now)
    : changed(session, 'proving', [], ['prove'], now);
}

function rankExited(
  session: SessionView,
  event: { rank: number; cause: ExitCause; message: string | null },
  now: Date,
): Outcome {
  const current = session.ranks.find((it) => it.rank === event.rank);
  if (!current) return { ok: false, refusal: 'unknown_rank' };
  const ranks = [{ rank: event.rank, state: 'exited' as const }];
  if (session.state === 'ended') return { ok: false, refusal: 'over' };
  const failure = exitFailure(current, event.cause, event.message);
  if (session.state === 'failed') {
    // "Peer lost" and "portal lost" are how others notice; the rank that was the cause often reports a moment later.
    const isNoticed = session.endReason === 'peer_lost' || session.endReason === 'portal_lost';
    const explains = isNoticed && event.cause !== 'asked' && event.cause !== 'peer_lost';
    return settled('failed', ranks, explains ? failure : null);
  }
  if (session.state === 'ending') {
    const others = session.ranks.filter((it) => it.rank !== event.rank);
    return others.every((it) => it.state === 'exited')
      ? changed(session, 'ended', ranks, [], now)
      : settled('ending', ranks, null, deadlineFor('ending', session.stateSince));
  }
  // Nobody uses it: the others end with it, and nobody's session failed.
  if (session.state === 'warm')
    return changed(session, session.ranks.length === 1 ? 'ended' : 'ending', ranks, ['stop_all'], now);
  return changed(session, 'failed', ranks, ['stop_all'], now, failure);
}

function exitFailure(rank: RankView, cause: ExitCause, message: string | null): Transition['end'] {
  const where = `Rank ${rank.rank} on ${rank.machineName}`;
  const said = message ? ` ${message}` : '';
  switch (cause) {
    case 'prepare_failed':
      return { reason: 'prepare_failed', message: `${rank.machineName} is not ready for this model.${said}` };
    case 'load_failed':
      return { reason: 'rank_failed_to_load', message: `${where} could not load the model.${said}` };
    case 'peer_lost':
      return {
        reason: 'peer_lost',
        message: `${where} lost its connection to another rank, so the group ended. Start the session again.`,
      };
    case 'stalled':
      return {
        reason: 'stalled',
        message: `${where} stopped making progress, so the group was ended.${said} Start the session again.`,
      };
    case 'lease_ended':
      return {
        reason: 'portal_lost',
        message: `${rank.machineName} had no word from the portal for too long and ended its rank.${said}`,
      };
    case 'asked':
    case 'crashed':
      return {
        reason: 'rank_exited',
        message: `${where} ended unexpectedly.${said} Its log has the last lines.`,
      };
  }
}

function agentGone(
  session: SessionView,
  rank: number,
  reason: 'agent_lost' | 'agent_restarted' | 'portal_lost',
  now: Date,
): Outcome {
  const current = session.ranks.find((it) => it.rank === rank);
  if (!current) return { ok: false, refusal: 'unknown_rank' };
  if (session.state === 'ended') return { ok: false, refusal: 'over' };
  const ranks = [{ rank, state: 'exited' as const }];
  const { machineName } = current;
  const messages = {
    agent_lost: `The agent on ${machineName} disappeared, and its rank ended with it. When the machine is back, start the session again.`,
    agent_restarted: `The agent on ${machineName} was restarted, and its rank ended with it. Start the session again.`,
    portal_lost: `${machineName} had no word from the portal for too long and ended its rank. Start the session again.`,
  };
  const failure = { reason, message: messages[reason] };
  if (session.state === 'failed') {
    return settled('failed', ranks, session.endReason === 'peer_lost' ? failure : null);
  }
  if (session.state === 'ending' || session.state === 'warm')
    return rankExited(session, { rank, cause: 'asked', message: null }, now);
  return changed(session, 'failed', ranks, ['stop_all'], now, failure);
}

function deadlinePassed(session: SessionView, now: Date): Outcome {
  // The caller saw it due before it had the lock; the session may have moved on since.
  const isDue = session.deadlineAt !== null && session.deadlineAt <= now;
  if (isOver(session.state) || !isDue) return { ok: false, refusal: 'no_change' };
  if (session.state === 'ending') {
    const gone = session.ranks.map((it) => ({ rank: it.rank, state: 'exited' as const }));
    return changed(session, 'ended', gone, ['stop_all'], now);
  }
  const seconds = Math.round(DEADLINES_MS[session.state]! / 1000);
  const missing = session.ranks.filter((it) => !reached(it.state, WANTED[session.state] ?? 'ready'));
  const names = missing.map((it) => it.machineName).join(', ');
  const message = `${PHASE[session.state]} took longer than ${seconds} s${names ? `; ${names} did not get there` : ''}. Read the rank's log, then start again.`;
  return changed(session, 'failed', [], ['stop_all'], now, { reason: 'deadline_passed', message });
}

const WANTED: Partial<Record<SessionState, RankState>> = {
  checking: 'checked',
  preparing: 'imported',
  connecting: 'connected',
  loading: 'loaded',
  warming_up: 'ready',
  proving: 'loaded',
};
const PHASE: Partial<Record<SessionState, string>> = {
  checking: 'Checking the machines and their links',
  preparing: 'Preparing',
  connecting: 'Connecting the ranks',
  loading: 'Loading the model',
  warming_up: 'The warm-up answer',
  proving: 'Comparing its first answers',
};

function keep(session: SessionView, now: Date): Outcome {
  if (session.state !== 'ready') return { ok: false, refusal: 'no_change' };
  return changed(session, 'warm', [], ['rest'], now, {
    reason: 'booking_ended',
    message: 'The booking ended, and the session with it.',
  });
}

/** Its ranks are another session's from here on. */
function handedOver(session: SessionView, now: Date): Outcome {
  if (session.state !== 'warm') return { ok: false, refusal: 'no_change' };
  const ranks = session.ranks.map(({ rank }) => ({ rank, state: 'exited' as const }));
  return changed(session, 'ended', ranks, [], now);
}

function end(session: SessionView, event: { reason: AskedEnd; by: string | null }, now: Date): Outcome {
  if (isOver(session.state) || session.state === 'ending') return { ok: false, refusal: 'over' };
  if (session.state === 'warm') return changed(session, 'ending', [], ['stop_all'], now);
  const messages = {
    ended_by_person: event.by ? `Ended by ${event.by}.` : 'Ended by hand.',
    booking_ended: 'The booking ended, and the session with it.',
    booking_cancelled: 'The booking was cancelled, and the session ended with it.',
    machine_drained: `${event.by ?? 'A machine'} was drained, and the session ended with it.`,
  };
  const failure = { reason: event.reason, message: messages[event.reason] };
  return changed(session, 'ending', [], ['stop_all'], now, failure);
}

function changed(
  session: SessionView,
  state: SessionState,
  ranks: Transition['ranks'],
  effects: Effect[],
  now: Date,
  reason: Transition['end'] = null,
): Outcome {
  const deadlineAt =
    state === session.state ? deadlineFor(state, session.stateSince) : deadlineFor(state, now);
  return { ok: true, transition: { state, ranks, effects, deadlineAt, end: reason } };
}

function settled(
  state: SessionState,
  ranks: Transition['ranks'],
  reason: Transition['end'],
  deadlineAt: Date | null = null,
): Outcome {
  return { ok: true, transition: { state, ranks, effects: [], deadlineAt, end: reason } };
}
