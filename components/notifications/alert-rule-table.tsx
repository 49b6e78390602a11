'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Ellipsis } from 'lucide-react';
import { formatMoment } from '@/shared/domain/format.ts';
import { useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { DropdownMenu } from '../ui/dropdown-menu.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import '../ui/list-table.css';
import { StatusGlyph } from '../ui/status-glyph.tsx';
import { Tag } from '../ui/tag.tsx';
import { toast } from '../ui/toast.tsx';
import { Written } from '../ui/written.tsx';
import { clearsWords, firesWords, scopeWords, SEVERITY_LABEL, toldWords, waysWords } from './alert-words.ts';
import type { AlertChoicesView, AlertRuleView } from './types.ts';

type Props = {
  rules: readonly AlertRuleView[];
  choices: AlertChoicesView;
  onChange: (rule: AlertRuleView) => void;
  onSilence: (rule: AlertRuleView) => void;
  onRemove: (rule: AlertRuleView) => void;
};

export function AlertRuleTable({ rules, ...props }: Props) {
  return (
    <table className="list-table">
      <caption className="sr-only">Alert rules</caption>
      <thead>
        <tr>
          <th scope="col" className="w-9">
            <span className="sr-only">On</span>
          </th>
          <th scope="col">Rule</th>
          <th scope="col" className="max-tablet:hidden">
            Fires
          </th>
          <th scope="col" className="max-wide:hidden">
            Told
          </th>
          <th scope="col" className="max-tablet:hidden">
            Now
          </th>
          <th scope="col" className="max-tablet:hidden">
            Last fired
          </th>
          <th scope="col" className="w-10">
            <span className="sr-only">More</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {rules.map((it) => (
          <Row key={it.id} rule={it} {...props} />
        ))}
      </tbody>
    </table>
  );
}

const sub = 'block text-xs text-muted';

function Row({ rule, choices, ...does }: Omit<Props, 'rules'> & { rule: AlertRuleView }) {
  const { name, severity, isOn } = rule;
  const scope = scopeWords(rule, choices);
  const marks = (
    <>
      {firesWords(rule)}
      <span className={sub}>{clearsWords(rule)}</span>
    </>
  );
  const told = (
    <>
      <Written text={toldWords(rule, choices)} />
      <span className={sub}>{waysWords(rule)}</span>
    </>
  );
  return (
    <tr>
      <td>
        <OnOff rule={rule} />
      </td>
      <th scope="row" className="[overflow-wrap:anywhere]">
        <b className={isOn ? 'font-strong' : 'font-strong text-muted'}>
          <Written text={name} />
        </b>
        <span className={sub}>
          {SEVERITY_LABEL[severity]}
          {scope && (
            <>
              {' · '}
              <Written text={scope} />
            </>
          )}
        </span>
        <span className="block pt-1 text-text-2 tablet:hidden">{marks}</span>
        <span className="block pt-1 text-text-2 wide:hidden">{told}</span>
        <span className="block pt-1 tablet:hidden">
          <Now rule={rule} />
        </span>
      </th>
      <td className="max-tablet:hidden">{marks}</td>
      <td className="max-wide:hidden">{told}</td>
      <td className="max-tablet:hidden">
        <Now rule={rule} />
      </td>
      <td className="max-tablet:hidden">
        <LastFired rule={rule} />
      </td>
      <td className="text-right!" aria-label={`What can be done with ${name}`}>
        <DropdownMenu
          label={`More of ${name}`}
          items={[
            { label: 'Change…', onSelect: () => does.onChange(rule) },
            { label: 'Silence…', onSelect: () => does.onSilence(rule), disabled: !isOn },
            { kind: 'separator' },
            { label: 'Remove…', onSelect: () => does.onRemove(rule), danger: true },
          ]}
        >
          <IconButton label={`More of ${name}`}>
            <Ellipsis aria-hidden size={18} strokeWidth={1.6} />
          </IconButton>
        </DropdownMenu>
      </td>
    </tr>
  );
}

function Now({ rule: { isOn, firing, firingCount } }: { rule: AlertRuleView }) {
  if (!isOn) return <span className="text-muted">off</span>;
  if (firingCount === 0) return <span className="text-muted">quiet</span>;
  return (
    <span className="flex flex-wrap items-center gap-x-2">
      <StatusGlyph small status="fault" label="Firing" />
      <span className="[overflow-wrap:anywhere]">
        <Written text={firing.map((it) => it.name).join(', ')} />
        {firingCount > firing.length && ` and ${firingCount - firing.length} more`}
      </span>
      {firing.some((it) => it.simulated) && <Tag tone="simulated">Simulated</Tag>}
    </span>
  );
}

function LastFired({ rule: { firingCount, lastFiredAt, lastFiredFor } }: { rule: AlertRuleView }) {
  const zone = useZone();
  const nowMs = useNow(60_000);
  if (lastFiredAt === null) return <span className="text-muted">never</span>;
  if (firingCount > 0) return <>now</>;
  return (
    <span className="[overflow-wrap:anywhere]">
      {formatMoment(lastFiredAt, zone, nowMs)}
      <span className={sub}>
        <Written text={lastFiredFor ?? ''} />
      </span>
    </span>
  );
}

function OnOff({ rule: { id, name, isOn } }: { rule: AlertRuleView }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const set = useMutation(
    trpc.alerts.setRule.mutationOptions({
      onSettled: () => queries.invalidateQueries(trpc.alerts.pathFilter()),
      onError: toast.failed,
    }),
  );
  return (
    <label className="grid min-h-6 place-items-center coarse:min-h-11">
      <input
        type="checkbox"
        className="size-4 accent-accent"
        aria-label={`${name} is on`}
        // What was just said shows until the portal's word is here.
        checked={set.isPending ? set.variables.isOn : isOn}
        onChange={(event) => set.mutate({ id, isOn: event.target.checked })}
      />
    </label>
  );
}
