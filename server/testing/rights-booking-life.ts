import { ADMINS, type Case, MEMBERS, SIGNED_IN } from './rights-case.ts';

/** Who may call what of a booking's life: requests and answers, running on, handing over, its record. */
export const BOOKING_LIFE_RIGHTS: Record<string, Case[]> = {
  'bookings.approve': [
    { may: ADMINS, input: ({ asked }) => ({ id: asked.theirs.id, revision: asked.theirs.revision }) },
  ],
  'bookings.decline': [
    {
      may: ADMINS,
      input: ({ asked }) => ({ id: asked.theirs.id, revision: asked.theirs.revision, note: 'Not this week' }),
    },
  ],
  'bookings.requests': [{ may: ADMINS, input: () => ({}) }],
  'bookings.request': [{ may: ADMINS, input: ({ asked }) => ({ id: asked.theirs.id }) }],
  'bookings.life': [{ may: SIGNED_IN, input: ({ theirs }) => ({ id: theirs.running.id }) }],
  'bookings.extension': [
    { about: 'one’s own', may: MEMBERS, input: ({ mine }) => ({ id: mine.running.id }) },
    { about: 'another’s', may: ADMINS, input: ({ theirs }) => ({ id: theirs.running.id }) },
  ],
  'bookings.handOver': [
    {
      about: 'one’s own',
      may: MEMBERS,
      input: ({ mine, stranger }) => ({
        id: mine.ahead.id,
        revision: mine.ahead.revision,
        personId: stranger.id,
      }),
    },
    {
      about: 'another’s',
      may: ADMINS,
      input: ({ theirs, stranger }) => ({
        id: theirs.ahead.id,
        revision: theirs.ahead.revision,
        personId: stranger.id,
      }),
    },
  ],
  'bookings.heirs': [
    { about: 'one’s own', may: MEMBERS, input: ({ mine }) => ({ id: mine.ahead.id }) },
    { about: 'another’s', may: ADMINS, input: ({ theirs }) => ({ id: theirs.ahead.id }) },
  ],
  'bookings.waitingFor': [
    { about: 'one’s own', may: MEMBERS, input: ({ mine }) => ({ id: mine.ahead.id }) },
    { about: 'another’s', may: ADMINS, input: ({ theirs }) => ({ id: theirs.ahead.id }) },
  ],
  'bookings.record': [
    { about: 'one’s own', may: SIGNED_IN, input: ({ mine }) => ({ id: mine.ahead.id }) },
    { about: 'another’s', may: ADMINS, input: ({ theirs }) => ({ id: theirs.ahead.id }) },
  ],
};
