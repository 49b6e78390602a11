import { CheckIcon } from '../ui/check-icon.tsx';
import { CopyBlock } from '../ui/copy-block.tsx';
import { SimulatedTag } from '../ui/tag.tsx';
import type { MachinePowerView } from './types.ts';

type PowerCheck = MachinePowerView['checks'][number];
const WORDS: Record<PowerCheck['state'], string> = {
  fail: 'In the way',
  unknown: 'Not known',
  warn: 'To know',
  pass: 'Well',
};

/** What macOS is set to that sleeping and waking rest on, each with the command that mends it. */
export function PowerChecks({ checks, simulated }: { checks: readonly PowerCheck[]; simulated: boolean }) {
  if (checks.length === 0) return null;
  const count = (state: PowerCheck['state']) => checks.filter((it) => it.state === state).length;
  const words = [
    count('fail') > 0 && `${count('fail')} in the way`,
    count('unknown') > 0 && `${count('unknown')} not known`,
    count('warn') > 0 && `${count('warn')} to know`,
  ].filter(Boolean);
  return (
    <details>
      <summary className="min-h-6 text-sm text-link coarse:py-3">
        What it needs: {words.length > 0 ? words.join(', ') : 'all well'}
        {simulated && (
          <>
            {' '}
            <SimulatedTag />
          </>
        )}
      </summary>
      <ul>
        {checks.map(({ title, state, says, command }) => (
          <li key={title} className="flex gap-2 border-t border-border py-2 text-sm first:border-t-0">
            <span className="mt-0.5">
              <CheckIcon state={state} />
            </span>
            <div className="min-w-0 flex-1">
              <b>
                <span className="sr-only">{WORDS[state]}: </span>
                {title}
              </b>
              <span className="block pb-1 text-text-2">{says}</span>
              {command && (
                <CopyBlock
                  label={`Command for ${title.toLowerCase()}`}
                  head="In Terminal on it"
                  text={command}
                />
              )}
            </div>
          </li>
        ))}
      </ul>
    </details>
  );
}
