export type ToastMessage = { text: string; note: string | null; undo: (() => void) | null; failed: boolean };

let waiting: ToastMessage[] = [];
let pushed = false;
const listeners = new Set<() => void>();

export function pushToast(message: ToastMessage): void {
  pushed = true;
  waiting.push(message);
  for (const listener of listeners) listener();
}

export function onToast(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** Messages not shown yet, each once. */
export function takeToasts(): ToastMessage[] {
  const taken = waiting;
  waiting = [];
  return taken;
}

export const wasToastPushed = (): boolean => pushed;
