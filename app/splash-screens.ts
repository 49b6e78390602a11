/** iPads, upright, in points; each has two pixels a point. */
const IPADS = [
  { width: 820, height: 1180 },
  { width: 834, height: 1194 },
  { width: 1024, height: 1366 },
];
const PAPERS = [
  { scheme: 'light', paper: '#f8faf9' },
  { scheme: 'dark', paper: '#0e1210' },
] as const;

/**
 * What an iPad shows of an installed console until its first page is there: it asks for a picture of exactly its size.
 * `scripts/make-icons.mjs` draws them; `size` is in points.
 */
export const SPLASH_SCREENS = IPADS.flatMap(({ width, height }) =>
  PAPERS.flatMap(({ scheme, paper }) =>
    (['portrait', 'landscape'] as const).map((orientation) => {
      const size = orientation === 'portrait' ? { width, height } : { width: height, height: width };
      return {
        size,
        scheme,
        paper,
        url: `/icons/splash-${size.width}x${size.height}-${scheme}.png`,
        media: `(device-width: ${width}px) and (device-height: ${height}px) and (-webkit-device-pixel-ratio: 2) and (orientation: ${orientation}) and (prefers-color-scheme: ${scheme})`,
      };
    }),
  ),
);
