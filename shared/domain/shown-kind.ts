/** Real machines and simulated ones are never added up: a screen shows one kind, and says which. */
export const SHOWN_KINDS = ['real', 'simulated'] as const;
export type ShownKind = (typeof SHOWN_KINDS)[number];

/** What an address asks for (`show=`), else real machines, else simulated ones where only they have something to show. */
export function shownKind(asked: string | null, has: { real: boolean; simulated: boolean }): ShownKind {
  if (asked === 'real' || asked === 'simulated') return asked;
  return !has.real && has.simulated ? 'simulated' : 'real';
}
