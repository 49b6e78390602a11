import type { Topic } from '@/shared/protocol/console.ts';

/** Room names are built here only, from parsed topics. */
export const roomOf = (topic: Topic): string => (topic.kind === 'lab' ? 'lab' : `${topic.kind}:${topic.id}`);
export const userRoom = (userId: string): string => `user:${userId}`;
