import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { nameCode } from './code-names.ts';
import { highlight } from './highlight.ts';
import { blocksOf, readBlocks, type Reading } from './markdown-blocks.ts';
import { Markdown } from './markdown.tsx';
import { PlainBoundary } from './plain-boundary.tsx';
import { typeset } from './typeset.tsx';

const html = (text: string, streaming = false): string =>
  renderToStaticMarkup(<Markdown text={text} streaming={streaming} />);
const wordsOf = (markup: string): string => markup.replaceAll(/<[^>]*>/g, '');

describe('what an answer may not do', () => {
  it('shows raw HTML as text, and an image as a link that says where it leads', () => {
    expect(html('<b>x</b>')).toContain('&lt;b&gt;x&lt;/b&gt;');
    expect(wordsOf(html('![cat](https://a.example/c.png)'))).toBe('[image: cat, not loaded] (a.example)');
    expect(html('![cat](https://a.example/c.png)')).not.toContain('<img');
  });

  it.each([
    ['[our page](https://evil.example/login)', 'our page (evil.example)'],
    ['[bank.example](https://evil.example)', 'bank.example (evil.example)'],
    [
      '[evil.example, see bank.example](https://evil.example)',
      'evil.example, see bank.example (evil.example)',
    ],
    [
      '[https://bank.example@evil.example](https://bank.example@evil.example)',
      'https://bank.example@evil.example (evil.example)',
    ],
    ['[аррӏе.com](https://аррӏе.com)', 'аррӏе.com (xn--80ak6aa92e.com)'],
    ['[a@ok.example](mailto:b@evil.example?bcc=c@evil.example)', 'a@ok.example (b@evil.example)'],
    ['<https://ok.example/a>', 'https://ok.example/a'],
    ['[ok.example](https://ok.example/)', 'ok.example'],
  ])('%s says where it leads', (text, words) => {
    const markup = html(text);
    expect(wordsOf(markup)).toBe(words);
    // Within the link, so that it is heard too.
    expect(markup).toMatch(/<a [^>]*>.*<\/a><\/p>/);
  });

  it('shows marks that turn the direction, in words and in code', () => {
    expect(html('a\u202eb **\u2067c**')).toContain('a⟨U+202E⟩b <strong>⟨U+2067⟩c</strong>');
    expect(html('```\na\u202eb\n```')).toContain('a⟨U+202E⟩b');
    expect(html('مرحبا')).toContain('<p dir="auto">');
  });

  it('shows what is nested too deep as it was written, and all of it', () => {
    const quotes = html(`${'>'.repeat(5000)}the end`);
    expect(quotes).toContain('the end');
    expect(quotes.match(/<blockquote/g)).toHaveLength(16);
    const marks = html(`${'*a '.repeat(40)}the end${' b*'.repeat(40)}`);
    expect(marks).toContain('the end');
    expect(marks.match(/<em>/g)!.length).toBeLessThanOrEqual(16);
    expect(wordsOf(html(`${'- '.repeat(3000)}the end`))).toContain('the end');
    expect(wordsOf(html(`${'*a '.repeat(3000)}the end${'b* '.repeat(3000)}`))).toContain('the end');
  });

  it('shows an answer that cannot be laid out as it was written', () => {
    const boundary = new PlainBoundary({ text: '**all** of it', streaming: false, children: 'laid out' });
    expect(boundary.render()).toBe('laid out');
    boundary.state = { ...boundary.state, ...PlainBoundary.getDerivedStateFromError() };
    expect(renderToStaticMarkup(boundary.render())).toContain('**all** of it');
  });
});

describe('Markdown as it streams', () => {
  it('shows an open fence as code', () => {
    expect(html('Here:\n\n```python\ndef f():', true)).toMatch(/<pre[^>]*><code>def f\(\):<\/code>/);
  });

  it.each([
    ['so **very bo', 'so <strong>very bo</strong>'],
    ['so **', 'so'],
    ['a *b **c', 'a <em>b <strong>c</strong></em>'],
    ['a snake_case **b', 'a snake_case <strong>b</strong>'],
    ['- a\n- b ~~c', 'b <del>c</del>'],
    ['# a *b', 'a <em>b</em>'],
    ['see [the docs](https://exa', 'see the docs'],
    ['| a | b', '<th dir="auto" style="text-align:start">b</th>'],
    ['| a | b |\n|--', '<th dir="auto" style="text-align:start">b</th>'],
    ['x\n\n$$\n- a', 'class="answer-formula-source">$$\n- a</code>'],
  ])('%j is repaired while it is written', (text, markup) => {
    expect(html(text, true)).toContain(markup);
  });

  it('repairs nothing in code, and nothing that has ended', () => {
    expect(html('```\na **b', true)).toContain('a **b</code>');
    expect(html('- ```\n  a **b', true)).toContain('a **b</code>');
    expect(html('so **very bo')).toContain('so **very bo');
    expect(html('run `npm in', true)).toContain('<code dir="ltr">npm in</code>');
  });

  it('keeps what is closed as it is, and changes one block a step', () => {
    const text = `# Title\n\nA *paragraph* of words.\n\n- one\n- two\n\n\`\`\`js\nconst a = 1;\n\`\`\`\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nThe end of it.`;
    let reading: Reading | null = null;
    let changed = 0;
    const steps = text.match(/\s*\S+/g)!;
    for (let step = 1; step <= steps.length; step++) {
      const before: readonly unknown[] = reading ? blocksOf(reading) : [];
      reading = readBlocks(reading, steps.slice(0, step).join(''), true);
      changed += blocksOf(reading).filter((it) => !before.includes(it)).length;
    }
    expect(changed / steps.length).toBeLessThan(1.5);
    const streamed = blocksOf(reading!);
    const whole = blocksOf(readBlocks(reading, text, false));
    expect(whole.slice(0, -1)).toEqual(streamed.slice(0, -1));
    expect(whole.slice(0, -1).every((it, index) => it === streamed[index])).toBe(true);
  });

  it('lets a definition that comes late do its work in the end', () => {
    const text = 'See [the page][p] and[^n].\n\n[p]: https://ok.example/p\n[^n]: The note.';
    let reading: Reading | null = null;
    for (let length = 1; length <= text.length; length++)
      reading = readBlocks(reading, text.slice(0, length), true);
    reading = readBlocks(reading, text, false);
    expect(JSON.stringify(blocksOf(reading)[0])).toContain('https://ok.example/p"');
    expect(JSON.stringify(blocksOf(reading)[0])).toContain('footnoteMark');
  });
});

describe('what Markdown knows', () => {
  it('writes tables, tasks, numbered lists and line breaks', () => {
    const markup = html('| a | b |\n|:--|--:|\n| 1<br>2 | 2 |\n\n3. x\n4. y\n\n- [x] done');
    expect(markup).toContain('<td dir="auto" style="text-align:right">2</td>');
    expect(markup).toContain('1<br/>2');
    expect(markup).toContain('<ol dir="auto" start="3">');
    expect(markup).toContain('☑');
  });

  it('writes character references once, and leaves unknown ones', () => {
    const words = wordsOf(
      html('A &amp; B &copy; &Alpha;&alpha; &hellip; &#8364;5 &#38;copy; `&copy;` &nosuch;'),
    );
    expect(words).toBe('A &amp; B © Αα … €5 &amp;copy; &amp;copy; &amp;nosuch;');
  });

  it('shows footnotes', () => {
    const words = wordsOf(
      html('Text[^1] and[^b], not [^a-z].\n\n[^1]: The **note**.\n[^b]: Other\n    words.'),
    );
    expect(words).toBe('Text[1] and[b], not [^a-z].[1]The note.[b]Other\nwords.');
  });

  it('keeps a fence within a longer one', () => {
    expect(html('````md\n```js\na\n```\n````')).toContain('```js\na\n```');
  });

  it.each([
    '<think>\nfirst **this**\n</think>\n\nThe answer.',
    'thoughts\n</think>\n\nThe answer.',
    '<think>never closed The answer.',
    '`<think>` The answer.',
  ])('loses nothing around tags of thoughts, which are text: %j', (text) => {
    const words = wordsOf(html(text));
    expect(words).toContain('The answer.');
    expect(words).toContain(text.includes('<think>') ? '&lt;think&gt;' : '&lt;/think&gt;');
    for (let length = 1; length <= text.length; length++)
      expect(wordsOf(html(text.slice(0, length), true)).length).toBeGreaterThanOrEqual(length - 6);
  });

  it('folds long code to the part that is read, at the same height while it is written and after', () => {
    const lines = Array.from({ length: 90 }, (_, index) => `line ${index}`);
    const open = html(`\`\`\`\n${lines.join('\n')}`, true);
    expect(open).toContain('line 89</code>');
    expect(open).not.toContain('line 65\n');
    const closed = html(`\`\`\`\n${lines.join('\n')}\n\`\`\``);
    expect(closed).toContain('<code>line 0\n');
    expect(closed).not.toContain('line 24');
    expect(closed).toContain('Show all 90 lines');
  });
});

describe('formulas', () => {
  const sources = (text: string): string[] =>
    [...html(text).matchAll(/answer-formula-source">([^<]*)</g)].map((it) => it[1]!);

  it.each([
    ['$5 and $10', []],
    ['$5/$10, US$5 for A$7, 5$ and 6$', []],
    ['\\$5$ and `$x$`', []],
    ['$x^2$ costs $5', ['$x^2$']],
    ['\\(a_1^2\\) *and* \\(b_2*c\\)', ['\\(a_1^2\\)', '\\(b_2*c\\)']],
    ['\\[\na = b\n= c\n\\]', ['\\[\na = b\n= c\n\\]']],
    ['Then\n$$\n- b\n$$\nso', ['$$\n- b\n$$']],
    ['- so $$x$$', ['$$x$$']],
  ])('%j', (text, formulas) => {
    expect(sources(text)).toEqual(formulas);
  });

  it('are MathML of known elements, in letters that browsers have', () => {
    expect(renderToStaticMarkup(typeset('\\frac{a}{b} \\in \\mathbb{R}', false))).toBe(
      '<math><mrow><mfrac><mi>a</mi><mi>b</mi></mfrac><mo>∈</mo><mi>ℝ</mi></mrow></math>',
    );
    expect(renderToStaticMarkup(typeset('\\begin{aligned}a&=b\\end{aligned}', true))).toContain(
      'text-align:right',
    );
  });

  it.each([
    '\\undefined',
    '\\frac{1}',
    '\\href{https://x.example}{x}',
    '\\includegraphics{x}',
    '\\def\\a{\\a\\a}\\a',
    '{'.repeat(5000),
  ])('is shown as its source when it cannot be read: %j', (source) => {
    expect(typeset(source, true)).toBeNull();
  });
});

describe('highlight', () => {
  it.each([
    ['python', 'def f(x):\n    """doc"""\n    return x * 2.5  # twice'],
    ['js', 'const a = `x ${1}`; // note\n/* b */ "q\\"r"'],
    ['sql', "SELECT 'it' -- all\nFROM t"],
    ['text', 'def not code'],
  ])('%s: the parts are the code', (language, code) => {
    const parts = highlight(code, language);
    expect(parts.map((it) => it.text).join('')).toBe(code);
  });

  it.each(['make', 'sh', 'py', 'yml', 'rb'])('finds the comments of what is called %s', (name) => {
    const { language } = nameCode(name);
    expect(highlight('# no', language)).toEqual([{ kind: 'comment', text: '# no' }]);
  });

  it('finds what is what', () => {
    expect(highlight('return 2 # no', 'python').filter((it) => it.kind)).toEqual([
      { kind: 'keyword', text: 'return' },
      { kind: 'number', text: '2' },
      { kind: 'comment', text: '# no' },
    ]);
  });
});
