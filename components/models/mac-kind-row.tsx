import { sourceOf } from '@/shared/data/mac-kind-sources.ts';
import { kindFacts } from './mac-kind-words.ts';
import type { MacKindView } from './types.ts';

/** One kind of Mac, a fact each, and below it where each fact comes from. */
export function MacKindRow({ kind }: { kind: MacKindView }) {
  const facts = kindFacts(kind);
  return (
    <li className="catalogue-row catalogue-kind">
      <h2>{kind.name}</h2>
      <dl className="catalogue-facts">
        {facts.map(({ name, value }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value ?? <span className="text-muted">unknown</span>}</dd>
          </div>
        ))}
      </dl>
      <details>
        <summary>
          Sources<span className="sr-only"> of {kind.name}</span>
        </summary>
        <dl className="catalogue-sources">
          {facts.map(({ name, field }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{sourceOf(kind, field)}</dd>
            </div>
          ))}
        </dl>
      </details>
    </li>
  );
}
