import { useEffect, useRef } from 'react';
import { useUnread } from '../providers/use-unread.ts';
import { toast } from '../ui/toast.tsx';

/** What one is told while the page is open shows as it comes, on whichever page; what waited before does not. */
export function useTold(): void {
  const unread = useUnread();
  const seen = useRef<string | null>(null);
  useEffect(() => {
    if (!unread) return;
    const { newest } = unread;
    const at = newest?.createdAt ?? '';
    if (newest && seen.current !== null && at > seen.current) toast.told(newest.title, newest.text);
    if (seen.current === null || at > seen.current) seen.current = at;
  }, [unread]);
}
