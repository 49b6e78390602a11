import type { MutationCache } from '@tanstack/react-query';
import { toast } from '../ui/toast.tsx';

/** What fails after its dialog was closed or its page left is told by a toast: nothing else shows it any more. */
export function tellUnseen(cache: MutationCache): void {
  const lookers = new WeakMap<object, number>();
  cache.subscribe((event) => {
    if (event.type === 'observerAdded') lookers.set(event.mutation, (lookers.get(event.mutation) ?? 0) + 1);
    if (event.type === 'observerRemoved') lookers.set(event.mutation, lookers.get(event.mutation)! - 1);
    if (event.type !== 'updated' || event.action.type !== 'error') return;
    // Those with words of their own for it say them.
    if ((lookers.get(event.mutation) ?? 0) === 0 && !event.mutation.options.onError)
      toast.failed(event.action.error);
  });
}
