'use client';

import { Ellipsis } from 'lucide-react';
import { useRouter } from 'next/navigation';
import {
  formatCount,
  formatDay,
  formatEnergy,
  formatMoment,
  formatTokens,
  listNames,
} from '@/shared/domain/format.ts';
import { useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { classNames } from '../ui/class-names.ts';
import { DropdownMenu } from '../ui/dropdown-menu.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import '../ui/list-table.css';
import './key-table.css';
import { Meter } from '../ui/meter.tsx';
import { ScrollRegion } from '../ui/scroll-region.tsx';
import { Tag } from '../ui/tag.tsx';
import { Written } from '../ui/written.tsx';
import { inWords } from './key-words.ts';
import { MinuteBars } from './minute-bars.tsx';
import type { KeyView } from './types.ts';

type Props = {
  keys: readonly KeyView[];
  whose: 'mine' | 'lab';
  newId: string | null;
  onChange: (key: KeyView) => void;
  onRevoke: (key: KeyView) => void;
};

export function KeyTable({ keys, ...props }: Props) {
  return (
    <ScrollRegion label="API keys" className="relative overflow-x-auto">
      <table className="list-table key-table">
        <caption className="sr-only">API keys with their limits and use this month</caption>
        <thead>
          <tr>
            <th scope="col">Key</th>
            <th scope="col">May use</th>
            <th scope="col">Until</th>
            <th scope="col" className="w-[17%]">
              Tokens this month
            </th>
            <th scope="col" className="max-tablet:hidden">
              Last hour
            </th>
            <th scope="col" className="number max-tablet:hidden">
              Energy
            </th>
            <th scope="col" className="pl-4">
              Last used
            </th>
            <th scope="col">
              <span className="sr-only">More</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {keys.map((it) => (
            <Row key={it.id} apiKey={it} {...props} />
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}

const sub = 'block text-xs text-muted';

function Row({ apiKey, ...props }: Omit<Props, 'keys'> & { apiKey: KeyView }) {
  const isOver = apiKey.state === 'revoked' || apiKey.state === 'expired';
  return (
    <tr className={classNames(isOver && 'text-muted')}>
      <th scope="row">
        <span className="flex flex-wrap items-center gap-x-2 [overflow-wrap:anywhere]">
          <b className="font-strong">
            <Written text={apiKey.name} />
          </b>
          {props.newId === apiKey.id && <Tag tone="ready">new</Tag>}
          {apiKey.state === 'asleep' && <Tag tone="warning">asleep</Tag>}
        </span>
        <span className={`${sub} font-mono`}>{apiKey.prefix}…</span>
        {props.whose === 'lab' && (
          <span className={sub}>
            <Written text={apiKey.person.name} />
          </span>
        )}
      </th>
      <td>
        {reachOf(apiKey)}
        {apiKey.project && (
          <span className={sub}>
            for <Written text={apiKey.project.name} />
          </span>
        )}
        {apiKey.state === 'asleep' && <span className={sub}>its person’s role asks nothing now</span>}
      </td>
      <UntilCell apiKey={apiKey} />
      <UseCell apiKey={apiKey} />
      <td className="max-tablet:hidden">
        <MinuteBars tokens={apiKey.lastHour} />
      </td>
      <td className="number max-tablet:hidden">{energyOf(apiKey)}</td>
      <LastCell apiKey={apiKey} />
      <td className="number">
        <More apiKey={apiKey} isOver={apiKey.state === 'revoked'} {...props} />
      </td>
    </tr>
  );
}

/** Nothing was asked of a real Mac: there is nothing to be measured. Asked and no figure: nobody measured it. */
function energyOf({
  thisMonth: { requests, simulatedRequests, energyJoules, isEnergyPending },
}: KeyView): string {
  if (requests === simulatedRequests) return requests === 0 ? '–' : 'simulated only';
  if (energyJoules !== null) return formatEnergy(energyJoules);
  return isEnergyPending ? 'not yet known' : 'not measured';
}

function reachOf({ models, sessions }: KeyView): string {
  const names = [...models, ...sessions].map((it) => it.title);
  return names.length === 0 ? 'Own and open sessions' : listNames(names);
}

function UntilCell({ apiKey }: { apiKey: KeyView }) {
  const zone = useZone();
  const nowMs = useNow(60_000);
  const { expiresAt, revokedAt } = apiKey;
  const [at, word] = revokedAt
    ? [revokedAt, 'taken back ']
    : [expiresAt, apiKey.state === 'expired' ? 'ended ' : ''];
  const leftMs = Date.parse(expiresAt) - nowMs;
  const isSoon = word === '' && leftMs < 14 * 86_400_000;
  return (
    <td className="whitespace-nowrap">
      <span className={classNames(isSoon && 'text-maintenance-text')}>
        {word}
        {/* Good until the midnight that ends a day: that day is told. */}
        {formatDay(Date.parse(at) - 1, zone, nowMs)}
      </span>
      {word === '' && <span className={sub}>in {inWords(leftMs)}</span>}
    </td>
  );
}

function UseCell({ apiKey }: { apiKey: KeyView }) {
  const { thisMonth, tokensPerMonth, requestsPerMinute, tokensPerMinute } = apiKey;
  const tokens = thisMonth.promptTokens + thisMonth.completionTokens;
  const limits = [
    requestsPerMinute === null ? null : `${formatCount(requestsPerMinute)} a minute`,
    tokensPerMinute === null ? null : `${formatTokens(tokensPerMinute)} tokens a minute`,
  ].filter((it) => it !== null);
  const asked = thisMonth.requests === 1 ? '1 request' : `${formatCount(thisMonth.requests)} requests`;
  const played = thisMonth.simulatedRequests;
  const requests = played === 0 ? asked : `${asked}, ${formatCount(played)} of them simulated`;
  const isSpent = tokensPerMonth !== null && tokens >= tokensPerMonth;
  return (
    <td>
      <span className="whitespace-nowrap">
        {formatTokens(tokens)}
        {tokensPerMonth !== null && <span className="text-muted"> of {formatTokens(tokensPerMonth)}</span>}
      </span>
      {tokensPerMonth !== null && <Meter ratio={tokens / tokensPerMonth} tone={isSpent ? 'busy' : 'mine'} />}
      <span className={sub}>{[requests, ...limits].join(' · ')}</span>
      {isSpent && <span className="block text-xs text-maintenance-text">limit reached until next month</span>}
    </td>
  );
}

function LastCell({ apiKey: { lastUsedAt, lastClient } }: { apiKey: KeyView }) {
  const zone = useZone();
  const nowMs = useNow(60_000);
  return (
    <td className="pl-4">
      <span className="whitespace-nowrap">
        <span className="text-muted tablet:hidden">last used </span>
        {lastUsedAt ? formatMoment(lastUsedAt, zone, nowMs) : 'never'}
      </span>
      {lastClient && <span className={`${sub} max-w-[12rem] truncate`}>{lastClient}</span>}
    </td>
  );
}

type MoreProps = Pick<Props, 'whose' | 'onChange' | 'onRevoke'> & { apiKey: KeyView; isOver: boolean };

function More({ apiKey, isOver, whose, onChange, onRevoke }: MoreProps) {
  const router = useRouter();
  const href = `/settings/keys?view=requests&key=${apiKey.id}${whose === 'lab' ? '&whose=lab' : ''}`;
  const items = [
    { label: 'See its requests', onSelect: () => router.push(href) },
    ...(isOver
      ? []
      : [
          { label: 'Change…', onSelect: () => onChange(apiKey) },
          { label: 'Take back…', danger: true, onSelect: () => onRevoke(apiKey) },
        ]),
  ];
  return (
    <DropdownMenu label={`More about ${apiKey.name}`} items={items}>
      <IconButton label={`More about ${apiKey.name}`}>
        <Ellipsis aria-hidden size={18} />
      </IconButton>
    </DropdownMenu>
  );
}
