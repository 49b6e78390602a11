import { cleanText, cutIntoPieces } from '@/shared/domain/clip-text.ts';
import { clipTokens } from './bounded.ts';
import type { AnswerPart } from './runtime/runtime.ts';

/** The longest step of an answer. */
export const MOST_STEP_CHARACTERS = 4000;
/** Words can be cut and joined; what else a step holds is one JSON text. */
export const isWords = ({ kind }: Pick<AnswerPart, 'kind'>): boolean =>
  kind === 'text' || kind === 'reasoning';

/**
 * What rank 0 says, in pieces that can be kept: each well-formed and not too long. Half a surrogate pair at the end
 * of one waits for its other half in the next.
 */
export function createTextGate() {
  let half: AnswerPart | null = null;
  const giveUpHalf = (): AnswerPart[] => {
    const alone = half === null ? [] : [{ ...half, text: '\uFFFD' }];
    half = null;
    return alone;
  };
  return {
    add(part: AnswerPart): AnswerPart[] {
      const completionTokens = clipTokens(part.completionTokens);
      const before = half?.kind === part.kind ? half.text : '';
      if (before !== '') half = null;
      const given = giveUpHalf();
      if (!isWords(part)) return [...given, { ...part, text: cleanText(part.text), completionTokens }];
      let text = before + part.text;
      if (/[\uD800-\uDBFF]$/.test(text)) {
        half = { kind: part.kind, text: text.slice(-1), completionTokens };
        text = text.slice(0, -1);
      }
      for (const piece of cutIntoPieces(text, MOST_STEP_CHARACTERS))
        given.push({ kind: part.kind, text: cleanText(piece), completionTokens });
      return given;
    },
    end: giveUpHalf,
  };
}
