'use client';

import { toast } from '../ui/toast.tsx';
import { useEarlier } from './use-earlier.ts';

/** Prints the whole thread: what stands before the page is read first. */
export function usePrint(conversationId: string): () => void {
  const readEarlier = useEarlier(conversationId);
  const readAll = async (): Promise<void> => {
    while (await readEarlier(200));
  };
  return () =>
    void readAll()
      // Drawn before it is printed.
      .then(() => requestAnimationFrame(() => requestAnimationFrame(() => window.print())))
      .catch(toast.failed);
}
