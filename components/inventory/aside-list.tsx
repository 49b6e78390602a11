import { Children, type ReactNode } from 'react';

/** A titled list beside the main column, rows on hairlines. */
export function AsideList({ title, empty, children }: { title: string; empty: string; children: ReactNode }) {
  const isEmpty = Children.toArray(children).length === 0;
  return (
    <section aria-label={title}>
      <h2 className="border-b border-border-strong pb-2">{title}</h2>
      {isEmpty ? <p className="py-2 text-sm text-muted">{empty}</p> : <ul>{children}</ul>}
    </section>
  );
}

export function AsideItem({ icon, children }: { icon: ReactNode; children: ReactNode }) {
  return (
    <li className="flex gap-2 border-t border-border py-2 text-sm first:border-t-0">
      <span className="mt-0.5 flex-none">{icon}</span>
      <div className="min-w-0 flex-1">{children}</div>
    </li>
  );
}
