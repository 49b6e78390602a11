import { Segmented } from '../ui/segmented.tsx';
import { setLetterKeys, useLetterKeys } from './letter-keys.ts';

const CHOICES = [
  { value: 'on', label: 'On' },
  { value: 'off', label: 'Off' },
] as const;

/** Who dictates, or brushes keys, can do without them (WCAG 2.1.4). */
export function LetterKeysSetting() {
  const isOn = useLetterKeys();
  return (
    <div className="flex flex-wrap items-center justify-between gap-3 py-2">
      <span className="min-w-0 flex-1">
        Single-key shortcuts
        <small className="block text-xs text-muted">
          In this browser. ⌘K, Ctrl K and Esc work either way.
        </small>
      </span>
      <Segmented
        label="Single-key shortcuts"
        options={CHOICES}
        value={isOn ? 'on' : 'off'}
        onChange={(value) => setLetterKeys(value === 'on')}
      />
    </div>
  );
}
