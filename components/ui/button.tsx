import Link from 'next/link';
import type { ComponentProps, ReactNode } from 'react';
import { classNames } from './class-names.ts';

export type ButtonLook = 'plain' | 'primary' | 'quiet' | 'danger' | 'danger-solid';
type Shape = { look?: ButtonLook; small?: boolean; icon?: ReactNode };

const BASE =
  'inline-flex items-center justify-center gap-2 rounded-md border font-medium whitespace-nowrap transition-colors duration-(--fast) disabled:opacity-55 disabled:cursor-not-allowed aria-disabled:opacity-55 aria-disabled:cursor-not-allowed';
const LOOKS: Record<ButtonLook, string> = {
  plain: 'border-border-strong bg-surface hover:bg-hover',
  primary:
    'border-transparent bg-accent text-on-accent font-strong hover:bg-accent-hover forced-color-adjust-none',
  quiet: 'border-transparent text-text-2 hover:bg-hover',
  danger:
    'border-[color-mix(in_oklab,var(--fault)_55%,var(--border))] bg-surface text-fault-text hover:bg-fault-soft',
  'danger-solid':
    'border-transparent bg-fault text-on-fault font-strong hover:brightness-95 forced-color-adjust-none',
};

export const buttonClass = ({ look = 'plain', small = false }: Shape, className?: string): string =>
  classNames(BASE, LOOKS[look], small ? 'h-7 coarse:h-11 px-2 text-sm' : 'h-(--control) px-3', className);

export type ButtonProps = Omit<ComponentProps<'button'>, 'children'> &
  Shape & {
    children: ReactNode;
    /** While it waits: this label instead, and no second press. */
    busyLabel?: string | null;
  };

export function Button({
  look,
  small,
  icon,
  busyLabel,
  className,
  children,
  disabled,
  ...props
}: ButtonProps) {
  const busy = busyLabel !== undefined && busyLabel !== null;
  return (
    <button
      type="button"
      {...props}
      disabled={disabled ?? false}
      aria-disabled={busy || undefined}
      onClick={busy ? (event) => event.preventDefault() : props.onClick}
      className={buttonClass({ ...(look && { look }), ...(small && { small }) }, className)}
    >
      {icon}
      {busy ? busyLabel : children}
    </button>
  );
}

export type ButtonLinkProps = ComponentProps<typeof Link> & Shape;

/** A link that looks like a button: it goes somewhere. */
export function ButtonLink({ look, small, icon, className, children, ...props }: ButtonLinkProps) {
  return (
    <Link
      prefetch={false}
      {...props}
      className={buttonClass({ ...(look && { look }), ...(small && { small }) }, className)}
    >
      {icon}
      {children}
    </Link>
  );
}
