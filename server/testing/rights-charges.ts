import { randomUUID } from 'node:crypto';
import { ADMINS, ahead, type Case, MEMBERS, SIGNED_IN } from './rights-case.ts';

/** Who may ask what of costs, projects and contested charges. */
export const CHARGE_RIGHTS: Record<string, Case[]> = {
  'bookings.estimate': [
    { may: SIGNED_IN, input: ({ machine }) => ({ machineIds: [machine.id], ...ahead() }) },
  ],
  'bookings.cost': [{ may: SIGNED_IN, input: ({ theirs }) => ({ id: theirs.running.id }) }],
  'bookings.contestCharge': [
    {
      about: 'one’s own',
      may: MEMBERS,
      input: ({ mine }) => ({ bookingId: mine.running.id, kind: 'waive', reason: 'It was away' }),
    },
    {
      about: 'another’s',
      may: [],
      input: ({ theirs }) => ({ bookingId: theirs.running.id, kind: 'waive', reason: 'It was away' }),
    },
  ],
  'bookings.charges': [{ may: ADMINS, input: () => ({}) }],
  'bookings.decideCharge': [{ may: ADMINS, input: () => ({ id: randomUUID(), accept: true }) }],
  'wallMeters.list': [{ may: SIGNED_IN, input: () => ({}) }],
  'wallMeters.save': [
    {
      may: ADMINS,
      input: () => ({ id: null, name: `Plug ${randomUUID().slice(0, 8)}`, kind: 'hand', links: [] }),
    },
  ],
  'wallMeters.remove': [{ may: ADMINS, input: () => ({ id: randomUUID(), removed: true }) }],
  'wallMeters.importReadings': [
    { may: ADMINS, input: () => ({ id: randomUUID(), csv: 'time,watts\n2026-11-20 09:30,4' }) },
  ],
  'projects.list': [{ may: SIGNED_IN, input: () => ({}) }],
  'projects.choices': [{ may: SIGNED_IN, input: () => ({}) }],
  'projects.save': [
    {
      may: ADMINS,
      input: ({ stranger }) => ({
        id: null,
        name: `Project ${randomUUID().slice(0, 8)}`,
        budgetAmount: null,
        memberIds: [stranger.id],
      }),
    },
  ],
  'projects.archive': [{ may: ADMINS, input: () => ({ id: randomUUID(), archived: true }) }],
};
