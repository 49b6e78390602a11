import { createListeners } from './listeners.ts';

/*
 * Whether the portal is heard, for what lies outside React and outside the signed-in pages: how long a request waits,
 * and the doubt that a failed one raises.
 */
let heard = true;
const losses = createListeners<[]>();
const doubts = createListeners<[]>();

export const reach = {
  isHeard: (): boolean => heard,
  setHeard(now: boolean): void {
    const isLoss = heard && !now;
    heard = now;
    if (isLoss) losses.call();
  },
  onLoss: losses.add,
  /** A request got no answer: the connection is asked for a word at once. */
  doubt: (): void => doubts.call(),
  onDoubt: doubts.add,
};
