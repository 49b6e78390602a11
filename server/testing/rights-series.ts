import { randomUUID } from 'node:crypto';
import { type Case, HOUR_MS, MEMBERS } from './rights-case.ts';

const repeated = (machineId: string) => ({
  machineIds: [machineId],
  unit: 'weeks',
  every: 1,
  nthWeekday: null,
  startsOn: new Date(Date.now() + 72 * HOUR_MS).toISOString().slice(0, 10),
  untilDate: null,
  times: 2,
  localTime: '08:00',
  durationMinutes: 60,
  timeZone: 'Europe/Berlin',
});

/** Of bookings that come again, for the table. */
export const SERIES_RIGHTS: Record<string, Case[]> = {
  'bookingSeries.get': [{ may: ['viewer', ...MEMBERS], input: () => ({ id: randomUUID() }) }],
  'bookingSeries.preview': [{ may: MEMBERS, input: ({ machine }) => repeated(machine.id) }],
  'bookingSeries.create': [
    {
      may: MEMBERS,
      input: ({ machine }) => ({ ...repeated(machine.id), id: randomUUID(), purpose: 'Rights' }),
    },
  ],
  'bookingSeries.change': [
    {
      may: MEMBERS,
      input: ({ mine: { ahead } }) => ({
        bookingId: ahead.id,
        revision: ahead.revision,
        scope: 'all',
        purpose: 'Rights',
      }),
    },
  ],
  'bookingSeries.cancel': [
    {
      may: MEMBERS,
      input: ({ mine: { ahead } }) => ({ bookingId: ahead.id, revision: ahead.revision, scope: 'all' }),
    },
  ],
};
