import { renderToStaticMarkup } from 'react-dom/server';
import type { Token } from 'marked';
import { describe, expect, it } from 'vitest';
import { blocksOf, readBlocks, type Reading } from './markdown-blocks.ts';
import { isHarmless } from './markdown-corpus/harmless.ts';
import { HTML } from './markdown-corpus/html.ts';
import { LARGE } from './markdown-corpus/large.ts';
import { LINKS } from './markdown-corpus/links.ts';
import { MATHS } from './markdown-corpus/maths.ts';
import { WORDS } from './markdown-corpus/words.ts';
import { Markdown } from './markdown.tsx';
import { typeset } from './typeset.tsx';

const SMALL = [...HTML, ...LINKS, ...MATHS, ...WORDS];
/** Every beginning of a case is tried up to here, and evenly spread ones of what is longer. */
const MOST_PREFIXES = 250;
const LARGE_STEPS = 25;

/*
 * Time is this process’s own, whatever else runs. A step may cost as much as its new text and the one block that is
 * open: the second bound does not know how long the answer is.
 */
const stepBoundMs = (newChars: number): number => 150 + newChars / 20;
const LAID_OUT_BOUND_MS = 1500;
/** By the clock, for a machine that does much else. */
const PATIENCE_MS = 60_000;

const html = (text: string, streaming: boolean): string =>
  renderToStaticMarkup(<Markdown text={text} streaming={streaming} />);

function tookMs(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

const lengthsOf = (text: string, most: number): number[] =>
  Array.from({ length: Math.min(most, text.length) }, (_, index, all = Math.min(most, text.length)) =>
    Math.round(((index + 1) * text.length) / all),
  );

const written = (reading: Reading): string[] =>
  blocksOf(reading).map((it) => `${it.token.type} ${it.raw.trimEnd()}`);

function formulasIn(tokens: readonly Token[]): { source: string; isDisplay: boolean }[] {
  return tokens.flatMap((token) => {
    if (token.type === 'maths') return [token as unknown as { source: string; isDisplay: boolean }];
    const parts = token as { tokens?: Token[]; items?: Token[]; header?: Token[]; rows?: Token[][] };
    const inner = [parts.tokens, parts.items, parts.header, ...(parts.rows ?? [])];
    return inner.flatMap((it) => formulasIn(it ?? []));
  });
}

it('tries at least 150 cases, no two alike', () => {
  const all = [...SMALL, ...Object.values(LARGE)];
  expect(new Set(all).size).toBe(all.length);
  expect(all.length).toBeGreaterThanOrEqual(150);
});

describe('what a model writes as an attack', () => {
  it.each(SMALL)('%j, at every length it is streamed with', (attack) => {
    let reading: Reading | null = null;
    for (const length of lengthsOf(attack, MOST_PREFIXES)) {
      const text = attack.slice(0, length);
      isHarmless(html(text, true));
      reading = readBlocks(reading, text, true);
      // Reading on comes to what reading anew does.
      expect(written(reading)).toEqual(written(readBlocks(null, text, true)));
    }
    isHarmless(html(attack, false));
    expect(written(readBlocks(reading, attack, false))).toEqual(written(readBlocks(null, attack, false)));
  });

  it.each(MATHS)('%j, typeset', (text) => {
    for (const { source, isDisplay } of formulasIn(
      blocksOf(readBlocks(null, text, false)).map((it) => it.token),
    )) {
      let formula: ReturnType<typeof typeset> = null;
      expect(tookMs(() => (formula = typeset(source, isDisplay)))).toBeLessThan(LAID_OUT_BOUND_MS);
      if (formula) isHarmless(renderToStaticMarkup(formula));
    }
  });
});

describe('what nests or repeats', () => {
  it.each(Object.entries(LARGE))(
    '%s: each step costs what is new, the whole its length',
    (_name, text) => {
      let reading: Reading | null = null;
      let before = 0;
      for (const length of lengthsOf(text, LARGE_STEPS)) {
        const step = (): void => void (reading = readBlocks(reading, text.slice(0, length), true));
        expect(tookMs(step)).toBeLessThan(stepBoundMs(length - before));
        before = length;
      }
      let markup = '';
      expect(tookMs(() => (markup = html(text, false)))).toBeLessThan(LAID_OUT_BOUND_MS);
      isHarmless(markup);
      // Nothing was given up on.
      expect(markup).not.toContain('could not be laid out');
      isHarmless(html(text.slice(0, text.length / 3), true));
    },
    PATIENCE_MS,
  );
});
