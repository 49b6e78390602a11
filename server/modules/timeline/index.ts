export { readTimeline } from './read-timeline.ts';
