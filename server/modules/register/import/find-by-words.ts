import { findModelByWords } from '@/shared/data/mac-models.ts';
import type { CellReading, CellWay } from './read-cell.ts';
import type { Register } from './load-register.ts';

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/** By the catalogue's id, its name, or the identifier that macOS gives. What it has not stays unknown. */
export function findModel(cell: string): CellReading {
  const model = findModelByWords(cell);
  if (model)
    return {
      key: 'catalogId',
      value: model.id,
      ...(model.thunderbolt.version === null && {
        warning: `“${model.name}” has no Thunderbolt version in the catalogue: its ports stay unknown.`,
      }),
    };
  return { left: `“${cell}” is not in the catalogue: its model stays unknown.` };
}

/** By name or e-mail; with `ownerMayBeTeam` a team's name will do. */
export function findPerson(cell: string, { register, ownerMayBeTeam }: CellWay): CellReading {
  const found = register.people.filter((it) => same(it.name, cell) || same(it.email, cell));
  if (found.length > 1)
    return {
      key: 'ownerId',
      oneOf: found.map((it) => it.id),
      problem: `More than one member is called “${cell}”: write an e-mail address instead.`,
    };
  if (found[0]) return { key: 'ownerId', value: found[0].id };
  const team = ownerMayBeTeam ? register.teams.find((it) => same(it.name, cell)) : undefined;
  if (team) return { key: 'ownerTeamId', value: team.id };
  return { problem: `“${cell}” is no member${ownerMayBeTeam ? ' and no team' : ''} of the lab.` };
}

export function findTeam(cell: string, teams: Register['teams']): CellReading {
  const team = teams.find((it) => same(it.name, cell));
  return team ? { key: 'ownerTeamId', value: team.id } : { problem: `“${cell}” is no team of the lab.` };
}
