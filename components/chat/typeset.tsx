import katex, { type KatexOptions } from 'katex';
import { createElement, type CSSProperties, type ReactElement, type ReactNode } from 'react';
import { showOverrides } from '../ui/marks.ts';
import { mathLetters } from './math-letters.ts';

/*
 * KaTeX reads the formula; its MathML tree becomes our own elements, by lists of what may be in it. Browsers draw MathML
 * themselves: no fonts, no styles, no markup as text. Two things they lack are made up for: letters of another style
 * (`mathvariant`) are the letters Unicode has for them, and columns are set by style.
 */
type Node = {
  type?: string;
  attributes?: Record<string, string>;
  children?: Node[];
  text?: string;
  /** Ours: how the columns of a row are set, and a cell by that. */
  columns?: readonly string[];
  style?: CSSProperties;
};

/** Its tree instead of a text of markup; not among its types. */
const { __renderToDomTree: toTree } = katex as unknown as {
  __renderToDomTree: (source: string, options: KatexOptions) => Node;
};

const OPTIONS = { output: 'mathml', trust: false, strict: 'ignore', maxExpand: 1000, maxSize: 20 } as const;
/** What KaTeX paints a refused command with: an address, a picture, an id. */
const REFUSED = '#cc0001';
const MOST_CHARS = 10_000;
const MOST_BRACES_DEEP = 40;
const MOST_NODES = 4000;
const MOST_DEPTH = 120;

const ELEMENTS = new Set(
  'math mrow mi mo mn ms mtext mspace mfrac msqrt mroot mstyle mpadded mphantom merror msub msup msubsup munder mover munderover mmultiscripts mtable mtr mtd menclose'.split(
    ' ',
  ),
);
const ATTRIBUTES = new Set(
  'stretchy fence separator accent accentunder largeop movablelimits symmetric form lspace rspace minsize maxsize width height depth voffset linethickness displaystyle scriptlevel mathcolor mathbackground notation'.split(
    ' ',
  ),
);

/** The formula as MathML, or null when it cannot be read or is too much for a page. */
export function typeset(source: string, isDisplay: boolean): ReactElement | null {
  if (source.length > MOST_CHARS || isTooDeep(source)) return null;
  try {
    const tree = toTree(source, {
      ...OPTIONS,
      displayMode: isDisplay,
      throwOnError: true,
      errorColor: REFUSED,
      macros: {},
    });
    const budget = { nodes: MOST_NODES };
    return toElement(mathOf(tree), budget, 0, 0) as ReactElement;
  } catch {
    return null;
  }
}

function isTooDeep(source: string): boolean {
  let depth = 0;
  for (const sign of source) {
    if (sign === '{') depth += 1;
    else if (sign === '}') depth -= 1;
    if (depth > MOST_BRACES_DEEP) return true;
  }
  return false;
}

function mathOf(tree: Node): Node {
  const math = tree.children?.[0];
  if (math?.type !== 'math') throw new Error('KaTeX gave no formula.');
  // Beside the formula stands its source, as an annotation.
  const body = math.children?.[0];
  return { ...math, children: body?.type === 'semantics' ? (body.children ?? []).slice(0, 1) : [] };
}

type Budget = { nodes: number };
type Props = { key: number; style?: CSSProperties; [attribute: string]: unknown };

function toElement(node: Node, budget: Budget, depth: number, key: number): ReactNode {
  budget.nodes -= 1;
  if (budget.nodes < 0 || depth > MOST_DEPTH) throw new Error('Too much for a page.');
  if (node.text !== undefined) return showOverrides(node.text);
  const children = (columns: readonly string[] | null): ReactNode[] =>
    (node.children ?? []).map((it, index) =>
      toElement(columns ? withColumn(it, columns, index) : it, budget, depth + 1, index),
    );
  if (node.attributes?.['mathcolor'] === REFUSED) throw new Error('Not to be read.');
  const type = node.type ?? 'mrow';
  if (!ELEMENTS.has(type)) return createElement('mrow', { key }, ...children(null));
  const { mathvariant, columnalign } = node.attributes ?? {};
  const props: Props = { key, ...attributesOf(node), ...(node.style && { style: node.style }) };
  if (type === 'mtable') return createElement(type, props, ...children((columnalign ?? '').split(' ')));
  // From the table through its rows to their cells.
  if (type === 'mtr') return createElement(type, props, ...children(node.columns ?? null));
  if (mathvariant === 'normal') return createElement(type, { ...props, mathvariant }, ...children(null));
  if (mathvariant === undefined) return createElement(type, props, ...children(null));
  return createElement(type, props, mathLetters(textOf(node), mathvariant));
}

function attributesOf(node: Node): Record<string, string> {
  const all = Object.entries(node.attributes ?? {}).filter(([name]) => ATTRIBUTES.has(name));
  const isBlock = node.type === 'math' && node.attributes?.['display'] === 'block';
  return {
    ...Object.fromEntries(all.map(([name, value]) => [name, String(value)])),
    ...(isBlock && { display: 'block' }),
  };
}

function withColumn(node: Node, columns: readonly string[], index: number): Node {
  if (node.type === 'mtr') return { ...node, attributes: {}, columns };
  const wanted = columns[index];
  const align = wanted === 'left' || wanted === 'right' ? wanted : 'center';
  // As in `align`: a column at the right belongs to the one at the left after it.
  const isPair = align === 'left' && columns[index - 1] === 'right';
  const style: CSSProperties = {
    textAlign: align,
    ...(align === 'right' && { paddingRight: '0.1em' }),
    ...(isPair && { paddingLeft: '0.1em' }),
  };
  return { ...node, attributes: {}, style };
}

const textOf = (node: Node): string => node.text ?? (node.children ?? []).map(textOf).join('');
