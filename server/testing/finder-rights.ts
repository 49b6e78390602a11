import { randomUUID } from 'node:crypto';
import type { World } from './rights-world.ts';

const HOUR_MS = 3_600_000;
const window = () => ({ from: new Date(Date.now() - HOUR_MS), to: new Date() });

type Cases<Who> = Record<string, { may: readonly Who[]; input?: (world: World) => unknown }[]>;

/** Who may look for time, hold it and wait for it. */
export const finderRights = <Who>(signedIn: readonly Who[], members: readonly Who[]): Cases<Who> => ({
  'finder.find': [{ may: signedIn, input: () => ({}) }],
  'finder.drops': [{ may: signedIn, input: () => ({}) }],
  'waits.mine': [{ may: signedIn }],
  'waits.add': [
    {
      may: members,
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
  'waits.stop': [{ may: members, input: () => ({ id: randomUUID() }) }],
  'holds.list': [{ may: signedIn, input: window }],
  'holds.mine': [{ may: signedIn }],
  'holds.take': [
    {
      may: members,
      input: ({ machine }) => ({
        machineIds: [machine.id],
        startsAt: new Date(Date.now() + 70 * HOUR_MS),
        endsAt: new Date(Date.now() + 71 * HOUR_MS),
      }),
    },
  ],
  'holds.letGo': [{ may: members, input: () => ({ id: randomUUID() }) }],
});
