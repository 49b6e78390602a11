import { dayKey } from '@/shared/domain/format.ts';

type Listed = { updatedAt: string; answering: boolean };
export type ConversationGroup<T> = { title: 'Now' | 'Today' | 'This week' | 'Earlier'; items: T[] };
const WEEK_MS = 7 * 86_400_000;

/** What is being answered first, then by when it was last written in, on the lab's calendar. */
export function groupConversations<T extends Listed>(
  all: readonly T[],
  now: Date,
  timeZone: string,
): ConversationGroup<T>[] {
  const today = dayKey(now, timeZone);
  const titleOf = (it: T): ConversationGroup<T>['title'] => {
    if (it.answering) return 'Now';
    const at = new Date(it.updatedAt);
    if (dayKey(at, timeZone) === today) return 'Today';
    return now.getTime() - at.getTime() < WEEK_MS ? 'This week' : 'Earlier';
  };
  const sorted = all.toSorted((a, b) => Date.parse(b.updatedAt) - Date.parse(a.updatedAt));
  return (['Now', 'Today', 'This week', 'Earlier'] as const)
    .map((title) => ({ title, items: sorted.filter((it) => titleOf(it) === title) }))
    .filter((group) => group.items.length > 0);
}
