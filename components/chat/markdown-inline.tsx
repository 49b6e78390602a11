import { Fragment, type ReactNode } from 'react';
import type { MarkedToken, Token, Tokens } from 'marked';
import { showOverrides } from '../ui/marks.ts';
import { decodeEntities } from './entities.ts';
import { Formula } from './formula.tsx';
import type { FootnoteMarkToken, MathsToken, PlainToken } from './markdown-lexer.ts';
import { OutsideLink } from './outside-link.tsx';
import { type SafeLink, safeLink, saysWhere } from './safe-link.ts';

export type AnyToken = MarkedToken | PlainToken | MathsToken | FootnoteMarkToken;
type Place = { inLink: boolean };
const ANYWHERE: Place = { inLink: false };

/** What stands within a line. */
export const inline = (tokens: Token[] | undefined, place: Place = ANYWHERE): ReactNode =>
  tokens?.map((it, index) => <Fragment key={index}>{one(it as AnyToken, place)}</Fragment>) ?? null;

export const wordsOf = (raw: string): string => showOverrides(decodeEntities(raw));

function one(token: AnyToken, place: Place): ReactNode {
  switch (token.type) {
    case 'text':
      return token.tokens ? inline(token.tokens, place) : wordsOf(token.raw);
    case 'escape':
      return token.text;
    case 'strong':
      return <strong>{inline(token.tokens, place)}</strong>;
    case 'em':
      return <em>{inline(token.tokens, place)}</em>;
    case 'del':
      return <del>{inline(token.tokens, place)}</del>;
    case 'codespan':
      return <code dir="ltr">{showOverrides(token.text)}</code>;
    case 'br':
      return <br />;
    case 'html':
      return /^<br\s*\/?>$/i.test(token.raw) ? <br /> : showOverrides(token.raw);
    case 'link':
      return <Link token={token} place={place} />;
    case 'image':
      return <Image token={token} place={place} />;
    case 'maths':
      return <Formula {...token} />;
    case 'footnoteMark':
      return <sup className="answer-footnote-mark">[{showOverrides(token.label)}]</sup>;
    default:
      return showOverrides(token.raw);
  }
}

function Link({ token, place }: { token: Tokens.Link; place: Place }) {
  const link = safeLink(token.href);
  if (!link || place.inLink) return showOverrides(token.raw);
  return (
    <Anchor link={link} words={token.tokens.length === 1 ? decodeEntities(token.text) : ''}>
      {inline(token.tokens, { inLink: true })}
    </Anchor>
  );
}

/** Nothing is fetched that an answer names: an image is a link that says so, with where it leads. */
function Image({ token, place }: { token: Tokens.Image; place: Place }) {
  const link = safeLink(token.href);
  const words = `image: ${wordsOf(token.text) || 'no description'}`;
  if (!link || place.inLink)
    return <span className="text-muted">{`[${words}, ${showOverrides(token.href.slice(0, 200))}]`}</span>;
  return (
    <Anchor link={link} words="">
      [{words}, not loaded]
    </Anchor>
  );
}

/** Where it leads is part of a link, to be seen and heard, unless its words are the address. */
function Anchor({ link, words, children }: { link: SafeLink; words: string; children: ReactNode }) {
  return (
    <OutsideLink link={link}>
      <bdi>{children}</bdi>
      {!saysWhere(words, link) && (
        <span className="answer-link-place">
          {' ('}
          <bdi>{link.place}</bdi>)
        </span>
      )}
    </OutsideLink>
  );
}
