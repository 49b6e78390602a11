import type { SessionEndReason } from '@/shared/schemas/session.ts';

export type NextStep = 'start-again' | 'see-log' | 'see-machines' | 'book';
export type Ending = {
  title: string;
  tone: 'fault' | 'quiet';
  next: readonly NextStep[];
  /** What helps, where starting again alone does not. */
  advice?: string;
};

/** What happened, in a few words, and what one can do; why is the session's own message. */
export const ENDINGS: Record<SessionEndReason, Ending> = {
  ended_by_person: { title: 'The session was ended.', tone: 'quiet', next: ['start-again'] },
  booking_ended: { title: 'The booking ended, and the session with it.', tone: 'quiet', next: ['book'] },
  booking_cancelled: { title: 'The booking was cancelled.', tone: 'quiet', next: ['book'] },
  rank_exited: { title: 'A rank stopped by itself.', tone: 'fault', next: ['start-again', 'see-log'] },
  peer_lost: {
    title: 'A rank lost the others.',
    tone: 'fault',
    next: ['start-again', 'see-log', 'see-machines'],
  },
  rank_failed_to_load: {
    title: 'The model did not load.',
    tone: 'fault',
    next: ['see-log', 'start-again'],
    advice:
      'Where the log names a file or a shape, download the model again on that machine, or choose another one.',
  },
  agent_lost: { title: 'No word from a machine.', tone: 'fault', next: ['see-machines', 'start-again'] },
  agent_restarted: { title: 'An agent was started anew.', tone: 'fault', next: ['start-again', 'see-log'] },
  stalled: { title: 'The ranks stood still.', tone: 'fault', next: ['start-again', 'see-log'] },
  deadline_passed: { title: 'A step took too long.', tone: 'fault', next: ['start-again', 'see-log'] },
  prepare_failed: {
    title: 'A machine could not be made ready.',
    tone: 'fault',
    next: ['see-machines', 'start-again'],
  },
  portal_lost: {
    title: 'A machine had no word from the portal and stopped.',
    tone: 'fault',
    next: ['start-again'],
  },
};
