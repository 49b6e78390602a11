import type { Backend, Parallelism, SessionEndReason, SessionState } from '../schemas/session.ts';

/** On the way or ready. */
export const RUNNING_STATES = [
  'checking',
  'preparing',
  'connecting',
  'loading',
  'warming_up',
  'proving',
  'withheld',
  'ready',
] as const;
/** Somebody's, and something of it may still run on a machine. */
export const LIVE_STATES = [...RUNNING_STATES, 'ending'] as const;
/** Something of it may be on a machine, for somebody or kept warm for the next one. */
export const PRESENT_STATES = [...LIVE_STATES, 'warm'] as const;
/** A machine is to hold a rank of it. */
export const HELD_STATES = [...RUNNING_STATES, 'warm'] as const;
export const OVER_STATES = ['ended', 'failed'] as const;
export const isOver = (state: SessionState): boolean =>
  (OVER_STATES as readonly SessionState[]).includes(state);

export const SESSION_STATE_LABEL: Record<SessionState, string> = {
  checking: 'Checking',
  preparing: 'Preparing',
  connecting: 'Connecting',
  loading: 'Loading',
  warming_up: 'Warming up',
  proving: 'Proving',
  withheld: 'Not serving',
  ready: 'Ready',
  warm: 'Kept warm',
  ending: 'Ending',
  ended: 'Ended',
  failed: 'Failed',
};
export const BACKEND_LABEL: Record<Backend, string> = {
  single: 'One machine',
  ring: 'TCP ring',
  jaccl: 'JACCL mesh over RDMA',
  jaccl_ring: 'JACCL ring over RDMA',
};
export const PARALLELISM_LABEL: Record<Parallelism, string> = {
  single: 'not split',
  tensor: 'tensor parallel',
  pipeline: 'pipeline parallel',
};
/** What happened, in a few words; why is the session's own message. */
export const END_REASON_TITLE: Record<SessionEndReason, string> = {
  ended_by_person: 'The session was ended.',
  booking_ended: 'The booking ended, and the session with it.',
  booking_cancelled: 'The booking was cancelled.',
  machine_drained: 'A machine was drained.',
  rank_exited: 'A rank stopped by itself.',
  peer_lost: 'A rank lost the others.',
  rank_failed_to_load: 'The model did not load.',
  agent_lost: 'No word from a machine.',
  agent_restarted: 'An agent was started anew.',
  stalled: 'The ranks stood still.',
  deadline_passed: 'A step took too long.',
  prepare_failed: 'A machine could not be made ready.',
  portal_lost: 'A machine had no word from the portal and stopped.',
  preflight_failed: 'A check failed before anything was loaded.',
};
