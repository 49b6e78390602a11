import { randomUUID } from 'node:crypto';
import { type Case, MEMBERS, weekly } from './rights-case.ts';

const repeated = (machineId: string) => ({ ...weekly(machineId), times: 2, timeZone: 'Europe/Berlin' });

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
