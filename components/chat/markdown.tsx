'use client';

import { memo, type ReactNode, useState } from 'react';
import type { MarkedToken, Token, Tokens } from 'marked';
import { showOverrides } from '../ui/marks.ts';
import { ScrollRegion } from '../ui/scroll-region.tsx';
import { CodeBlock } from './code-block.tsx';
import { Formula } from './formula.tsx';
import { type Block, blocksOf, readBlocks, type Reading } from './markdown-blocks.ts';
import { inline, wordsOf } from './markdown-inline.tsx';
import type { FootnoteToken, MathsToken, PlainToken } from './markdown-lexer.ts';
import './answer.css';
import './markdown.css';
import { PlainBoundary } from './plain-boundary.tsx';

type MarkdownProps = { text: string; streaming?: boolean };

/**
 * A model's Markdown as our own elements: no HTML is ever injected, links go by an allow-list, images and raw
 * HTML are shown as text. Closed blocks keep their elements while the last one grows.
 */
export function Markdown({ text, streaming = false }: MarkdownProps) {
  return (
    <PlainBoundary text={text} streaming={streaming}>
      <Blocks text={text} streaming={streaming} />
    </PlainBoundary>
  );
}

function Blocks({ text, streaming }: Required<MarkdownProps>) {
  const [read] = useState(makeReader);
  const reading = read(text, streaming);
  return (
    <div className="answer-prose" data-streaming={streaming || undefined}>
      {blocksOf(reading).map((block, index) => (
        // Blocks only grow at the end, so the place is the identity.
        <BlockView key={index} block={block} />
      ))}
    </div>
  );
}

/** Goes on from what it read before; the same text always gives the same blocks. */
function makeReader(): (text: string, streaming: boolean) => Reading {
  let before: Reading | null = null;
  return (text, streaming) => (before = readBlocks(before, text, streaming));
}

const BlockView = memo(function BlockView({ block }: { block: Block }) {
  return <BlockToken token={block.token as BlockTokens} open={block.isOpen} />;
});

type BlockTokens = MarkedToken | PlainToken | MathsToken | FootnoteToken;

function BlockToken({ token, open }: { token: BlockTokens; open: boolean }): ReactNode {
  switch (token.type) {
    case 'heading':
      return <Heading depth={token.depth}>{inline(token.tokens)}</Heading>;
    case 'paragraph':
      return <p dir="auto">{inline(token.tokens)}</p>;
    case 'code':
      return <CodeBlock code={token.text} info={token.lang ?? ''} open={open} />;
    case 'blockquote':
      return <blockquote dir="auto">{nested(token.tokens, open)}</blockquote>;
    case 'list':
      return <List token={token} open={open} />;
    case 'table':
      return <Table token={token} />;
    case 'hr':
      return <hr />;
    case 'maths':
      return <Formula {...token} />;
    case 'footnote':
      return <Footnote token={token} open={open} />;
    case 'html':
    case 'plain':
      return (
        <p dir="auto" className="whitespace-pre-wrap">
          {showOverrides(token.text)}
        </p>
      );
    case 'text':
      return token.tokens ? inline(token.tokens) : wordsOf(token.text);
    default:
      return <p dir="auto">{inline([token as Token])}</p>;
  }
}

/** The last of them is open while what holds them is. */
function nested(all: Token[], open: boolean): ReactNode {
  const tokens = all.filter((it) => it.type !== 'space' && it.type !== 'def' && it.type !== 'checkbox');
  return tokens.map((it, index) => (
    <BlockToken key={index} token={it as BlockTokens} open={open && index === tokens.length - 1} />
  ));
}

/** An answer's headings stand below the page's own. */
function Heading({ depth, children }: { depth: number; children: ReactNode }) {
  if (depth <= 1) return <h3 dir="auto">{children}</h3>;
  return depth === 2 ? <h4 dir="auto">{children}</h4> : <h5 dir="auto">{children}</h5>;
}

function List({ token, open }: { token: Tokens.List; open: boolean }) {
  const items = token.items.map((item, index) => (
    <li key={index} dir="auto" data-task={item.task || undefined}>
      {item.task && (
        <span aria-label={item.checked ? 'done' : 'to do'} role="img">
          {item.checked ? '☑' : '☐'}{' '}
        </span>
      )}
      {nested(item.tokens, open && index === token.items.length - 1)}
    </li>
  ));
  if (!token.ordered) return <ul dir="auto">{items}</ul>;
  return (
    <ol dir="auto" start={token.start === '' ? 1 : token.start}>
      {items}
    </ol>
  );
}

function Footnote({ token, open }: { token: FootnoteToken; open: boolean }) {
  return (
    <div className="answer-footnote" role="note" aria-label={`Footnote ${token.label}`}>
      <span aria-hidden>[{showOverrides(token.label)}]</span>
      <div>{nested(token.tokens, open)}</div>
    </div>
  );
}

function Table({ token }: { token: Tokens.Table }) {
  const align = (index: number) => ({ textAlign: token.align[index] ?? ('start' as const) });
  return (
    <ScrollRegion className="answer-table" label="Table">
      <table>
        <thead>
          <tr>
            {token.header.map((cell, index) => (
              <th key={index} dir="auto" style={align(index)}>
                {inline(cell.tokens)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {token.rows.map((row, rowIndex) => (
            <tr key={rowIndex}>
              {row.map((cell, index) => (
                <td key={index} dir="auto" style={align(index)}>
                  {inline(cell.tokens)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}
