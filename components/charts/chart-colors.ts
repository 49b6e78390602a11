const TOKENS = {
  grid: '--chart-grid',
  axis: '--chart-axis',
  gap: '--chart-gap',
  hatch: '--border-strong',
  base: '--border-strong',
  event: '--border-control',
  muted: '--muted',
  ground: '--bg',
} as const;
export const SERIES_COUNT = 6;
export type ChartColors = Record<keyof typeof TOKENS, string> & { series: string[]; font: string };

/** The tokens as a canvas can use them: `light-dark()` is resolved by asking an element for its colour. */
export function readColors(host: HTMLElement): ChartColors {
  const probe = document.createElement('span');
  probe.style.forcedColorAdjust = 'none';
  host.append(probe);
  const resolve = (token: string): string => {
    probe.style.color = `var(${token})`;
    return getComputedStyle(probe).color;
  };
  const named = Object.fromEntries(Object.entries(TOKENS).map(([name, token]) => [name, resolve(token)]));
  const series = Array.from({ length: SERIES_COUNT }, (_, index) => resolve(`--series-${index + 1}`));
  const font = `12px ${getComputedStyle(host).fontFamily}`;
  probe.remove();
  return { ...(named as Record<keyof typeof TOKENS, string>), series, font };
}

/** Calls back when the theme changes, by choice or by the system; returns what stops it. */
export function onThemeChange(callback: () => void): () => void {
  const observer = new MutationObserver(callback);
  observer.observe(document.documentElement, {
    attributes: true,
    attributeFilter: ['class', 'data-theme', 'style'],
  });
  const system = ['(prefers-color-scheme: dark)', '(forced-colors: active)'].map((it) => matchMedia(it));
  for (const it of system) it.addEventListener('change', callback);
  return () => {
    observer.disconnect();
    for (const it of system) it.removeEventListener('change', callback);
  };
}
