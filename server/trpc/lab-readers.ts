import { SHARED_READ_MS } from '@/shared/protocol/console.ts';
import { briefly } from '../briefly.ts';
import { loadCabledLab } from '../modules/inventory/index.ts';
import { readLabMachines } from '../modules/planning/index.ts';

const shared = {
  action: 'lab:read',
  forMs: SHARED_READ_MS,
  until: ['machine.changed'],
} as const;

/** What the cables and every set are judged by: one reading for all who look at the same moment. */
export const cabledLab = briefly(shared, loadCabledLab);
/** What fits and what to buy are asked together, and of the same machines. */
export const labMachines = briefly(shared, readLabMachines);
/** Which Macs there are changes seldom, and what was found is decided on anew when it is held: seconds old will do. */
export const finderLab = briefly({ ...shared, forMs: 5000 }, readLabMachines);
