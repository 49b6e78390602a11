import { formatCount } from '../domain/format.ts';
import { machineOf } from './catalogue-machines.ts';
import type { PublishedPoint } from './published-points.ts';

/* How docs/planner.md writes tables and numbers. */
const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');
export const percent = (ratio: number): string =>
  `${ratio < 0 ? '−' : ''}${Math.round(Math.abs(ratio) * 100)} %`;
export const signed = (ratio: number): string => (ratio > 0 ? `+${percent(ratio)}` : percent(ratio));
export const rate = (value: number): string => (value < 100 ? value.toFixed(1) : formatCount(value));

export function describeMachines(point: Pick<PublishedPoint, 'machines'>): string {
  const names = point.machines.map((machine) => `${machineOf(machine).chip ?? '?'} ${machine.memoryGb}`);
  const counted = [...new Set(names)].map((name) => {
    const count = names.filter((one) => one === name).length;
    return count === 1 ? name : `${count} × ${name}`;
  });
  return counted.join(' + ');
}
