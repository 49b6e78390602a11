import type { ReactNode } from 'react';

/** What belongs here, in two lines, and the first step. */
export function EmptyState({
  title,
  children,
  action,
}: {
  title: string;
  children: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className="max-w-[26rem] py-6">
      <h2 className="text-sm">{title}</h2>
      <p className="mt-1 mb-4 text-text-2">{children}</p>
      {action && <div className="flex flex-wrap gap-2">{action}</div>}
    </div>
  );
}
