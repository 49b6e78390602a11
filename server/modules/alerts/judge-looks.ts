import { randomUUID } from 'node:crypto';
import { alertKind, type AlertKind, patienceOf } from '@/shared/domain/alert-kinds.ts';
import {
  afterGap,
  type Condition,
  type ConditionState,
  fires,
  type Sight,
  sightOf,
  stepCondition,
} from '@/shared/domain/alert-machine.ts';
import { firedWords } from '@/shared/domain/alert-words.ts';
import type { Look } from './looks.ts';
import type { OpenAlert, Rule, Standing } from './read-standing.ts';

export type Fired = OpenAlert & { subjectKind: string; rule: Rule };
export type Cleared = OpenAlert & { endReason: 'cleared' | 'gone' | 'rule_off'; rule: Rule | null };
export type Judged = {
  /** Conditions that moved; `ok` ones are forgotten. */
  moved: { ruleId: string; subjectId: string; state: ConditionState; since: Date }[];
  fired: Fired[];
  cleared: Cleared[];
  /** Whom what fires concerns, by its subject. */
  concernedBy: ReadonlyMap<string, readonly string[]>;
};

type Asked = {
  standing: Standing;
  looks: readonly Look[];
  /** The kinds that were looked at: of others nothing is known. */
  kinds: ReadonlySet<AlertKind>;
  now: Date;
  hasGap: boolean;
};

/** Each rule's next step with each thing in its scope. */
export function judgeLooks({ standing, looks, kinds, now, hasGap }: Asked): Judged {
  const judged: Judged = { moved: [], fired: [], cleared: [], concernedBy: concernedBy(looks) };
  const conditions = new Map(standing.conditions.map((it) => [`${it.ruleId} ${it.subjectId}`, it]));
  const open = new Map(standing.alerts.map((it) => [`${it.ruleId} ${it.subjectId}`, it]));
  const seen = new Set<string>();
  const step = (rule: Rule, subjectId: string, sight: Sight, look: Look | null): void => {
    const key = `${rule.id} ${subjectId}`;
    seen.add(key);
    const held = conditions.get(key);
    const before: Condition = held
      ? { state: held.state, since: new Date(held.since) }
      : { state: 'ok', since: now };
    const next = stepCondition(hasGap ? afterGap(before, now) : before, sight, now, patienceOf(rule));
    const alert = open.get(key);
    if (next.event === 'fired' && look && !alert) judged.fired.push(fire(rule, look, now, standing.timeZone));
    if (alert && !fires(next))
      judged.cleared.push({ ...alert, rule, endReason: sight === 'gone' ? 'gone' : 'cleared' });
    if (next.state !== before.state || next.since.getTime() !== before.since.getTime())
      judged.moved.push({ ruleId: rule.id, subjectId, state: next.state, since: next.since });
  };
  for (const rule of standing.rules)
    for (const look of looks)
      if (look.kind === rule.kind && isInScope(rule, look))
        step(rule, look.subject.id, sightFor(rule, look), look);
  const rules = new Map(standing.rules.map((it) => [it.id, it]));
  for (const { ruleId, subjectId } of [...standing.conditions, ...standing.alerts]) {
    const rule = rules.get(ruleId);
    // Its session has ended, it left the lab, or the rule looks at others now.
    if (rule && kinds.has(rule.kind) && !seen.has(`${ruleId} ${subjectId}`))
      step(rule, subjectId, 'gone', null);
  }
  return judged;
}

function isInScope({ scope, machineIds, catalogIds }: Rule, { subject, kind }: Look): boolean {
  if (kind === 'power_over' && (scope === 'lab') !== (subject.kind === 'lab')) return false;
  if (scope === 'machines') return subject.machines.some((it) => machineIds.includes(it.id));
  if (scope === 'models')
    return subject.machines.some((it) => it.catalogId !== null && catalogIds.includes(it.catalogId));
  return true;
}

function sightFor({ threshold, clearsAt, kind }: Rule, { sight, value, isLowerBound }: Look): Sight {
  const { measure } = alertKind(kind);
  if (sight !== null || !measure || threshold === null || clearsAt === null) return sight ?? 'unknown';
  const found = sightOf(value, { threshold, clearsAt }, measure.rises);
  return isLowerBound && found !== 'over' ? 'unknown' : found;
}

function fire(rule: Rule, { subject, ...look }: Look, now: Date, timeZone: string): Fired {
  return {
    ...firedWords({ ...look, name: subject.name }, { now, timeZone }),
    id: randomUUID(),
    rule,
    ruleId: rule.id,
    subjectId: subject.id,
    subjectKind: subject.kind,
    subjectName: subject.name,
    simulated: subject.simulated,
    link: subject.kind === 'machine' ? `${subject.link}?${curvesAround(now)}` : subject.link,
    firedAt: now,
    toldAt: null,
  };
}

const AROUND_MS = 30 * 60_000;

/** What shows a machine's curves before and after a moment. */
const curvesAround = (at: Date): string =>
  `from=${new Date(at.getTime() - AROUND_MS).toISOString()}&to=${new Date(at.getTime() + AROUND_MS).toISOString()}`;

const concernedBy = (looks: readonly Look[]): Map<string, readonly string[]> =>
  new Map(looks.map(({ subject }) => [subject.id, subject.personIds]));
