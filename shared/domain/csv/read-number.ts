export const DECIMAL_SIGNS = [',', '.'] as const;
export type DecimalSign = (typeof DECIMAL_SIGNS)[number];

// What parts thousands, beside the other sign: spaces of all kinds and the Swiss apostrophe.
const GAP = "[ \\u00a0\\u2007\\u2009\\u202f'’]";
const grouped = (group: string, decimal: string) =>
  new RegExp(`^[-−+]?(?:\\d+|\\d{1,3}(?:${group}\\d{3})+|(?=${decimal}))(?:${decimal}\\d+)?$`);
const FORMS: Record<DecimalSign, RegExp[]> = {
  ',': [grouped('\\.', ','), grouped(GAP, ',')],
  '.': [grouped(',', '\\.'), grouped(GAP, '\\.')],
};

/** A number as it is written with that decimal sign, or null: `1.234,50` with a comma, and never `12.50`. */
export function readNumber(text: string, decimal: DecimalSign): number | null {
  const plain = text.trim();
  if (!/\d/.test(plain) || !FORMS[decimal].some((it) => it.test(plain))) return null;
  const digits = plain.replace('−', '-').replaceAll(decimal === ',' ? /[^\d,+-]/g : /[^\d.+-]/g, '');
  return Number(digits.replace(',', '.'));
}

/** What one cell says of the file's decimal sign; null when it could be either. */
function evidenceOf(cell: string): DecimalSign | 'ambiguous' | null {
  const number = /\d[\d.,]*|[.,]\d+/.exec(cell)?.[0]?.replace(/[.,]+$/, '');
  const signs = number?.match(/[.,]/g) ?? [];
  const [first, last] = [signs[0] as DecimalSign | undefined, signs.at(-1) as DecimalSign | undefined];
  if (!number || !first || !last) return null;
  const other = (sign: DecimalSign): DecimalSign => (sign === ',' ? '.' : ',');
  if (first !== last) return last;
  if (signs.length > 1) return other(first);
  const [whole, fraction] = number.split(first) as [string, string];
  const isGroup = fraction.length === 3 && whole.length <= 3 && !/^0*$/.test(whole);
  return isGroup ? 'ambiguous' : first;
}

/**
 * The decimal sign that most of these cells can only have; where none tells, the one that goes with the delimiter.
 * `prices` are cells of money, which has no thousandths. `isSure` is false when cells are there that could be read
 * either way, and nothing else tells.
 */
export function guessDecimal(
  cells: Iterable<string>,
  prices: Iterable<string>,
  delimiter: string,
): { sign: DecimalSign; isSure: boolean } {
  const seen = { ',': 0, '.': 0, ambiguous: 0 };
  for (const cell of cells) {
    const evidence = evidenceOf(cell);
    if (evidence) seen[evidence] += 1;
  }
  for (const cell of prices) {
    const evidence = evidenceOf(cell);
    if (evidence) seen[evidence === 'ambiguous' ? (cell.includes(',') ? '.' : ',') : evidence] += 1;
  }
  if (seen[','] !== seen['.']) return { sign: seen[','] > seen['.'] ? ',' : '.', isSure: true };
  return { sign: delimiter === ';' ? ',' : '.', isSure: seen[','] === 0 && seen.ambiguous === 0 };
}
