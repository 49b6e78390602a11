'use client';

import { useSearchParams } from 'next/navigation';
import type { ReactNode } from 'react';
import { changeAddress } from '../layout/change-address.ts';

type Change = Partial<
  Record<'set' | 'cable' | 'commands' | 'enter' | 'model' | 'as' | 'context' | 'requests', string | null>
>;

/** This page's address with some of it changed; `null` drops a part. */
export function useCablesAddress(): (change: Change) => string {
  const params = useSearchParams();
  return (change) => {
    const next = new URLSearchParams(params);
    for (const [name, value] of Object.entries(change)) {
      if (value === null) next.delete(name);
      else next.set(name, value);
    }
    // Commas are plain to read and to send.
    const query = next.toString().replaceAll('%2C', ',');
    return query === '' ? '/machines/cables' : `/machines/cables?${query}`;
  };
}

type Props = {
  to: Change;
  label?: string;
  current?: boolean;
  className?: string;
  style?: React.CSSProperties;
  children: ReactNode;
};

/** A link to another state of this page: the portal is not asked for it. */
export function AddressLink({ to, label, current = false, className, style, children }: Props) {
  const href = useCablesAddress()(to);
  return (
    <a
      href={href}
      aria-label={label}
      aria-current={current || undefined}
      className={className}
      style={style}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        changeAddress(href, 'push');
      }}
    >
      {children}
    </a>
  );
}
