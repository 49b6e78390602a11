export { approveBooking } from './approve-booking.ts';
export { cancelBooking } from './cancel-booking.ts';
export { changeBooking } from './change-booking.ts';
export { checkBooking } from './check-booking.ts';
export { checkIn, keepBooking, noteCheckIn } from './check-in.ts';
export {
  CHARGED_FIELDS,
  type ChargedRow,
  chargesOf,
  type ChargeWorld,
  linesWithin,
  readChargeWorld,
  toChargedRow,
} from './charge.ts';
export {
  type Budget,
  budgetWindow,
  readBudgetUse,
  USED as BUDGET_USE,
  usedOf,
  usedValues,
} from './budget-use.ts';
export { contestCharge } from './contest-charge.ts';
export { cancelBookingSeries } from './cancel-booking-series.ts';
export { changeBookingSeries } from './change-booking-series.ts';
export { createBookingSeries } from './create-booking-series.ts';
export { extendBookingSeries } from './extend-booking-series.ts';
export { getBookingSeries } from './get-booking-series.ts';
export { previewBookingSeries } from './preview-booking-series.ts';
export { createBooking } from './create-booking.ts';
export { decideCharge } from './decide-charge.ts';
export { dropWishes } from './drop-wishes.ts';
export { declineBooking } from './decline-booking.ts';
export { endBooking } from './end-booking.ts';
export { estimateCost } from './estimate-cost.ts';
export { expireDueBookings } from './expire-due-bookings.ts';
export { findNextFree, type FreeSlot, searchNextFree } from './find-next-free.ts';
export { findTime } from './find-time.ts';
export { getBooking } from './get-booking.ts';
export { holdTime } from './hold-time.ts';
export { lockBooking, readMachineIds, readTakeableFrom, toServiceError } from './internal.ts';
export { listCharges } from './list-charges.ts';
export { letGo, sweepHolds } from './let-go.ts';
export { listHolds, listMyHolds } from './list-holds.ts';
export { handOverBooking } from './hand-over-booking.ts';
export { lapseRequests } from './lapse-requests.ts';
export { listBookings } from './list-bookings.ts';
export { listHeirs } from './list-heirs.ts';
export { listRecord } from './list-record.ts';
export { listRequests } from './list-requests.ts';
export { listWaiting } from './list-waiting.ts';
export { listNotices, seeNotice } from './notices.ts';
export { moveBooking, offerMove, writeMove } from './move-booking.ts';
export { offerFreed } from './offer-freed.ts';
export { inTheWayMessage } from './read-conflicts.ts';
export { readBookingCost } from './read-booking-cost.ts';
export { readExtension } from './read-extension.ts';
export { readLife } from './read-life.ts';
export { longestTurnaroundMs, readPolicy } from './read-policy.ts';
export { readRequest } from './read-request.ts';
export { readTakenHours } from './read-policy-facts.ts';
export { offerReplacements, replaceMachine } from './replace-machine.ts';
export { requireRunningBooking } from './require-running-booking.ts';
export { listOpenBookingsOf, settleBookingsOf } from './settle-leaver.ts';
export { tendBookings } from './tend-bookings.ts';
export { addWait, listWaits, stopWait } from './waits.ts';
export { readCared } from './read-cared.ts';
export { lockAgainstFreezing, lockToFreeze } from './month-lock.ts';
