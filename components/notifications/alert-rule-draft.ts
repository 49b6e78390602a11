import { ALERT_KINDS, alertKind, type AlertKind, marksProblem } from '@/shared/domain/alert-kinds.ts';
import type { SaveAlertRuleInput } from '@/shared/schemas/alert.ts';
import type { AlertRuleView } from './types.ts';

/** What is being written; the two marks as they were typed. */
export type AlertRuleDraft = Omit<SaveAlertRuleInput, 'threshold' | 'clearsAt'> & {
  threshold: string;
  clearsAt: string;
};

export function draftOf(rule: AlertRuleView | null, kind: AlertKind = 'hot'): AlertRuleDraft {
  if (rule) {
    const { firing: _firing, firingCount: _count, lastFiredAt: _at, lastFiredFor: _for, ...fields } = rule;
    return { ...fields, threshold: textOf(rule.threshold), clearsAt: textOf(rule.clearsAt) };
  }
  const { label, severity, measure, fireAfterSeconds, clearAfterSeconds } = alertKind(kind);
  return {
    id: null,
    revision: 0,
    kind,
    name: label,
    isOn: true,
    severity,
    threshold: textOf(measure?.threshold ?? null),
    clearsAt: textOf(measure?.clearsAt ?? null),
    fireAfterSeconds,
    clearAfterSeconds,
    scope: kind === 'power_over' ? 'lab' : 'all',
    catalogIds: [],
    machineIds: [],
    tellsConcerned: true,
    roles: ['owner', 'admin'],
    teamIds: [],
    personIds: [],
    byEmail: severity !== 'notice',
    byWebhook: severity !== 'notice',
    sendsSimulated: false,
  };
}

/** Another kind brings its own marks and times; who is told stays. */
export const withKind = (draft: AlertRuleDraft, kind: AlertKind): AlertRuleDraft => {
  const fresh = draftOf(null, kind);
  const { roles, teamIds, personIds, tellsConcerned, sendsSimulated } = draft;
  const name = draft.name === ALERT_KINDS[draft.kind].label ? fresh.name : draft.name;
  return { ...fresh, name, roles, teamIds, personIds, tellsConcerned, sendsSimulated };
};

const textOf = (value: number | null): string => value?.toString() ?? '';
const numberOf = (text: string): number | null => {
  const tidy = text.trim().replace(',', '.');
  return /^\d{1,7}(\.\d{1,3})?$/.test(tidy) ? Number(tidy) : null;
};

export const inputOf = (draft: AlertRuleDraft): SaveAlertRuleInput => ({
  ...draft,
  threshold: numberOf(draft.threshold),
  clearsAt: numberOf(draft.clearsAt),
});
export const draftProblem = (draft: AlertRuleDraft): string | null =>
  marksProblem(draft.kind, inputOf(draft));
