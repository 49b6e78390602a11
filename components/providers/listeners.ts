/** A set of callbacks and the one way to call them all. */
export function createListeners<Args extends unknown[]>() {
  const listeners = new Set<(...args: Args) => void>();
  return {
    add: (listener: (...args: Args) => void): (() => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    call: (...args: Args): void => {
      for (const listener of listeners) listener(...args);
    },
  };
}
