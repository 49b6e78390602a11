import type { PreflightCheck } from '@/shared/schemas/session-start.ts';
import { CheckIcon } from './check-icon.tsx';

type State = PreflightCheck['state'];
const WORDS: Record<State, string> = {
  fail: 'Failed',
  unknown: 'Not known',
  warn: 'To know',
  pass: 'Passed',
};
const FIRST: readonly State[] = ['fail', 'warn', 'unknown'];

/** What was looked at before a start: first what is not well, each with what to do; what passed is folded away. */
export function PreflightList({ checks }: { checks: readonly PreflightCheck[] }) {
  const passed = checks.filter((it) => it.state === 'pass');
  return (
    <>
      <ul>
        {FIRST.flatMap((state) => checks.filter((it) => it.state === state)).map((it) => (
          <Row key={it.code} check={it} />
        ))}
      </ul>
      {passed.length > 0 && (
        <details className="border-t border-border pt-2">
          <summary className="min-h-6 text-sm text-link coarse:py-3">{passed.length} passed</summary>
          <ul>
            {passed.map((it) => (
              <Row key={it.code} check={it} />
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

const Row = ({ check: { title, state, evidence, remedy } }: { check: PreflightCheck }) => (
  <li className="flex gap-2 border-t border-border py-2 text-sm first:border-t-0">
    <span className="mt-0.5">
      <CheckIcon state={state} />
    </span>
    <div className="min-w-0 flex-1 [overflow-wrap:anywhere]">
      <b>
        <span className="sr-only">{WORDS[state]}: </span>
        {title}
      </b>
      <span className="block text-text-2">{evidence}</span>
      {remedy && state !== 'pass' && <span className="block text-muted">{remedy}</span>}
    </div>
  </li>
);
