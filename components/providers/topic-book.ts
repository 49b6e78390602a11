import type { Topic } from '@/shared/protocol/console.ts';

type Ask = (event: 'topic:subscribe' | 'topic:unsubscribe', topic: Topic) => void;

/** Counts who listens to which topic, so that two parts of a page may want the same one. */
export function createTopicBook(ask: Ask) {
  const topics = new Map<string, { topic: Topic; users: number }>();
  return {
    add: (topic: Topic): (() => void) => {
      const key = JSON.stringify(topic);
      const known = topics.get(key) ?? { topic, users: 0 };
      topics.set(key, known);
      if (known.users++ === 0) ask('topic:subscribe', topic);
      return () => {
        if (--known.users > 0) return;
        topics.delete(key);
        ask('topic:unsubscribe', topic);
      };
    },
    /** After each reconnect: the portal has forgotten this page. */
    askForAll: (): void => {
      for (const { topic } of topics.values()) ask('topic:subscribe', topic);
    },
  };
}
