import type { ServiceContext } from '../../context.ts';
import { cancelBooking, changeBooking, createBooking } from '../../modules/bookings/index.ts';
import { cancelMaintenance, planMaintenance } from '../../modules/maintenance/index.ts';

/** Every way in which machine time is taken or given back. */
export const VERBS = {
  createBooking,
  changeBooking,
  cancelBooking,
  planMaintenance,
  cancelMaintenance,
} satisfies Record<string, (ctx: ServiceContext, input: never) => Promise<unknown>>;
export type VerbName = keyof typeof VERBS;
