import { ADMINS, type Case, SIGNED_IN } from './rights-case.ts';

/** What one is told, which ways it goes out of the lab, and calendars that follow it. */
export const TOLD_RIGHTS: Record<string, Case[]> = {
  'notifications.list': [{ may: SIGNED_IN, input: () => ({}) }],
  'notifications.unread': [{ may: SIGNED_IN }],
  'notifications.markRead': [{ may: SIGNED_IN, input: () => ({ id: 'none', read: true }) }],
  'notifications.markAllRead': [{ may: SIGNED_IN, input: () => ({ until: new Date() }) }],
  'notifications.preferences': [{ may: SIGNED_IN }],
  'notifications.savePreference': [
    {
      may: SIGNED_IN,
      input: () => ({ kind: 'booking.ending', app: true, email: false, webhook: true }),
    },
  ],
  'notifications.webhooks': [
    { may: SIGNED_IN, input: () => ({ whose: 'mine' }) },
    { about: 'the lab’s', may: ADMINS, input: () => ({ whose: 'lab' }) },
  ],
  'notifications.addWebhook': [
    { may: SIGNED_IN, input: () => ({ whose: 'mine', url: 'https://hooks.example/x' }) },
    { about: 'the lab’s', may: ADMINS, input: () => ({ whose: 'lab', url: 'https://hooks.example/x' }) },
  ],
  'notifications.setWebhook': [{ may: SIGNED_IN, input: () => ({ id: 'none', active: false }) }],
  'notifications.testWebhook': [{ may: SIGNED_IN, input: () => ({ id: 'none' }) }],
  'notifications.deliveries': [
    { may: SIGNED_IN, input: () => ({ whose: 'mine' }) },
    { about: 'the lab’s', may: ADMINS, input: () => ({ whose: 'lab' }) },
  ],
  'notifications.mail': [{ may: ADMINS }],
  'calendars.list': [{ may: SIGNED_IN, input: () => ({}) }],
  'calendars.make': [
    { may: SIGNED_IN, input: () => ({ kind: 'person' }) },
    {
      about: 'of a machine',
      may: SIGNED_IN,
      input: ({ machine }) => ({ kind: 'machine', machineId: machine.id }),
    },
  ],
  // All that a screen with a link of its own may ask.
  'walls.read': [{ may: ['wall', ...SIGNED_IN], input: () => ({}) }],
  'walls.links': [{ may: ADMINS, input: () => ({}) }],
  'walls.makeLink': [{ may: ADMINS, input: () => ({ name: 'Corridor', showsNames: true, days: 7 }) }],
  'walls.revokeLink': [{ may: ADMINS, input: () => ({ id: 'none' }) }],
  'calendars.revoke': [{ may: SIGNED_IN, input: () => ({ id: 'none' }) }],
};
