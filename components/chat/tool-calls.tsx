import { Wrench } from 'lucide-react';
import type { ToolCall } from '@/shared/schemas/answer-settings.ts';
import { showHidden } from '../ui/marks.ts';

const MOST_CHARS = 20_000;

/** What the model asked to be called. Nothing is called by being shown; what cannot be read is shown as it came. */
export function ToolCalls({ calls }: { calls: readonly ToolCall[] }) {
  return calls.map((call, index) => (
    <details key={index} className="chat-thought chat-call" open>
      <summary>
        <Wrench aria-hidden size={14} strokeWidth={1.6} />
        <span>
          Asks for <code>{showHidden(call.name)}</code>
        </span>
      </summary>
      {call.arguments.trim() === '' ? (
        <p className="text-muted">Without arguments</p>
      ) : (
        <pre tabIndex={0} dir="ltr" aria-label={`Arguments of ${showHidden(call.name)}`}>
          {showHidden(readable(call.arguments))}
        </pre>
      )}
    </details>
  ));
}

/** JSON with a line for each part; anything else as it came, and no more of it than can be read. */
function readable(written: string): string {
  const text = asJson(written) ?? written;
  return text.length > MOST_CHARS ? `${text.slice(0, MOST_CHARS)}…` : text;
}

function asJson(written: string): string | null {
  // A long number would come back as another one.
  if (/\d{16}/.test(written)) return null;
  try {
    return JSON.stringify(JSON.parse(written), null, 2);
  } catch {
    return null;
  }
}
