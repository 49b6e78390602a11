import type { ServiceContext } from '../../context.ts';
import {
  approveBooking,
  cancelBooking,
  cancelBookingSeries,
  changeBooking,
  changeBookingSeries,
  createBooking,
  createBookingSeries,
  declineBooking,
  getBooking,
  holdTime,
} from '../../modules/bookings/index.ts';
import { cancelMaintenance, planMaintenance } from '../../modules/maintenance/index.ts';

/** Every way in which machine time is taken or given back, and a look at a booking. */
export const VERBS = {
  approveBooking,
  cancelBooking,
  cancelBookingSeries,
  cancelMaintenance,
  changeBooking,
  changeBookingSeries,
  createBooking,
  createBookingSeries,
  declineBooking,
  getBooking,
  holdTime,
  planMaintenance,
} satisfies Record<string, (ctx: ServiceContext, input: never) => Promise<unknown>>;
export type VerbName = keyof typeof VERBS;
