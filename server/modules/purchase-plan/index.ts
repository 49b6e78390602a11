export { replayBookings, replayGrowth } from './replay-bookings.ts';
export { streamPlan } from './stream-plan.ts';
