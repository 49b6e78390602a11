import { clipText } from '@/shared/domain/clip-text.ts';

const OPENING = 'This is a simulated answer: no model ran, and the machines that gave it are simulated.';

const PARTS = [
  'Everything around it is real, though: the booking, the session with its ranks, the way each word travels through the portal into this page, the counts and the log.',
  'A simulated Mac walks through the same steps as a real one. It prepares, starts its rank, joins the group, loads its layers one by one, answers a warm-up token and is then ready.',
  'Its meters follow what it does. The watts lie between the idle and the full-load figures that Apple publishes for the model, and they rise while an answer is being written.',
  'Nothing of this enters a real total. Energy, tokens and hours of simulated machines carry their label on every screen and in every export.',
  'To see a real answer, start a session on a machine with the MLX engine and one of the models in its folder.',
];

/** What a simulated machine says, word by word (its tokens). The first sentence says what it is. */
export function simulatedAnswer(question: string, maxTokens: number): { tokens: string[]; isCut: boolean } {
  const about = clipText(question.trim().replaceAll(/\s+/g, ' '), 120);
  const isLong = /\b(long|detail|explain|list|steps|story)\b/i.test(question);
  const rounds = isLong ? 4 : 1;
  const body = Array.from({ length: rounds }, () => PARTS.join(' ')).join('\n\n');
  const text = `${OPENING} You asked: “${about}”\n\n${body}`;
  const tokens = text.match(/\s*\S+/g) ?? [];
  return { tokens: tokens.slice(0, maxTokens), isCut: tokens.length > maxTokens };
}

/** A token for each four characters or so, as tokenizers do for English. */
export const simulatedPromptTokens = (texts: readonly string[]): number =>
  texts.reduce((sum, text) => sum + Math.ceil(text.length / 4) + 4, 3);
