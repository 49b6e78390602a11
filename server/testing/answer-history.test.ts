import { describe, expect, test } from 'vitest';
import { type AnswerEvent, checkAgreement, checkShown, checkTold, checkViewer } from './answer-history.ts';

const steps = (from: number, to: number): AnswerEvent => ({
  type: 'steps',
  steps: Array.from({ length: to - from + 1 }, (_, index) => ({
    seq: from + index,
    kind: 'text' as const,
    text: `t${from + index} `,
  })),
});
const ended = (state = 'completed', energyJoules: number | null = null, lastSeq = 4): AnswerEvent => ({
  type: 'ended',
  state,
  lastSeq,
  energyJoules,
});
const subscribed = (afterSeq: number): AnswerEvent => ({ type: 'subscribed', afterSeq });
const told = (state: string): AnswerEvent => ({ type: 'told', state, lastSeq: 4 });
const STORED = { state: 'completed', lastSeq: 4, text: 't1 t2 t3 t4 ' };

describe('a history that can be', () => {
  test.each<[string, AnswerEvent[]]>([
    ['steady', [subscribed(0), steps(1, 2), told('running'), steps(3, 4), ended()]],
    ['cut and resumed', [subscribed(0), steps(1, 3), { type: 'cut' }, subscribed(3), steps(4, 4), ended()]],
    ['late', [subscribed(0), steps(1, 4), told('completed')]],
    ['with its energy afterwards', [subscribed(0), steps(1, 4), ended(), ended('completed', 12)]],
  ])('%s', (_, events) => expect(checkViewer(events, STORED)).toEqual([]));
});

describe('a history that must not be', () => {
  test.each<[string, AnswerEvent[], RegExp]>([
    ['a step lost', [steps(1, 2), steps(4, 4), ended()], /3 to 3 lost/],
    ['a step repeated', [steps(1, 3), steps(3, 4), ended()], /3 repeated/],
    ['steps out of order', [steps(2, 2), steps(1, 1), steps(3, 4), ended()], /lost/],
    ['the end before its tail', [steps(1, 3), ended(), steps(4, 4)], /overtook/],
    ['a step after the end', [steps(1, 4), ended('completed', null, 4), steps(5, 5)], /after the end/],
    ['the end twice', [steps(1, 4), ended(), ended()], /told again/],
    ['two different ends', [steps(1, 4), ended('interrupted'), ended('completed', 3)], /told again/],
    ['no end', [steps(1, 4)], /never told/],
    ['another end than the stored one', [steps(1, 4), ended('interrupted')], /stored is completed/],
    ['told over without its tail', [steps(1, 2), told('completed'), steps(3, 4)], /told the end at 2/],
    ['a tail missing', [steps(1, 3), ended('completed', null, 3)], /3 of 4/],
    [
      'resumed from another place',
      [steps(1, 3), subscribed(2), steps(4, 4), ended()],
      /asked for what follows 2/,
    ],
    [
      'another text',
      [{ type: 'steps', steps: [{ seq: 1, kind: 'text', text: 'x' }] }, steps(2, 4), ended()],
      /not the stored one/,
    ],
  ])('%s', (_, events, said) => expect(checkViewer(events, STORED).join('; ')).toMatch(said));

  test('a step that is another one to another viewer', () => {
    const other: AnswerEvent = { type: 'steps', steps: [{ seq: 2, kind: 'text', text: 'x' }] };
    expect(checkAgreement([[steps(1, 4)], [steps(1, 4)]])).toEqual([]);
    expect(checkAgreement([[steps(1, 4)], [other]])).toEqual(['step 2 is two different ones']);
  });
});

describe('what a page shows, and what a program is told', () => {
  const whole = { text: 'one two', reasoning: 'hm' };
  const shows = (...texts: string[]) => texts.map((text) => ({ text, reasoning: 'hm' }));
  test.each<[string, string[], RegExp | null]>([
    ['all of it, as it comes', ['', 'one', 'one', 'one two'], null],
    ['a part twice', ['one', 'oneone', 'one two'], /begin with/],
    ['a hole', ['one', 'one wo', 'one two'], /begin with/],
    ['less than before', ['one', '', 'one two'], /took back/],
    ['not all of it', ['one'], /in the end/],
    ['nothing', [], /in the end/],
  ])('%s', (_, texts, said) => {
    const wrong = checkShown(shows(...texts), whole).join('; ');
    if (said) expect(wrong).toMatch(said);
    else expect(wrong).toBe('');
  });
  test.each<[{ text: string; ends: number }, boolean, RegExp | null]>([
    [{ text: 'one two', ends: 1 }, false, null],
    [{ text: 'one', ends: 0 }, true, null],
    [{ text: 'one two', ends: 0 }, false, /0 ends/],
    [{ text: 'one two', ends: 2 }, false, /2 ends/],
    [{ text: 'one ', ends: 1 }, false, /not told/],
    [{ text: 'two', ends: 0 }, true, /begin with/],
    [{ text: 'one', ends: 1 }, true, /an end/],
  ])('%o, left: %s', (told, isLeft, said) => {
    const wrong = checkTold(told, 'one two', isLeft).join('; ');
    if (said) expect(wrong).toMatch(said);
    else expect(wrong).toBe('');
  });
});
