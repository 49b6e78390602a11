import { randomUUID } from 'node:crypto';
import { type Case, HOUR_MS, MEMBERS, SIGNED_IN, window } from './rights-case.ts';

/** Who may look for time, hold it and wait for it. */
export const FINDER_RIGHTS: Record<string, Case[]> = {
  'finder.find': [{ may: SIGNED_IN, input: () => ({}) }],
  'finder.drops': [{ may: SIGNED_IN, input: () => ({}) }],
  'waits.mine': [{ may: SIGNED_IN }],
  'waits.add': [
    {
      may: MEMBERS,
      input: ({ machine }) => ({
        id: randomUUID(),
        machineIds: [machine.id],
        count: 1,
        startsAt: new Date(),
        endsAt: new Date(Date.now() + 9 * HOUR_MS),
        durationMinutes: 60,
        wish: null,
      }),
    },
  ],
  'waits.stop': [{ may: MEMBERS, input: () => ({ id: randomUUID() }) }],
  'holds.list': [{ may: SIGNED_IN, input: window }],
  'holds.mine': [{ may: SIGNED_IN }],
  'holds.take': [
    {
      may: MEMBERS,
      input: ({ machine }) => ({
        machineIds: [machine.id],
        startsAt: new Date(Date.now() + 70 * HOUR_MS),
        endsAt: new Date(Date.now() + 71 * HOUR_MS),
      }),
    },
  ],
  'holds.letGo': [{ may: MEMBERS, input: () => ({ id: randomUUID() }) }],
};
