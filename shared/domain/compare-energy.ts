import type { EnergyReference } from '../data/energy-references.ts';

/** The same tokens elsewhere: never one number where the published ones differ. */
export type ReferenceRange = Pick<EnergyReference, 'group' | 'scope'> & {
  systems: string[];
  answersAtOnce: { least: number; most: number };
  joulesPerToken: { least: number; most: number };
  /** Of `tokens` output tokens. */
  joules: { least: number; most: number };
  isUpperBound: boolean;
  sources: string[];
};

/**
 * Published joules a token as ranges for a number of output tokens, one for each kind of system and scope: watts of
 * boards and watts at the wall are never in one range.
 */
export function referenceRanges(references: readonly EnergyReference[], tokens: number): ReferenceRange[] {
  const groups = Map.groupBy(references, (it) => `${it.group} ${it.scope}`);
  return [...groups.values()].map((rows) => {
    const joulesPerToken = rangeOf(rows.map((it) => it.joulesPerToken));
    return {
      group: rows[0]!.group,
      scope: rows[0]!.scope,
      systems: [...new Set(rows.map((it) => it.system))],
      answersAtOnce: rangeOf(rows.map((it) => it.answersAtOnce)),
      joulesPerToken,
      joules: { least: joulesPerToken.least * tokens, most: joulesPerToken.most * tokens },
      isUpperBound: rows.some((it) => it.isUpperBound),
      sources: [...new Set(rows.map((it) => it.source))],
    };
  });
}

const rangeOf = (values: readonly number[]) => ({ least: Math.min(...values), most: Math.max(...values) });
