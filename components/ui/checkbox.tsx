import type { ComponentProps, ReactNode } from 'react';
import { classNames } from './class-names.ts';

export type CheckboxProps = Omit<ComponentProps<'input'>, 'type' | 'children'> & { children: ReactNode };

/** A native checkbox with its label; the whole line is the target. */
export function Checkbox({ children, className, ...props }: CheckboxProps) {
  return (
    <label
      className={classNames(
        'flex min-h-(--row-dense) items-center gap-2.5 has-disabled:cursor-not-allowed has-disabled:text-muted',
        className,
      )}
    >
      <input {...props} type="checkbox" className="size-4 flex-none accent-accent" />
      <span className="flex min-w-0 flex-1 flex-wrap items-center gap-x-2">{children}</span>
    </label>
  );
}
