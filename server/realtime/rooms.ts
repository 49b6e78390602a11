import type { Topic } from '@/shared/protocol/console.ts';

const LIVE = 'live';
const LIVE_OF = `${LIVE}:`;

/** Room names are built here only, from parsed topics. */
export function roomOf(topic: Topic): string {
  if (topic.kind === 'lab') return 'lab';
  if (topic.kind === 'session') return `session:${topic.id}`;
  return topic.machineId === undefined ? LIVE : LIVE_OF + topic.machineId;
}
/** Sockets that have been shown something of a chat. */
export const chatRoom = (conversationId: string): string => `chat:${conversationId}`;
export const userRoom = (userId: string): string => `user:${userId}`;

/** Which machine's readings a room hears; `all` of all of them, null when it hears none. */
export function watchedIn(room: string): string | 'all' | null {
  if (room === LIVE) return 'all';
  return room.startsWith(LIVE_OF) ? room.slice(LIVE_OF.length) : null;
}
