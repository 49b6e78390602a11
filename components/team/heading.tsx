/** Of a part of a settings page, with what it is about. */
export const Heading = ({ id, title, children }: { id: string; title: string; children: string }) => (
  <div className="flex flex-wrap items-baseline gap-x-3 border-b border-border-strong pb-2">
    <h2 id={id}>{title}</h2>
    <p className="text-sm text-muted">{children}</p>
  </div>
);
