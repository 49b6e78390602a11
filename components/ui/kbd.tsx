export function Kbd({ children }: { children: string }) {
  return (
    <kbd className="rounded-sm border border-border-strong px-1.5 py-0.5 font-sans text-xs leading-none font-medium text-muted">
      {children}
    </kbd>
  );
}
