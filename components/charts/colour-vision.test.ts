import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/*
 * What curves and bars are told apart by, seen as people with other colour vision see it. Distances are of OKLab: 0.02
 * is about the least that anybody sees side by side, and curves are thin and lie apart.
 */
type Rgb = readonly [number, number, number];
type Theme = 'light' | 'dark';
const TOKENS = readFileSync('app/tokens.css', 'utf8');

/** Linear sRGB of a token: `light-dark(oklch(…), oklch(…))`. */
function colourOf(token: string, theme: Theme): Rgb {
  const line = new RegExp(`^  --${token}: light-dark\\(oklch\\(([^)]*)\\), oklch\\(([^)]*)\\)\\);`, 'm').exec(
    TOKENS,
  );
  const [l, c, h] = line![theme === 'light' ? 1 : 2]!.split(' ').map(Number) as [number, number, number];
  const [a, b] = [c * Math.cos((h * Math.PI) / 180), c * Math.sin((h * Math.PI) / 180)];
  const cubes = [
    l + 0.3963377774 * a + 0.2158037573 * b,
    l - 0.1055613458 * a - 0.0638541728 * b,
    l - 0.0894841775 * a - 1.291485548 * b,
  ].map((it) => it ** 3) as unknown as Rgb;
  return times(
    [
      [4.0767416621, -3.3077115913, 0.2309699292],
      [-1.2684380046, 2.6097574011, -0.3413193965],
      [-0.0041960863, -0.7034186147, 1.707614701],
    ],
    cubes,
  ).map((it) => Math.min(1, Math.max(0, it))) as unknown as Rgb;
}

type Matrix = readonly [Rgb, Rgb, Rgb];
const times = (matrix: Matrix, rgb: Rgb): Rgb =>
  matrix.map((row) => row[0] * rgb[0] + row[1] * rgb[1] + row[2] * rgb[2]) as unknown as Rgb;

function toLab(rgb: Rgb): Rgb {
  const roots = times(
    [
      [0.4122214708, 0.5363325363, 0.0514459929],
      [0.2119034982, 0.6806995451, 0.1073969566],
      [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    rgb,
  ).map((it) => Math.cbrt(Math.max(0, it))) as unknown as Rgb;
  return times(
    [
      [0.2104542553, 0.793617785, -0.0040720468],
      [1.9779984951, -2.428592205, 0.4505937099],
      [0.0259040371, 0.7827717662, -0.808675766],
    ],
    roots,
  );
}

/** Machado, Oliveira, Fernandes 2009 (doi:10.1109/TVCG.2009.113), severity 1, on linear sRGB; the last is luminance alone. */
const VISIONS: Record<string, Matrix> = {
  full: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
  achromatopsia: [
    [0.2126, 0.7152, 0.0722],
    [0.2126, 0.7152, 0.0722],
    [0.2126, 0.7152, 0.0722],
  ],
};

const seen = (token: string, theme: Theme, vision: string): Rgb =>
  toLab(times(VISIONS[vision]!, colourOf(token, theme)));
const apart = (a: string, b: string, theme: Theme, vision: string): number => {
  const [one, other] = [seen(a, theme, vision), seen(b, theme, vision)];
  return Math.hypot(one[0] - other[0], one[1] - other[1], one[2] - other[2]);
};

const SERIES = [1, 2, 3, 4, 5, 6].map((it) => `series-${it}`);
const PAIRS = SERIES.flatMap((a, index) => SERIES.slice(index + 1).map((b) => [a, b] as const));
/** Grey has one axis alone for six of them. */
const LEAST: Record<string, number> = { achromatopsia: 0.035 };
const THEMES = ['light', 'dark'] as const;

test.each(THEMES.flatMap((theme) => Object.keys(VISIONS).map((vision) => [theme, vision] as const)))(
  'no two series look alike: %s, %s vision',
  (theme, vision) => {
    const alike = PAIRS.filter(([a, b]) => apart(a, b, theme, vision) < (LEAST[vision] ?? 0.085));
    expect(alike).toEqual([]);
  },
);

test.each(THEMES)('each is 3:1 on its ground: %s', (theme) => {
  const brightness = (token: string): number =>
    times(VISIONS['achromatopsia']!, colourOf(token, theme))[0] + 0.05;
  for (const token of SERIES)
    for (const ground of ['bg', 'surface', 'sunken']) {
      const [a, b] = [brightness(token), brightness(ground)];
      expect(Math.max(a, b) / Math.min(a, b), `${token} on ${ground}`).toBeGreaterThanOrEqual(3);
    }
});
