import './pick.css';

/** The usual choices, and one that an address may have brought. */
export const withOwn = (usual: readonly number[], own: number): number[] =>
  [...new Set([...usual, own])].toSorted((a, b) => a - b);

type PickProps = {
  label: string;
  value: string;
  options: readonly (readonly [value: string, label: string])[];
  onChange: (value: string) => void;
  /** `off`: of no weight just now; `asks`: it has to be said. */
  look?: 'off' | 'asks';
  /** What stands there while the value is empty, and asks for one. */
  unchosen?: string;
};
/** A word of a sentence that can be another one. */
export function Pick({ label, value, options, onChange, look, unchosen }: PickProps) {
  const asks = unchosen !== undefined && value === '';
  return (
    <select
      className="pick"
      data-off={look === 'off' || undefined}
      data-asks={asks || look === 'asks' || undefined}
      aria-label={label}
      value={value}
      onChange={(event) => onChange(event.target.value)}
    >
      {asks && <option value="">{unchosen}</option>}
      {options.map(([id, words]) => (
        <option key={id} value={id}>
          {words}
        </option>
      ))}
    </select>
  );
}
