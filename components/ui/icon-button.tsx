import type { ComponentProps, ReactNode } from 'react';
import { classNames } from './class-names.ts';

export type IconButtonProps = Omit<ComponentProps<'button'>, 'children' | 'aria-label'> & {
  /** Its name, read aloud and shown on hover. */
  label: string;
  children: ReactNode;
};

export function IconButton({ label, className, children, ...props }: IconButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      {...props}
      className={classNames(
        'inline-grid size-(--control) place-items-center rounded-md text-muted transition-colors duration-(--fast) hover:bg-hover hover:text-text disabled:opacity-55 data-[state=open]:bg-hover data-[state=open]:text-text',
        className,
      )}
    >
      {children}
    </button>
  );
}
