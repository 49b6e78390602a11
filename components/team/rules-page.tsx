'use client';

import { useQuery } from '@tanstack/react-query';
import { Plus, X } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { formatDay } from '@/shared/domain/format.ts';
import { STANDARD_RULES } from '@/shared/domain/policy-rules.ts';
import type { Valued } from '@/shared/schemas/booking-rule.ts';
import { useCan, useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { later } from '../ui/later.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { useWhenIdle } from '../ui/use-when-idle.ts';
import { Heading } from './heading.tsx';
import { CanaryRuleSection } from './canary-rule.tsx';
import { KeepWarmRuleSection } from './keep-warm-rule.tsx';
import { PowerRuleSection } from './power-rule.tsx';
import { EngineDefaultsSection } from './engine-defaults.tsx';
import { ModelSourcesSection } from './model-sources.tsx';
import { RULE_KINDS } from './rule-parts.ts';
import { RuleSentence } from './rule-sentence.tsx';
import { LastChanged } from './last-changed.tsx';
import { SettingsHeader } from './settings-header.tsx';
import type { RuleView } from './types.ts';
import { LAB, type RuleAt, ruleName, useRules, valuedOf } from './use-rules.ts';

const AddRule = later(() => import('./add-rule.tsx'));

/** The lab's booking rules as sentences; who may, changes their numbers in place. */
export function RulesPage() {
  const trpc = useTRPC();
  const maySet = useCan()('booking:set-rules');
  const [isAdding, setAdding] = useState(false);
  const list = useQuery(trpc.bookingRules.list.queryOptions({}));
  useWhenIdle(AddRule.warm);
  const add = {
    label: 'Add a rule',
    main: true,
    icon: <Plus aria-hidden size={18} strokeWidth={1.8} />,
    onSelect: () => setAdding(true),
  };
  const rules = list.data?.rules ?? [];
  return (
    <>
      <SettingsHeader
        {...(list.data && { facts: rules.length === 1 ? '1 rule' : `${rules.length} rules` })}
        actions={maySet ? [add] : []}
      />
      <main id="main" className="page-body flex max-w-[60rem] flex-col gap-8">
        {list.isPending && <SkeletonRows label="Loading the rules" />}
        {list.error && <ErrorNote error={list.error} onRetry={() => void list.refetch()} />}
        {list.data && (
          <>
            <LabRules rules={rules} maySet={maySet} />
            <Exceptions rules={rules} maySet={maySet} />
            <CanaryRuleSection />
            <KeepWarmRuleSection />
            <PowerRuleSection />
            <EngineDefaultsSection />
            <ModelSourcesSection />
          </>
        )}
        <LastChanged kind="booking-rule" />
      </main>
      {isAdding && list.data && <AddRule choices={list.data} onClose={() => setAdding(false)} />}
    </>
  );
}

type ListProps = { rules: readonly RuleView[]; maySet: boolean };

function LabRules({ rules, maySet }: ListProps) {
  const rows = RULE_KINDS.flatMap((kind) => {
    const set = rules.find((it) => it.kind === kind && it.scope === 'lab') ?? null;
    const standard = STANDARD_RULES[kind];
    const rule = set ? valuedOf(set) : standard && ({ kind, value: standard } as Valued);
    return rule ? [{ rule, set }] : [];
  });
  return (
    <section aria-labelledby="lab-rules">
      <Heading id="lab-rules" title="Booking rules">
        {maySet
          ? 'a refusal names the rule and its number; numbers are changed in place'
          : 'a refusal names the rule and its number'}
      </Heading>
      <ul>
        {rows.map(({ rule, set }) => (
          <RuleRow key={rule.kind} rule={rule} at={LAB} set={set} maySet={maySet} />
        ))}
      </ul>
      <p className="pt-3 text-sm text-muted">
        Bookings that stand stay as they are when a rule changes. The most specific rule counts: a machine’s
        before its model’s, a team’s, the lab’s. Who may book what is told under{' '}
        <Link className="link" href="/bookings/may">
          What may I book?
        </Link>
      </p>
    </section>
  );
}

function Exceptions({ rules, maySet }: ListProps) {
  const own = rules
    .filter((it) => it.scope !== 'lab')
    .toSorted((a, b) => RULE_KINDS.indexOf(a.kind) - RULE_KINDS.indexOf(b.kind));
  return (
    <section aria-labelledby="exceptions">
      <Heading id="exceptions" title="Exceptions">
        {own.length === 0 ? 'none' : 'for a team, a model or one machine'}
      </Heading>
      {own.length === 0 && (
        <p className="py-2 text-sm text-muted">
          The rules above count for everybody and every machine.
          {maySet && ' “Add a rule” sets one for a team, a model or one machine.'}
        </p>
      )}
      <ul>
        {own.map((it) => (
          <RuleRow key={it.id} rule={valuedOf(it)} at={it} set={it} maySet={maySet} />
        ))}
      </ul>
    </section>
  );
}

type RowProps = {
  rule: Valued;
  at: RuleAt;
  /** As it is set; null where the standard counts. */
  set: RuleView | null;
  maySet: boolean;
};

function RuleRow({ rule, at, set, maySet }: RowProps) {
  const zone = useZone();
  const nowMs = useNow(3_600_000);
  const rules = useRules();
  const { kind } = rule;
  const since = set ? formatDay(set.setAt, zone, nowMs) : null;
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-3 gap-y-1 border-b border-border py-2 tablet:grid-cols-[minmax(0,1fr)_auto_2.25rem]">
      <RuleSentence
        kind={kind}
        value={rule.value}
        of={at.ofName === null ? '' : ` of ${at.ofName}`}
        onChange={maySet ? (value) => void rules.set({ kind, value } as Valued, at, set) : null}
      />
      <span
        className="col-start-1 text-sm text-muted tablet:col-start-2 tablet:text-right"
        title={set?.setBy ? `Set by ${set.setBy}` : undefined}
      >
        {[at.ofName ?? (set ? 'Lab' : 'Standard'), since, set?.setBy].filter(Boolean).join(' · ')}
      </span>
      <span className="col-start-2 row-start-1 tablet:col-start-3">
        {maySet && set && (
          <IconButton
            label={`Remove ${ruleName(kind, at)}`}
            disabled={rules.isPending}
            onClick={() => rules.remove(set)}
          >
            <X aria-hidden size={16} strokeWidth={1.8} />
          </IconButton>
        )}
      </span>
    </li>
  );
}
