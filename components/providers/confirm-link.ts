import type { TRPCLink } from '@trpc/client';
import { observable } from '@trpc/server/observable';
import type { AppRouter } from '@/server/trpc/root.ts';
import { errorDetails } from '../user-message.ts';

/** Asks who is signed in to prove it again; whether they did. */
type Ask = () => Promise<boolean>;
let ask: Ask | null = null;

export function onConfirmWanted(asks: Ask): () => void {
  ask = asks;
  return () => {
    if (ask === asks) ask = null;
  };
}

const wantsConfirm = (error: unknown): boolean =>
  (errorDetails(error) as { needs?: string } | null)?.needs === 'confirm';

/**
 * What wants a fresh sign-in waits for one and is sent again: the form it came from never hears of it, and nothing
 * typed is lost. Where nobody proves it, the refusal stands.
 */
export const confirmLink: TRPCLink<AppRouter> = () => {
  return ({ op, next }) =>
    observable((observer) => {
      let sent = next(op).subscribe({
        next: (value) => observer.next(value),
        complete: () => observer.complete(),
        error(error) {
          if (!ask || !wantsConfirm(error)) return observer.error(error);
          void ask().then((isConfirmed) => {
            if (isConfirmed) sent = next(op).subscribe(observer);
            else observer.error(error);
          });
        },
      });
      return () => sent.unsubscribe();
    });
};
