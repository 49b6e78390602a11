import type { SessionEndReason } from '@/shared/schemas/session.ts';

export type NextStep = 'start-again' | 'see-log' | 'see-machines' | 'book';
export type Ending = {
  tone: 'fault' | 'quiet';
  next: readonly NextStep[];
  /** What helps, where starting again alone does not. */
  advice?: string;
};

/** What one can do about an end; `END_REASON_TITLE` says what happened. */
export const ENDINGS: Record<SessionEndReason, Ending> = {
  ended_by_person: { tone: 'quiet', next: ['start-again'] },
  booking_ended: { tone: 'quiet', next: ['book'] },
  booking_cancelled: { tone: 'quiet', next: ['book'] },
  machine_drained: { tone: 'quiet', next: ['see-machines', 'book'] },
  rank_exited: { tone: 'fault', next: ['start-again', 'see-log'] },
  peer_lost: {
    tone: 'fault',
    next: ['start-again', 'see-log', 'see-machines'],
  },
  rank_failed_to_load: {
    tone: 'fault',
    next: ['see-log', 'start-again'],
    advice:
      'Where the log names a file or a shape, download the model again on that machine, or choose another one.',
  },
  agent_lost: { tone: 'fault', next: ['see-machines', 'start-again'] },
  agent_restarted: { tone: 'fault', next: ['start-again', 'see-log'] },
  stalled: { tone: 'fault', next: ['start-again', 'see-log'] },
  deadline_passed: { tone: 'fault', next: ['start-again', 'see-log'] },
  prepare_failed: {
    tone: 'fault',
    next: ['see-machines', 'start-again'],
  },
  preflight_failed: {
    tone: 'fault',
    next: ['see-machines', 'start-again'],
  },
  portal_lost: {
    tone: 'fault',
    next: ['start-again'],
  },
};
