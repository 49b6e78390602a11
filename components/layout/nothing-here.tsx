'use client';

import type { ReactNode } from 'react';
import { ButtonLink } from '../ui/button.tsx';
import { PageHeader } from './page-header.tsx';
import { useTitle } from './use-title.ts';

type NothingHereProps = { title: string; href: string; label: string; children: ReactNode };

/** For an address of nothing, with the way on; the shell stays around it. */
export function NothingHere({ title, href, label, children }: NothingHereProps) {
  useTitle(title);
  return (
    <>
      <PageHeader title={title} />
      <main id="main" className="page-body">
        <p className="pb-4 text-text-2">{children}</p>
        <ButtonLink look="primary" href={href}>
          {label}
        </ButtonLink>
      </main>
    </>
  );
}
