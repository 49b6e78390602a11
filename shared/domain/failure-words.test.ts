import { expect, test } from 'vitest';
import { FAILURE_CAUSES } from '../data/failure-causes.ts';
import { tellCause } from './failure-causes.ts';

test('every cause has words that stand without a machine’s name too', () => {
  for (const cause of Object.keys(FAILURE_CAUSES) as (keyof typeof FAILURE_CAUSES)[]) {
    const words = tellCause(cause, null);
    const texts = [words.title, words.sentence, ...words.remedy];
    for (const text of texts) expect(text).toMatch(/^(?:[\p{Lu}“]|macOS |mlx-lm )/u);
    for (const text of texts.slice(1)) expect(text).toMatch(/[.!?]$/);
    expect(words.title).not.toMatch(/[.{}]/);
    if (words.needsReboot) expect(words.needsPerson).toBe(true);
    // What a person has to mend first is not tried again by itself.
    if (words.needsPerson) expect(words.isTransient).toBe(false);
  }
});
