import { randomUUID } from 'node:crypto';
import { ADMINS, ahead, type Case, HOUR_MS, MEMBERS, SIGNED_IN, window } from './rights-case.ts';

/** Who may call what of bookings. */
export const BOOKING_RIGHTS: Record<string, Case[]> = {
  'bookingRules.list': [{ may: SIGNED_IN }],
  'bookingRules.may': [{ may: SIGNED_IN }],
  'bookingRules.save': [
    { may: ADMINS, input: () => ({ kind: 'longest', value: { hours: 72 }, scope: 'lab', ofId: null }) },
  ],
  'bookingRules.remove': [{ may: ADMINS, input: () => ({ id: randomUUID() }) }],
  'bookings.check': [
    {
      may: MEMBERS,
      input: ({ machine }) => ({ machineIds: [machine.id], ...ahead() }),
    },
  ],
  'bookings.list': [{ may: SIGNED_IN, input: window }],
  'bookings.get': [{ may: SIGNED_IN, input: ({ theirs }) => ({ id: theirs.running.id }) }],
  'bookings.create': [
    {
      may: MEMBERS,
      input: ({ machine }) => ({
        id: randomUUID(),
        machineIds: [machine.id],
        startsAt: new Date(Date.now() + 50 * HOUR_MS),
        endsAt: new Date(Date.now() + 51 * HOUR_MS),
        purpose: 'Rights',
      }),
    },
  ],
  'bookings.cancel': [
    {
      about: 'one’s own',
      may: MEMBERS,
      input: ({ mine }) => ({ id: mine.ahead.id, revision: mine.ahead.revision }),
    },
    {
      about: 'another’s',
      may: ADMINS,
      input: ({ theirs }) => ({ id: theirs.ahead.id, revision: theirs.ahead.revision }),
    },
  ],
  'bookings.end': [
    {
      about: 'one’s own',
      may: MEMBERS,
      input: ({ mine }) => ({ id: mine.running.id, revision: mine.running.revision }),
    },
    {
      about: 'another’s',
      may: ADMINS,
      input: ({ theirs }) => ({ id: theirs.running.id, revision: theirs.running.revision }),
    },
  ],
  'bookings.nextFree': [
    { may: SIGNED_IN, input: ({ machine }) => ({ machineIds: [machine.id], durationMs: HOUR_MS }) },
  ],
  'bookings.moveOffer': [{ may: MEMBERS, input: ({ theirs }) => ({ id: theirs.ahead.id }) }],
  'bookings.move': [
    {
      about: 'one’s own',
      may: MEMBERS,
      input: ({ mine }) => ({
        id: mine.ahead.id,
        revision: mine.ahead.revision,
        startsAt: new Date(Date.now() + 60 * HOUR_MS),
      }),
    },
    {
      about: 'another’s',
      may: ADMINS,
      input: ({ theirs }) => ({
        id: theirs.ahead.id,
        revision: theirs.ahead.revision,
        startsAt: new Date(Date.now() + 70 * HOUR_MS),
      }),
    },
  ],
  'bookings.change': [
    {
      about: 'one’s own',
      may: MEMBERS,
      input: ({ mine }) => ({ id: mine.ahead.id, revision: mine.ahead.revision, purpose: 'Another try' }),
    },
    {
      about: 'another’s',
      may: ADMINS,
      input: ({ theirs }) => ({
        id: theirs.ahead.id,
        revision: theirs.ahead.revision,
        purpose: 'Another try',
      }),
    },
  ],
  'bookings.checkIn': [
    { about: 'one’s own', may: MEMBERS, input: ({ mine }) => ({ id: mine.running.id }) },
    { about: 'another’s', may: [], input: ({ theirs }) => ({ id: theirs.running.id }) },
  ],
  'bookings.keep': [
    { about: 'one’s own', may: MEMBERS, input: ({ mine }) => ({ id: mine.running.id }) },
    { about: 'another’s', may: [], input: ({ theirs }) => ({ id: theirs.running.id }) },
  ],
  'bookings.replacements': [
    { may: MEMBERS, input: ({ mine, machine }) => ({ id: mine.ahead.id, machineId: machine.id }) },
  ],
  'bookings.replaceMachine': [
    {
      about: 'another’s',
      may: ADMINS,
      input: ({ theirs, machine }) => ({
        id: theirs.ahead.id,
        revision: theirs.ahead.revision,
        machineId: machine.id,
        withMachineId: randomUUID(),
      }),
    },
  ],
  'bookings.notices': [{ may: SIGNED_IN, input: () => ({}) }],
  'bookings.seeNotice': [{ may: SIGNED_IN, input: () => ({ id: randomUUID() }) }],
};
