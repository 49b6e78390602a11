/** Tokens of each minute of an hour as small bars; a line alone where there were none. */
export function MinuteBars({ tokens }: { tokens: readonly number[] }) {
  const most = Math.max(1, ...tokens);
  const sum = tokens.reduce((all, it) => all + it, 0);
  return (
    <svg
      viewBox="0 0 60 18"
      preserveAspectRatio="none"
      role="img"
      aria-label={sum === 0 ? 'no tokens in the last hour' : `${sum} tokens in the last hour`}
      className="block h-7 w-24"
    >
      <path d="M0 17.5H60" stroke="var(--border)" strokeWidth={1} vectorEffect="non-scaling-stroke" />
      {tokens.map((it, minute) => {
        const height = (it / most) * 15;
        return it === 0 ? null : (
          // oxlint-disable-next-line react/no-array-index-key -- its place is the minute
          <rect
            key={minute}
            x={minute + 0.2}
            y={17 - height}
            width={0.8}
            height={height}
            fill="var(--mine)"
          />
        );
      })}
    </svg>
  );
}
