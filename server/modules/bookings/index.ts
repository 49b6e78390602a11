export { cancelBooking } from './cancel-booking.ts';
export { createBooking } from './create-booking.ts';
export { endBooking } from './end-booking.ts';
export { expireDueBookings } from './expire-due-bookings.ts';
export { findNextFree, type FreeSlot, searchNextFree } from './find-next-free.ts';
export { getBooking } from './get-booking.ts';
export {
  type LabRules,
  lockBooking,
  readLabRules,
  readMachineIds,
  readTakeableFrom,
  toServiceError,
} from './internal.ts';
export { listBookings } from './list-bookings.ts';
export { listNotices, seeNotice } from './notices.ts';
export { moveBooking, offerMove, writeMove } from './move-booking.ts';
export { inTheWayMessage } from './read-conflicts.ts';
export { requireRunningBooking } from './require-running-booking.ts';
