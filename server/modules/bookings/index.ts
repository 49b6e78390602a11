export { cancelBooking } from './cancel-booking.ts';
export { createBooking } from './create-booking.ts';
export { endBooking } from './end-booking.ts';
export { expireDueBookings } from './expire-due-bookings.ts';
export { findNextFree } from './find-next-free.ts';
export { getBooking } from './get-booking.ts';
export { listBookings } from './list-bookings.ts';
export { requireRunningBooking } from './require-running-booking.ts';
