import type { AnswerWish } from '../schemas/chat.ts';

type Words = { label: string; told: string; toModel: string };

/** Another answer to the same question, otherwise: in the menu, above the answer, and to the model. */
export const ANSWER_WISH: Record<AnswerWish, Words> = {
  shorter: {
    label: 'Shorter',
    told: 'asked to be shorter',
    toModel: 'Answer in as few words as the question allows.',
  },
  longer: {
    label: 'With more detail',
    told: 'asked for more detail',
    toModel: 'Answer in detail: give steps, reasons and an example where they help.',
  },
};
