/** The portal's time, learned at the hello and at each heartbeat: whatever the agent stamps is in it. */
export {
  createLearnedClock as createPortalClock,
  type LearnedClock as PortalClock,
} from '@/shared/domain/learned-clock.ts';
