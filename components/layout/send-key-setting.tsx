import { Segmented } from '../ui/segmented.tsx';
import { setSendKey, useSendKey } from './send-key.ts';

const CHOICES = [
  { value: 'enter', label: 'Enter' },
  { value: 'mod-enter', label: '⌘ or Ctrl Enter' },
] as const;

/** Who writes long questions may want Enter for lines. */
export function SendKeySetting() {
  return (
    <div className="flex flex-wrap items-center justify-between gap-3 py-2">
      <span className="min-w-0 flex-1">
        Send a question with
        <small className="block text-xs text-muted">In this browser. Shift+Enter always makes a line.</small>
      </span>
      <Segmented label="Send a question with" options={CHOICES} value={useSendKey()} onChange={setSendKey} />
    </div>
  );
}
