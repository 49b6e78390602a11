import { useId } from 'react';
import { classNames } from './class-names.ts';

export type SegmentedProps<T extends string> = {
  label: string;
  options: readonly { value: T; label: string }[];
  value: T;
  onChange: (value: T) => void;
};

/** One of a few, all in sight: native radio buttons, so arrows and forms work. */
export function Segmented<T extends string>({ label, options, value, onChange }: SegmentedProps<T>) {
  const name = useId();
  return (
    <fieldset className="inline-flex overflow-hidden rounded-md border border-border-strong bg-surface">
      <legend className="sr-only">{label}</legend>
      {options.map((option) => (
        <label
          key={option.value}
          className={classNames(
            'relative grid h-[calc(var(--control)-2px)] place-items-center border-border px-3 text-sm font-medium not-first-of-type:border-l has-focus-visible:outline-2 has-focus-visible:-outline-offset-2 has-focus-visible:outline-focus',
            option.value === value
              ? 'bg-accent-soft font-strong text-mine-text forced-colors:outline-2 forced-colors:-outline-offset-3 forced-colors:outline-[Highlight]'
              : 'text-text-2 hover:bg-hover',
          )}
        >
          <input
            type="radio"
            name={name}
            className="sr-only"
            checked={option.value === value}
            onChange={() => onChange(option.value)}
          />
          {option.label}
        </label>
      ))}
    </fieldset>
  );
}
