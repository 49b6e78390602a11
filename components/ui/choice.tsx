import type { ReactNode } from 'react';
import { Checkbox } from './checkbox.tsx';
import { Written } from './written.tsx';

type Props = {
  legend: string;
  options: readonly { id: string; name: string; about?: string }[];
  chosen: readonly string[];
  onChange: (ids: string[]) => void;
  /** What stands around them: that they load, or that there are more. */
  children?: ReactNode;
};

/** Any number of some things, by name. */
export function Choice({ legend, options, chosen, onChange, children }: Props) {
  return (
    <fieldset className="min-w-0">
      <legend className="text-sm font-medium">{legend}</legend>
      {options.map((it) => (
        <Checkbox
          key={it.id}
          checked={chosen.includes(it.id)}
          onChange={(event) =>
            onChange(event.target.checked ? [...chosen, it.id] : chosen.filter((id) => id !== it.id))
          }
        >
          <span className="truncate">
            <Written text={it.name} />
          </span>
          {it.about && <span className="truncate text-xs text-muted">{it.about}</span>}
        </Checkbox>
      ))}
      {children}
    </fieldset>
  );
}
