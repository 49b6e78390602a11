import { ReportTable } from './report-table.tsx';
import { ReportBlock } from './report-block.tsx';
import type { ReactNode } from 'react';
import { formatTokens } from '@/shared/domain/format.ts';
import { NumberHeads } from '../ui/number-heads.tsx';
import {
  chargedOf,
  type CostFiguresView,
  type CostView,
  electricityOf,
  moneyWords,
  perMillionWords,
} from './cost-words.ts';
import { hours, kilowattHours } from './report-numbers.ts';

type Row = CostView['real']['teams'][number];
type Props = {
  title: string;
  head: string;
  rows: readonly Row[];
  total: CostFiguresView;
  nameOf: (row: Row) => ReactNode;
};

const HEADS = [
  'Reserved h',
  'Used h',
  'Session kWh',
  'Electricity',
  'Tokens out',
  'A million tokens',
  'Charged',
];

/** Reserved, used, energy and money of each, and of all: the rows are the sum. */
export function CostTable({ title, head, rows, total, nameOf }: Props) {
  const id = `cost-${head.toLowerCase()}`;
  return (
    <ReportBlock id={id} title={title} isWide>
      <ReportTable label={`Cost ${title.toLowerCase()}`}>
        <thead>
          <tr>
            <th scope="col">{head}</th>
            <NumberHeads of={HEADS} />
          </tr>
        </thead>
        <tbody>
          {rows.map((it) => (
            <tr key={it.id ?? 'none'}>
              <th scope="row">{nameOf(it)}</th>
              <Cells figures={it} />
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">All</th>
            <Cells figures={total} />
          </tr>
        </tfoot>
      </ReportTable>
    </ReportBlock>
  );
}

function Cells({ figures }: { figures: CostFiguresView }) {
  return (
    <>
      <td className="number">{hours(figures.reservedMs)}</td>
      <td className="number">{hours(figures.usedMs)}</td>
      <td className="number">{figures.joules === null ? 'not measured' : kilowattHours(figures.joules)}</td>
      <td className="number">{figures.joules === null ? '–' : moneyWords(electricityOf(figures))}</td>
      <td className="number">{formatTokens(Math.round(figures.completionTokens))}</td>
      <td className="number">
        {perMillionWords(figures) ?? <span className="text-muted">too few tokens</span>}
      </td>
      <td className="number">{moneyWords(chargedOf(figures))}</td>
    </>
  );
}
