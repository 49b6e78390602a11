'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useSearchParams } from 'next/navigation';
import { formatContext } from '@/shared/domain/format.ts';
import { askedModelOf, askedModelParams, type AskedModel as Asked } from '../layout/asked-model.ts';
import { useTRPC } from '../providers/trpc.tsx';
import { CheckIcon } from '../ui/check-icon.tsx';
import { CopyBlock } from '../ui/copy-block.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { SimulatedTag } from '../ui/tag.tsx';
import { AddressLink } from './address.tsx';
import { checkInputOf } from './cable-groups.ts';
import { CHECK_TITLES } from './cable-words.ts';
import { SetPicker } from './set-picker.tsx';
import type { CableMapView, CheckView, RemedyView, SetCheckView } from './types.ts';

type State = CheckView['state'];
/** As many as What fits takes together. */
const MOST_PLANNED = 16;

const ORDER: readonly State[] = ['fail', 'unknown', 'warn'];
const STATE_WORDS: Record<State, string> = {
  fail: 'Fails',
  unknown: 'Unknown',
  warn: 'Warning',
  pass: 'Passes',
};
const VERDICT_TITLES: Record<SetCheckView['verdicts'][number]['kind'], string> = {
  jaccl: 'JACCL mesh',
  jaccl_ring: 'JACCL ring',
  ring: 'TCP ring',
};
const VERDICT_WORDS = { pass: 'ready', fail: 'no', unknown: 'unknown' } as const;

/** Can these Macs run one model together? Three verdicts, what fails, what is not known, and what to do about it. */
export function ReadinessPanel({ map, set }: { map: CableMapView; set: readonly string[] }) {
  const asked = askedModelOf(useSearchParams());
  const trpc = useTRPC();
  const check = useQuery({
    ...trpc.cables.checkSet.queryOptions(checkInputOf(set, asked)),
    enabled: set.length > 0,
  });
  return (
    <section aria-label="Readiness">
      <div className="flex flex-wrap items-baseline gap-x-3 border-b border-border-strong pb-2">
        <h2>Readiness</h2>
        {check.data && (
          <span className="min-w-0 text-sm text-muted">
            {check.data.machines.map(({ name }) => name).join(', ')}
          </span>
        )}
        {check.data && check.data.simulatedMachines > 0 && <SimulatedTag />}
      </div>
      <SetPicker map={map} set={set} />
      {asked && <AskedModel asked={asked} set={set} model={check.data?.model ?? null} />}
      {set.length === 0 && (
        <p className="py-2 text-sm text-muted">
          Choose Macs to see whether they can run one model together, and what is in the way.
        </p>
      )}
      {set.length > 0 && check.isPending && <SkeletonRows label="Loading the checks" />}
      {check.isError && (
        <div className="py-2">
          <ErrorNote error={check.error} onRetry={() => void check.refetch()} />
          <AddressLink to={{ set: null }} className="mt-2 inline-block text-sm text-link underline">
            Start with the first cabled Macs
          </AddressLink>
        </div>
      )}
      {check.data && <Checks check={check.data} />}
    </section>
  );
}

const NO_MODEL = { model: null, as: null, context: null, requests: null };
const FITS: Record<NonNullable<SetCheckView['model']>['verdict'], string> = {
  fits: 'fits',
  'too-big': 'does not fit',
  'no-split': 'cannot be split so',
  'no-engine': 'cannot be loaded',
  unknown: 'is not known to fit',
};

type AskedProps = { asked: Asked; set: readonly string[]; model: SetCheckView['model'] };

/** The model they are asked to run together, and what the planner says of it. */
function AskedModel({ asked, set, model }: AskedProps) {
  const requests = asked.requests === 1 ? '1 request at once' : `${asked.requests} requests at once`;
  const search = askedModelParams(asked).toString();
  return (
    <div className="border-b border-border py-2 text-sm">
      <p>
        <b>{model ? `${model.title}, ${model.quantisation}` : asked.modelId}</b>{' '}
        {model && FITS[model.verdict]}
        <span className="block text-muted">
          {formatContext(asked.contextTokens)} of context, {requests}
          {model && `. ${model.reason}`}
        </span>
      </p>
      <p className="flex flex-wrap gap-x-4 pt-1">
        <Link
          prefetch={false}
          href={`/machines/fits?${search}${set.length <= MOST_PLANNED ? `&on=${set.join(',')}` : ''}`}
          className="text-link underline underline-offset-2 coarse:py-3"
        >
          How fast, and what else fits
        </Link>
        <AddressLink to={NO_MODEL} className="text-link underline underline-offset-2 coarse:py-3">
          Any model
        </AddressLink>
      </p>
    </div>
  );
}

function Checks({ check }: { check: SetCheckView }) {
  const of = (state: State) => check.checks.filter((it) => it.state === state);
  const passed = of('pass');
  const counts = [
    `${of('fail').length} fail`,
    `${of('unknown').length} unknown`,
    `${of('warn').length} ${of('warn').length === 1 ? 'warning' : 'warnings'}`,
    `${passed.length} pass`,
  ];
  return (
    <>
      {check.simulatedMachines > 0 && (
        <p className="pt-2 text-sm text-simulated-text">
          {check.simulatedMachines === check.machines.length
            ? 'All of these are simulated'
            : `${check.simulatedMachines} of these are simulated`}
          : their checks are played and say nothing about hardware.
        </p>
      )}
      <dl className="pt-1 text-sm">
        {check.verdicts.map(({ kind, state, text }) => (
          <div key={kind} className="border-b border-border py-1.5">
            <dt className="flex items-center gap-2">
              <CheckIcon state={state} />
              {VERDICT_TITLES[kind]}
              <b className="ml-auto">{VERDICT_WORDS[state]}</b>
            </dt>
            <dd className="pt-0.5 pl-6 text-xs [overflow-wrap:anywhere] text-muted">{text}</dd>
          </div>
        ))}
      </dl>
      <p className="pt-3 pb-1 text-sm text-muted">{counts.join(' · ')}</p>
      <ul>
        {ORDER.flatMap(of).map((it) => (
          <CheckRow key={it.code} check={it} />
        ))}
      </ul>
      {passed.length > 0 && (
        <details className="border-t border-border pt-2">
          <summary className="min-h-6 text-sm text-link coarse:py-3">{passed.length} that pass</summary>
          <ul>
            {passed.map((it) => (
              <CheckRow key={it.code} check={it} />
            ))}
          </ul>
        </details>
      )}
      <p className="pt-3 text-sm">
        <AddressLink to={{ commands: '1' }} className="text-link underline underline-offset-2">
          Commands, hostfile and device matrix
        </AddressLink>
      </p>
    </>
  );
}

function CheckRow({ check: { code, state, evidence, remedy } }: { check: CheckView }) {
  return (
    <li className="flex gap-2 border-t border-border py-2 text-sm first:border-t-0">
      <span className="mt-0.5">
        <CheckIcon state={state} />
      </span>
      <div className="min-w-0 flex-1">
        <div className="flex flex-wrap items-baseline justify-between gap-x-2">
          <b>
            <span className="sr-only">{STATE_WORDS[state]}: </span>
            {CHECK_TITLES[code]}
          </b>
          <span className="font-mono text-xs tracking-tight text-muted">{code}</span>
        </div>
        <p className="[overflow-wrap:anywhere] text-muted">{evidence}</p>
        {remedy && <WhatToDo remedy={remedy} title={CHECK_TITLES[code]} />}
      </div>
    </li>
  );
}

/** Words, steps at the Mac, commands to copy. Nothing here is run. */
function WhatToDo({ remedy: { text, steps, commands }, title }: { remedy: RemedyView; title: string }) {
  return (
    <>
      <p className="pt-0.5">{text}</p>
      {steps.length > 0 && (
        <ol className="list-decimal space-y-1 pt-1 pl-5 marker:text-muted">
          {steps.map((step, index) => (
            <li key={index}>{step}</li>
          ))}
        </ol>
      )}
      {commands.length > 0 && (
        <div className="pt-2">
          <CopyBlock label={`Commands: ${title}`} text={commands.join('\n')} />
        </div>
      )}
    </>
  );
}
