/** Where Unicode keeps the letters of a style: capitals, small ones, digits; null where it has none. */
const STYLES: Record<string, readonly [number, number, number | null]> = {
  bold: [0x1d400, 0x1d41a, 0x1d7ce],
  italic: [0x1d434, 0x1d44e, null],
  'bold-italic': [0x1d468, 0x1d482, null],
  script: [0x1d49c, 0x1d4b6, null],
  'bold-script': [0x1d4d0, 0x1d4ea, null],
  fraktur: [0x1d504, 0x1d51e, null],
  'double-struck': [0x1d538, 0x1d552, 0x1d7d8],
  'bold-fraktur': [0x1d56c, 0x1d586, null],
  'sans-serif': [0x1d5a0, 0x1d5ba, 0x1d7e2],
  'bold-sans-serif': [0x1d5d4, 0x1d5ee, 0x1d7ec],
  'sans-serif-italic': [0x1d608, 0x1d622, null],
  'sans-serif-bold-italic': [0x1d63c, 0x1d656, null],
  monospace: [0x1d670, 0x1d68a, 0x1d7f6],
};
/** Letters that Unicode had before it had the styles. */
const EARLIER: Record<string, string> = {
  'italic h': 'ℎ',
  ...letters('script', 'BEFHILMRego', 'ℬℰℱℋℐℒℳℛℯℊℴ'),
  ...letters('fraktur', 'CHIRZ', 'ℭℌℑℜℨ'),
  ...letters('double-struck', 'CHNPQRZ', 'ℂℍℕℙℚℝℤ'),
};

function letters(style: string, from: string, to: string): Record<string, string> {
  const all = Array.from(to);
  return Object.fromEntries(Array.from(from, (it, index) => [`${style} ${it}`, all[index]!]));
}

/** A text in the letters of a style, which browsers draw without knowing the style. */
export function mathLetters(text: string, style: string): string {
  const starts = STYLES[style];
  if (!starts) return text;
  const [capitals, small, digits] = starts;
  return Array.from(text, (it) => {
    const code = it.codePointAt(0)!;
    const earlier = EARLIER[`${style} ${it}`];
    if (earlier) return earlier;
    if (it >= 'A' && it <= 'Z') return String.fromCodePoint(capitals + code - 65);
    if (it >= 'a' && it <= 'z') return String.fromCodePoint(small + code - 97);
    if (digits !== null && it >= '0' && it <= '9') return String.fromCodePoint(digits + code - 48);
    return it;
  }).join('');
}
