import type { Topic } from '@/shared/protocol/console.ts';

const LIVE = 'live';
export const WALL = 'wall';
const LIVE_OF = `${LIVE}:`;
const SESSION = 'session:';

/** Room names are built here only, from parsed topics. */
export function roomOf(topic: Topic): string {
  if (topic.kind === 'lab') return 'lab';
  if (topic.kind === 'wall') return WALL;
  if (topic.kind === 'session') return SESSION + topic.id;
  return topic.machineId === undefined ? LIVE : LIVE_OF + topic.machineId;
}
/** Sockets that have been shown something of a chat. */
export const chatRoom = (conversationId: string): string => `chat:${conversationId}`;
/** Screens that were opened with this link. */
export const wallRoom = (wallId: string): string => `wall:${wallId}`;
export const userRoom = (userId: string): string => `user:${userId}`;

/** Whose readings or token rate a room hears; null when it hears none. */
export function watchedIn(
  room: string,
): { kind: 'all' } | { kind: 'machine' | 'session'; id: string } | null {
  if (room === LIVE || room === WALL) return { kind: 'all' };
  if (room.startsWith(LIVE_OF)) return { kind: 'machine', id: room.slice(LIVE_OF.length) };
  return room.startsWith(SESSION) ? { kind: 'session', id: room.slice(SESSION.length) } : null;
}
