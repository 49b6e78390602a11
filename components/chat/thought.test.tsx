import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { Thought } from './thought.tsx';
import { ToolCalls } from './tool-calls.tsx';

describe('Thought', () => {
  const html = (over: Partial<Parameters<typeof Thought>[0]>): string =>
    renderToStaticMarkup(
      <Thought text="Let me <think>" isThinking={false} isAll={false} ms={12_000} tokens={168} {...over} />,
    );

  it('is open while it thinks, and folded with its time and tokens after that', () => {
    expect(html({ isThinking: true })).toMatch(/<details[^>]* open="">.*Thinking · 168 tokens/);
    expect(html({})).not.toContain('open=""');
    expect(html({}).replaceAll('\u202f', ' ')).toContain('Thought for 12 s · 168 tokens');
    expect(html({ ms: null, tokens: null })).toMatch(/Thought<\/summary>/);
  });

  it('stands open when there is nothing else, and is text', () => {
    expect(html({ isAll: true })).toMatch(/open="".*Thought, without an answer/);
    expect(html({})).toContain('Let me &lt;think&gt;');
  });
});

describe('ToolCalls', () => {
  const html = (args: string): string =>
    renderToStaticMarkup(<ToolCalls calls={[{ id: 'c', name: 'look\u202e', arguments: args }]} />);

  it('shows the name and the arguments, by line when they are JSON', () => {
    expect(html('{"city":"Graz","days":2}')).toContain(
      '{\n  &quot;city&quot;: &quot;Graz&quot;,\n  &quot;days&quot;: 2\n}',
    );
    expect(html('{}')).toContain('look⟨U+202E⟩');
  });

  it.each(['{"city": "Gr', 'city=Graz <b>', '[1, 2', '{"id":12345678901234567890}'])(
    'shows %j as it came',
    (args) => {
      expect(html(args)).toContain(
        args.replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
      );
    },
  );

  it('says that there are none', () => {
    expect(html('  ')).toContain('Without arguments');
  });
});
