import { InputField } from '../ui/field.tsx';

const WHOLE = /^[1-9]\d{0,4}$/;

/** In MB/s of what was typed: null without a limit, undefined where it is none. */
export function limitOf(typed: string): number | null | undefined {
  const text = typed.trim();
  if (text === '') return null;
  return WHOLE.test(text) ? Number(text) : undefined;
}

type Props = { typed: string; onType: (typed: string) => void; hint: string };

export function LimitField({ typed, onType, hint }: Props) {
  return (
    <InputField
      label="At most, MB/s"
      inputMode="numeric"
      value={typed}
      onChange={(event) => onType(event.target.value)}
      hint={hint}
      error={limitOf(typed) === undefined ? 'A whole number from 1 to 99999, or nothing.' : null}
    />
  );
}
