import Link from 'next/link';
import { formatContext, formatGigabytes, formatParameters } from '@/shared/domain/format.ts';
import { ATTENTION_WORDS, linkOf, splitWords } from './catalogue-question.ts';
import { fitsHref } from './model-tabs.ts';
import type { CatalogueView } from './types.ts';

/** One model: what it is in a line, its forms as ways to What fits, and where the figures come from. */
export function CatalogueRow({ entry }: { entry: CatalogueView }) {
  const { title, parameters, activeParameters, layers, contextLength, licence, reason } = entry;
  const isPart = parameters !== null && activeParameters !== null && activeParameters < parameters;
  const size = parameters === null ? 'size unknown' : formatParameters(parameters);
  return (
    <li className="catalogue-row">
      <div>
        <h2>{title}</h2>
        <p>
          {isPart ? `${size}, ${formatParameters(activeParameters)} active` : size} · {layers} layers ·{' '}
          {ATTENTION_WORDS[entry.attention]} ·{' '}
          {contextLength === null ? 'context unknown' : `${formatContext(contextLength)} of context`}
        </p>
      </div>
      <ul className="catalogue-forms" aria-label={`Forms of ${title}`}>
        {entry.forms.map(({ label, weightsBytes, basis }) => (
          <li key={label}>
            <Link
              href={fitsHref(entry.id, label)}
              prefetch={false}
              title={`What fits with ${title} ${label}`}
            >
              {label}
              <small>
                {weightsBytes === null
                  ? 'unknown'
                  : `${basis === 'calculated' ? '≈ ' : ''}${formatGigabytes(weightsBytes)}`}
              </small>
            </Link>
          </li>
        ))}
      </ul>
      <p className="catalogue-split">
        <span className={entry.runs ? undefined : 'text-maintenance-text'}>{splitWords(entry)}</span>
        {reason && <small>{reason}</small>}
      </p>
      <p className="catalogue-licence">{licence ?? <span className="text-muted">licence unknown</span>}</p>
      <details>
        <summary>
          Sources<span className="sr-only"> of {title}</span>
        </summary>
        <dl className="catalogue-sources">
          {entry.sources.map(({ of, source }) => (
            <Source key={of} name={of} source={source} />
          ))}
          {entry.forms.map(({ label, repo, source }) => (
            <Source key={label} name={label} source={source} repo={repo} />
          ))}
        </dl>
      </details>
    </li>
  );
}

function Source({ name, source, repo }: { name: string; source: string; repo?: string | null }) {
  const link = linkOf(source);
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {repo && (
          <>
            <a href={`https://huggingface.co/${repo}`} target="_blank" rel="noreferrer">
              {repo}
            </a>
            <br />
          </>
        )}
        {link ? (
          <a href={link} target="_blank" rel="noreferrer">
            {source}
          </a>
        ) : (
          source
        )}
      </dd>
    </div>
  );
}
