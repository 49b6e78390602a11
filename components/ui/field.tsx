import { type ComponentProps, type ReactNode, useId } from 'react';
import { classNames } from './class-names.ts';

type FieldProps = { label: string; hint?: ReactNode; error?: string | null | undefined; className?: string };
type Described = { id: string; 'aria-describedby'?: string; 'aria-invalid'?: true };

const CONTROL =
  'w-full rounded-md border border-border-control bg-surface px-3 aria-invalid:border-fault aria-invalid:shadow-[inset_0_0_0_1px_var(--fault)] disabled:opacity-55';

/** Label, control, and below it a hint or what is wrong; the three are tied together. */
export function Field({
  label,
  hint,
  error,
  className,
  children,
}: FieldProps & { children: (props: Described) => ReactNode }) {
  const id = useId();
  const noteId = `${id}-note`;
  const note = error ?? hint;
  return (
    <div className={classNames('min-w-0', className)}>
      <label htmlFor={id} className="block pb-1 text-sm font-medium">
        {label}
      </label>
      {children({
        id,
        ...(note && { 'aria-describedby': noteId }),
        ...(error && { 'aria-invalid': true as const }),
      })}
      {note && (
        <small
          id={noteId}
          className={classNames('block pt-1 text-xs', error ? 'text-fault-text' : 'text-muted')}
        >
          {note}
        </small>
      )}
    </div>
  );
}

export function InputField({
  label,
  hint,
  error,
  className,
  ...props
}: FieldProps & ComponentProps<'input'>) {
  return (
    <Field label={label} hint={hint} error={error} {...(className && { className })}>
      {(described) => <input {...props} {...described} className={classNames(CONTROL, 'h-(--control)')} />}
    </Field>
  );
}

export function TextAreaField({
  label,
  hint,
  error,
  className,
  ...props
}: FieldProps & ComponentProps<'textarea'>) {
  return (
    <Field label={label} hint={hint} error={error} {...(className && { className })}>
      {(described) => <textarea {...props} {...described} className={classNames(CONTROL, 'py-2')} />}
    </Field>
  );
}

export type SelectFieldProps = FieldProps &
  ComponentProps<'select'> & { options: readonly { value: string; label: string }[] };

export function SelectField({ label, hint, error, className, options, ...props }: SelectFieldProps) {
  return (
    <Field label={label} hint={hint} error={error} {...(className && { className })}>
      {(described) => (
        <select {...props} {...described} className={classNames(CONTROL, 'h-(--control)')}>
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
