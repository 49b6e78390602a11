export { type MayKnow, readMayKnow } from './read-may-know.ts';
