const WIDTHS = ['60%', '82%', '48%', '70%'];

/** Rows in the shape of what comes; nothing for the first 300 ms. */
export function SkeletonRows({ label, count = 4 }: { label: string; count?: number }) {
  return (
    <ul aria-busy="true" aria-label={label} className="appears-late">
      {Array.from({ length: count }, (_, index) => (
        <li
          key={index}
          aria-hidden
          className="grid grid-cols-[1rem_1fr_2fr_4rem] gap-4 border-t border-border py-3 first:border-t-0"
        >
          {['100%', WIDTHS[index % 4], WIDTHS[(index + 1) % 4], '100%'].map((width, cell) => (
            <span key={cell} className="h-3 animate-pulse rounded-sm bg-border" style={{ width }} />
          ))}
        </li>
      ))}
    </ul>
  );
}
