import type { ReactNode, Ref, UIEvent } from 'react';
import { classNames } from './class-names.ts';

type ScrollRegionProps = {
  label: string;
  className?: string;
  children: ReactNode;
  ref?: Ref<HTMLElement>;
  onScroll?: (event: UIEvent<HTMLElement>) => void;
  wraps?: boolean;
};

/** Something that scrolls by itself: it can take the focus, so that a keyboard can scroll it too. */
export function ScrollRegion({ label, className, children, ref, onScroll, wraps }: ScrollRegionProps) {
  return (
    <section
      ref={ref}
      aria-label={label}
      // What only screen readers see is placed within, or it would make the page as wide as what scrolls.
      className={classNames('relative', className)}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must take the focus (WCAG 2.1.1)
      tabIndex={0}
      onScroll={onScroll}
      data-wrap={wraps || undefined}
    >
      {children}
    </section>
  );
}
