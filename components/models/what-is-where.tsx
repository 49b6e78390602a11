import { Pin } from 'lucide-react';
import Link from 'next/link';
import { formatGigabytes, formatPercent } from '@/shared/domain/format.ts';
import { Meter } from '../ui/meter.tsx';
import { ScrollRegion } from '../ui/scroll-region.tsx';
import { Tooltip } from '../ui/tooltip.tsx';
import { CopyRing, MarkKey, MarkShape } from './mark.tsx';
import { diskShare, formOf, MARK_WORDS, type Mark, markOf, rowKey } from './model-words.ts';
import type { CopyView, GroupView, HolderView, HoldingView, ModelRowView } from './types.ts';

type WhatIsWhereProps = {
  title: string;
  facts: string;
  groups: readonly GroupView[];
  models: readonly ModelRowView[];
  /** Those under way. */
  copies: readonly CopyView[];
  chosenKey: string | null;
  onChoose: (key: string) => void;
};

const MARKS: readonly Mark[] = ['yours', 'theirs', 'disk', 'copying', 'planned', 'problem', 'heard'];

/** Models against Macs, grouped as everywhere; on a phone each row becomes a list of Macs. */
export function WhatIsWhere({ title, facts, groups, models, copies, chosenKey, onChoose }: WhatIsWhereProps) {
  const machines = groups.flatMap((group) =>
    group.machines.map((machine, at) => ({ machine, isFirst: at === 0 })),
  );
  const shown = new Set<Mark>(copies.map(markOfCopy));
  for (const { holdings } of models)
    for (const it of holdings) {
      const holder = machines.find(({ machine }) => machine.id === it.machineId);
      if (holder) shown.add(markOf(it, holder.machine));
    }
  const marks = MARKS.filter((mark) => shown.has(mark));
  return (
    <section aria-label={title}>
      <header className="model-head">
        <h2>{title}</h2>
        <span className="text-sm text-muted">{facts}</span>
      </header>
      <ScrollRegion className="model-scroll" label={`${title}: models on each Mac`}>
        <table className="model-matrix">
          <caption className="sr-only">{title}: models on each Mac</caption>
          <thead>
            <tr className="model-groups">
              <th scope="col" colSpan={2}>
                <span className="sr-only">Group</span>
              </th>
              {groups.map((group) => (
                <th key={group.id} scope="colgroup" colSpan={group.machines.length} data-first>
                  {group.title}
                </th>
              ))}
            </tr>
            <tr>
              <th scope="col">Model</th>
              <th scope="col" className="model-size">
                Weights
              </th>
              {machines.map(({ machine, isFirst }) => (
                <th key={machine.id} scope="col" className="model-mac" data-first={isFirst || undefined}>
                  {machine.name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {models.map((row) => (
              <ModelRow
                key={rowKey(row)}
                row={row}
                machines={machines}
                copies={copies.filter(({ modelId }) => modelId === row.id)}
                isChosen={rowKey(row) === chosenKey}
                onChoose={() => onChoose(rowKey(row))}
              />
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row" colSpan={2}>
                For models
              </th>
              {machines.map(({ machine, isFirst }) => (
                <td
                  key={machine.id}
                  className="model-disk"
                  data-mac={machine.name}
                  data-first={isFirst || undefined}
                >
                  <Disk machine={machine} />
                </td>
              ))}
            </tr>
          </tfoot>
        </table>
      </ScrollRegion>
      <MarkKey marks={marks} />
    </section>
  );
}

type RowProps = {
  row: ModelRowView;
  copies: readonly CopyView[];
  machines: readonly { machine: HolderView; isFirst: boolean }[];
  isChosen: boolean;
  onChoose: () => void;
};

function ModelRow({ row, copies, machines, isChosen, onChoose }: RowProps) {
  const byMachine = new Map(row.holdings.map((it) => [it.machineId, it]));
  const form = formOf(row);
  return (
    <tr data-chosen={isChosen || undefined}>
      <th scope="row" className="model-name">
        <Link
          href={`/models?model=${encodeURIComponent(rowKey(row))}`}
          prefetch={false}
          scroll={false}
          aria-current={isChosen ? 'true' : undefined}
          onClick={(event) => {
            if (event.metaKey || event.ctrlKey || event.shiftKey) return;
            event.preventDefault();
            onChoose();
          }}
        >
          {row.facts.title}
        </Link>
        {form && <span className="text-muted"> {form}</span>}
      </th>
      <td className="model-size">
        {row.facts.weightsBytes === null ? (
          <span className="text-muted">unknown</span>
        ) : (
          formatGigabytes(row.facts.weightsBytes)
        )}
      </td>
      {machines.map(({ machine, isFirst }) => {
        const holding = byMachine.get(machine.id);
        const copy = copies.find(({ to }) => to.id === machine.id);
        return (
          <td
            key={machine.id}
            className="model-mac"
            data-none={(!holding && !copy) || undefined}
            data-first={isFirst || undefined}
          >
            {copy && <Coming copy={copy} />}
            {holding && !copy && <Held holding={holding} machine={machine} />}
          </td>
        );
      })}
    </tr>
  );
}

const markOfCopy = ({ state }: Pick<CopyView, 'state'>): Mark =>
  state === 'copying' ? 'copying' : 'planned';

function Coming({ copy }: { copy: CopyView }) {
  const { doneBytes, totalBytes, state, to } = copy;
  const ratio = totalBytes === 0 ? 0 : doneBytes / totalBytes;
  const words =
    state === 'copying' ? `copying, ${formatPercent(ratio)}` : (copy.note ?? 'about to be copied');
  return (
    <Tooltip text={words}>
      <button type="button" className="model-held">
        {state === 'copying' ? <CopyRing ratio={ratio} kind="moving" /> : <MarkShape mark="planned" />}
        <span className="model-chip" aria-hidden>
          {to.name}
        </span>
        <span className="sr-only">{` ${to.name}: ${words}`}</span>
      </button>
    </Tooltip>
  );
}

function Held({ holding, machine }: { holding: HoldingView; machine: HolderView }) {
  const mark = markOf(holding, machine);
  const name = (
    <span className="model-chip" aria-hidden>
      {machine.name}
    </span>
  );
  const words = <span className="sr-only">{` ${MARK_WORDS[mark]}`}</span>;
  if (holding.problem === null)
    return (
      <span className="model-held">
        <MarkShape mark={mark} />
        {holding.pinned && <Pin aria-hidden size={12} strokeWidth={1.6} className="model-pin" />}
        {name}
        {words}
        {holding.pinned && <span className="sr-only">, pinned</span>}
      </span>
    );
  return (
    <Tooltip text={holding.problem}>
      <button type="button" className="model-held">
        <MarkShape mark={mark} />
        {name}
        <span className="sr-only">{` ${machine.name}: ${holding.problem}`}</span>
      </button>
    </Tooltip>
  );
}

function Disk({ machine }: { machine: HolderView }) {
  const { modelBytes, ownModelBytes, quota, diskFreeBytes } = machine;
  return (
    <>
      <Meter ratio={diskShare(machine)} />
      <small>
        <span>
          {quota.bytes === null
            ? formatGigabytes(modelBytes)
            : `${formatGigabytes(ownModelBytes)} of ${formatGigabytes(quota.bytes)}`}
        </span>
        <span>{diskFreeBytes === null ? 'free: unknown' : `${formatGigabytes(diskFreeBytes)} free`}</span>
      </small>
    </>
  );
}
