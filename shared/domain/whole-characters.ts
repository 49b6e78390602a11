import { cleanText } from './clip-text.ts';

type Step = { seq: number; kind: string; text: string };
/** The first half of a character that ended a step, and which. */
export type OpenHalf = Pick<Step, 'seq' | 'kind'> & { half: string };

/**
 * Steps in a row of which each has whole characters only. A character that was cut in two by the one who sent it
 * moves to the step of its second half, for neither half can be stored. `open`: what the step before them ended with.
 */
export function wholeCharacters<S extends Step>(
  steps: readonly S[],
  open: OpenHalf | null,
): { steps: S[]; open: OpenHalf | null } {
  let before = open;
  const whole = steps.map((step) => {
    const isNext = before?.seq === step.seq - 1 && before.kind === step.kind;
    const text = isNext && before ? before.half + step.text : step.text;
    const half = /[\uD800-\uDBFF]$/.exec(text)?.[0];
    before = half === undefined ? null : { seq: step.seq, kind: step.kind, half };
    return { ...step, text: cleanText(half === undefined ? text : text.slice(0, -1)) };
  });
  return { steps: whole, open: before };
}
