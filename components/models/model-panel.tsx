'use client';

import { Check, TriangleAlert, X } from 'lucide-react';
import Link from 'next/link';
import { MLX_LM_VERSION } from '@/shared/data/mlx-families.ts';
import { formatDateTime, listNames } from '@/shared/domain/format.ts';
import { useNow } from '../providers/now.tsx';
import { useZone } from '../providers/me.tsx';
import { Banner } from '../ui/banner.tsx';
import { ButtonLink } from '../ui/button.tsx';
import { StatusGlyph } from '../ui/status-glyph.tsx';
import { SimulatedTag } from '../ui/tag.tsx';
import { Tooltip } from '../ui/tooltip.tsx';
import { HeldOn } from './held-on.tsx';
import { fitsHref } from './model-tabs.ts';
import { factRows, formOf } from './model-words.ts';
import type { GroupView, ModelRowView } from './types.ts';

type ModelPanelProps = { row: ModelRowView; groups: readonly GroupView[] };

/** One model: what it is, what is wrong with it and where, over how many Macs it splits, and who runs it now. */
export function ModelPanel({ row, groups }: ModelPanelProps) {
  const { facts } = row;
  const names = new Map(groups.flatMap(({ machines }) => machines.map(({ id, name }) => [id, name])));
  const faults = row.holdings.filter(({ problem }) => problem !== null);
  return (
    <aside id="chosen-model" aria-label={`About ${facts.title}`} className="model-panel">
      <section>
        <header className="model-head">
          <h2 tabIndex={-1}>{facts.title}</h2>
          <span className="text-sm text-muted">{formOf(row)}</span>
          {row.simulated && <SimulatedTag />}
        </header>
        <dl className="model-facts">
          {factRows(row).map(({ name, value, note }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>
                {value === null ? (
                  <Unknown name={name} />
                ) : note ? (
                  <Noted value={value} note={note} />
                ) : (
                  value
                )}
              </dd>
            </div>
          ))}
        </dl>
        {row.differs && (
          <Banner
            tone="warning"
            icon={<TriangleAlert aria-hidden size={16} strokeWidth={1.6} />}
            title="Its files differ between Macs."
          >
            They can’t run it together until the same folder is on each.
          </Banner>
        )}
        {facts.doubts.map((doubt) => (
          <Banner
            key={doubt}
            tone="warning"
            icon={<TriangleAlert aria-hidden size={16} strokeWidth={1.6} />}
            title={doubt}
          />
        ))}
      </section>
      {faults.length > 0 && (
        <section>
          <header className="model-head">
            <h3>Not ready</h3>
          </header>
          <ul className="model-lines">
            {faults.map(({ machineId, problem }) => (
              <li key={machineId}>
                <TriangleAlert aria-hidden size={14} strokeWidth={2} color="var(--maintenance)" />
                <span>
                  <b>{names.get(machineId) ?? 'A Mac'}</b>
                  <small>{problem}</small>
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
      <HeldOn row={row} groups={groups} />
      <Splits row={row} />
      <Use row={row} />
      {facts.planId !== null && (
        <ButtonLink small href={fitsHref(facts.planId)}>
          What fits
        </ButtonLink>
      )}
    </aside>
  );
}

function Unknown({ name }: { name: string }) {
  return (
    <Tooltip text={`${name}: neither its files nor the catalogue say.`}>
      <button type="button" className="unknown-value">
        unknown
      </button>
    </Tooltip>
  );
}

function Noted({ value, note }: { value: string; note: string }) {
  return (
    <>
      {value}
      <small>, {note}</small>
    </>
  );
}

function Splits({ row: { facts } }: { row: ModelRowView }) {
  return (
    <section>
      <header className="model-head">
        <h3>Splits</h3>
        <span className="text-sm text-muted">mlx-lm {MLX_LM_VERSION}</span>
      </header>
      {facts.splits.length === 0 && (
        <p className="pt-2 text-sm text-muted">
          Unknown: its files do not tell its shape. An agent of this version reads it where the model is
          whole.
        </p>
      )}
      <ul className="model-lines">
        {facts.splits.map(({ words, can, note }) => (
          <li key={words}>
            {can ? (
              <Check aria-hidden size={14} strokeWidth={2} color="var(--ready)" />
            ) : (
              <X aria-hidden size={14} strokeWidth={2} color="var(--fault)" />
            )}
            <span>
              <b>{words}</b>
              <span className="sr-only">{can ? ': yes.' : ': no.'}</span>
              {note && <small>{note}</small>}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Use({ row: { sessions } }: { row: ModelRowView }) {
  const zone = useZone();
  const now = useNow(60_000);
  return (
    <section>
      <header className="model-head">
        <h3>Use</h3>
      </header>
      {sessions.length === 0 && <p className="pt-2 text-sm text-muted">No session runs it now.</p>}
      <ul className="model-lines">
        {sessions.map((it) => (
          <li key={it.id}>
            <StatusGlyph status={it.isYours ? 'mine' : 'busy'} />
            <span>
              <Link href={`/sessions/${it.id}`} prefetch={false}>
                {it.isYours ? 'Your session' : `${it.personName}: ${it.purpose}`}
              </Link>
              <small>
                on {listNames(it.machines)}
                {it.until && `, until ${formatDateTime(it.until, zone, now)}`}
              </small>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
