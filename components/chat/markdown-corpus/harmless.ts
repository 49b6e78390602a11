import { expect } from 'vitest';

const words = (text: string): Set<string> => new Set(text.split(' '));

const ELEMENTS = words(
  'div section p h3 h4 h5 ul ol li table thead tbody tr th td blockquote hr br strong em del code pre span bdi sup a ' +
    'button svg path rect polyline line circle math mrow mi mo mn ms mtext mspace mfrac msqrt mroot mstyle mpadded ' +
    'mphantom merror msub msup msubsup munder mover munderover mmultiscripts mtable mtr mtd menclose',
);
const ATTRIBUTES = words(
  'class dir href target rel style start role tabindex type aria-label aria-hidden aria-pressed data-task data-code ' +
    'data-streaming data-wrap data-display xmlns width height viewBox fill stroke stroke-width stroke-linecap ' +
    'stroke-linejoin d x y rx ry x1 x2 y1 y2 cx cy r points stretchy fence separator accent accentunder largeop ' +
    'movablelimits symmetric form lspace rspace minsize maxsize depth voffset linethickness displaystyle scriptlevel ' +
    'mathcolor mathbackground notation mathvariant display',
);
const STYLE = /^(?:(?:text-align:(?:left|right|center|start)|padding-(?:left|right):0\.1em);?)*$/;

/** What React wrote holds known elements and attributes alone, and links that lead where links may. */
export function isHarmless(markup: string): void {
  // React writes every `<` of text as `&lt;`, so what looks like a tag in the markup is an element.
  for (const [, name, attributes] of markup.matchAll(/<([a-zA-Z][\w-]*)((?:\s+[\w:-]+="[^"]*")*)\s*\/?>/g)) {
    if (!ELEMENTS.has(name!)) expect.fail(`<${name}> in ${markup.slice(0, 2000)}`);
    for (const [, attribute, value] of attributes!.matchAll(/([\w:-]+)="([^"]*)"/g)) {
      if (!ATTRIBUTES.has(attribute!)) expect.fail(`${attribute}="${value}" in ${markup.slice(0, 2000)}`);
      if (attribute === 'href') isHarmlessLink(value!, attributes!);
      if (attribute === 'style') expect(value).toMatch(STYLE);
    }
  }
  // Nothing that begins like an element has been passed over.
  const begun = markup.match(/<[^/]/g)?.length ?? 0;
  const known = markup.match(/<[a-zA-Z][\w-]*(?:\s+[\w:-]+="[^"]*")*\s*\/?>/g)?.length ?? 0;
  expect(known).toBe(begun);
}

function isHarmlessLink(href: string, attributes: string): void {
  expect(href).toMatch(/^(?:https?:\/\/[^/]|mailto:[^?]+$)/);
  expect(attributes).toContain('rel="noopener noreferrer nofollow ugc"');
  expect(attributes).toContain('target="_blank"');
}
