import type { Backend, Parallelism, SessionState } from '../schemas/session.ts';

/** On the way or ready. */
export const RUNNING_STATES = ['preparing', 'connecting', 'loading', 'warming_up', 'ready'] as const;
/** Something of it may still run on a machine. */
export const LIVE_STATES = [...RUNNING_STATES, 'ending'] as const;
export const OVER_STATES = ['ended', 'failed'] as const;
export const isOver = (state: SessionState): boolean =>
  (OVER_STATES as readonly SessionState[]).includes(state);

export const SESSION_STATE_LABEL: Record<SessionState, string> = {
  preparing: 'Preparing',
  connecting: 'Connecting',
  loading: 'Loading',
  warming_up: 'Warming up',
  ready: 'Ready',
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
