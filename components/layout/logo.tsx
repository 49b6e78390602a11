export function Logo() {
  return (
    <svg viewBox="0 0 28 28" aria-hidden className="size-7 flex-none text-accent">
      <g fill="none" stroke="currentColor" strokeWidth="1.9" strokeLinecap="round">
        <path d="M14 26V5.5" />
        <path d="M14 22H8.2A4.2 4.2 0 0 1 4 17.8V5.5" />
        <path d="M14 22h5.8A4.2 4.2 0 0 0 24 17.8V5.5" />
        <path d="M14 16.5h-2a3 3 0 0 1-3-3v-8" />
        <path d="M14 16.5h2a3 3 0 0 0 3-3v-8" />
      </g>
      <g fill="currentColor">
        {[4, 9, 14, 19, 24].map((x) => (
          <circle key={x} cx={x} cy="4" r="2" />
        ))}
      </g>
    </svg>
  );
}
