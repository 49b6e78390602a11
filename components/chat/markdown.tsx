'use client';

import { Fragment, memo, type ReactNode, useMemo } from 'react';
import { ScrollRegion } from '../ui/scroll-region.tsx';
import { CodeBlock } from './code-block.tsx';
import {
  type Block,
  decodeEntities,
  type MarkedToken,
  safeLink,
  toBlocks,
  type Token,
  type Tokens,
} from './markdown-blocks.ts';

/**
 * A model's Markdown as our own elements: no HTML is ever injected, links go by an allow-list, images and raw
 * HTML are shown as text. Closed blocks keep their elements while the last one grows.
 */
export function Markdown({ text, streaming = false }: { text: string; streaming?: boolean }) {
  const { blocks, definitions } = useMemo(() => toBlocks(text, streaming), [text, streaming]);
  return (
    <div className="answer-prose" data-streaming={streaming || undefined}>
      {blocks.map((block, index) => (
        <BlockView
          // Blocks only grow at the end, so the place is the identity.
          key={index}
          block={block}
          definitions={definitions}
          open={streaming && index === blocks.length - 1}
        />
      ))}
    </div>
  );
}

type BlockViewProps = { block: Block; definitions: number; open: boolean };
const BlockView = memo(
  function BlockView({ block, open }: BlockViewProps) {
    return <BlockToken token={block.token} open={open} />;
  },
  // A new reference definition can turn text of an earlier block into a link.
  (before, after) =>
    before.block.raw === after.block.raw &&
    before.block.token.type === after.block.token.type &&
    before.open === after.open &&
    before.definitions === after.definitions,
);

function BlockToken({ token, open }: { token: MarkedToken; open: boolean }): ReactNode {
  switch (token.type) {
    case 'heading':
      return <Heading depth={token.depth}>{inline(token.tokens)}</Heading>;
    case 'paragraph':
      return <p>{inline(token.tokens)}</p>;
    case 'code':
      return <CodeBlock code={token.text} language={token.lang ?? null} open={open} />;
    case 'blockquote':
      return <blockquote>{nested(token.tokens)}</blockquote>;
    case 'list':
      return <List token={token} />;
    case 'table':
      return <Table token={token} />;
    case 'hr':
      return <hr />;
    case 'html':
      return <p className="whitespace-pre-wrap">{token.text}</p>;
    case 'text':
      return token.tokens ? inline(token.tokens) : decodeEntities(token.text);
    default:
      return <p>{inline([token])}</p>;
  }
}

const nested = (tokens: Token[]): ReactNode =>
  tokens
    .filter((it) => it.type !== 'space' && it.type !== 'def')
    .map((it, index) => <BlockToken key={index} token={it as MarkedToken} open={false} />);

/** An answer's headings stand below the page's own. */
function Heading({ depth, children }: { depth: number; children: ReactNode }) {
  if (depth <= 1) return <h3>{children}</h3>;
  return depth === 2 ? <h4>{children}</h4> : <h5>{children}</h5>;
}

function List({ token }: { token: Tokens.List }) {
  const items = token.items.map((item, index) => (
    <li key={index} data-task={item.task || undefined}>
      {item.task && (
        <span aria-label={item.checked ? 'done' : 'to do'} role="img">
          {item.checked ? '☑' : '☐'}{' '}
        </span>
      )}
      {nested(item.tokens.filter((it) => it.type !== 'checkbox'))}
    </li>
  ));
  return token.ordered ? <ol start={token.start === '' ? 1 : token.start}>{items}</ol> : <ul>{items}</ul>;
}

function Table({ token }: { token: Tokens.Table }) {
  const align = (index: number) => ({ textAlign: token.align[index] ?? ('left' as const) });
  return (
    <ScrollRegion className="answer-table" label="Table">
      <table>
        <thead>
          <tr>
            {token.header.map((cell, index) => (
              <th key={index} style={align(index)}>
                {inline(cell.tokens)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {token.rows.map((row, rowIndex) => (
            <tr key={rowIndex}>
              {row.map((cell, index) => (
                <td key={index} style={align(index)}>
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

const inline = (tokens: Token[] | undefined): ReactNode =>
  tokens?.map((it, index) => <Fragment key={index}>{inlineToken(it as MarkedToken)}</Fragment>) ?? null;

function inlineToken(token: MarkedToken): ReactNode {
  switch (token.type) {
    case 'text':
      return token.tokens ? inline(token.tokens) : decodeEntities(token.text);
    case 'escape':
      return token.text;
    case 'strong':
      return <strong>{inline(token.tokens)}</strong>;
    case 'em':
      return <em>{inline(token.tokens)}</em>;
    case 'del':
      return <del>{inline(token.tokens)}</del>;
    case 'codespan':
      return <code>{token.text}</code>;
    case 'br':
      return <br />;
    case 'link':
      return <Link token={token} />;
    case 'image':
      return (
        <span className="text-muted">
          [image: {token.text || 'no description'}, {token.href}]
        </span>
      );
    default:
      return token.raw;
  }
}

function Link({ token }: { token: Tokens.Link }) {
  const link = safeLink(token.href);
  if (!link) return token.raw;
  return (
    <>
      <a href={link.href} target="_blank" rel="noopener noreferrer nofollow ugc">
        {inline(token.tokens)}
      </a>
      {link.host && !token.text.includes(link.host) && <span className="text-muted"> ({link.host})</span>}
    </>
  );
}
