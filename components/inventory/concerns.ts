import { formatSince } from '@/shared/domain/format.ts';
import type { IslandView, MachineView } from './types.ts';

export type Concern = {
  key: string;
  kind: 'silent' | 'attention' | 'engine' | 'cables' | 'overdue';
  title: string;
  detail: string;
  href: string | null;
};

export const OUTDATED_REPORT =
  'Reported by an older agent: not all of it can be read. Update the agent on it.';

/** What of the lab needs somebody, most pressing first. */
export function concernsOf(
  machines: readonly MachineView[],
  islands: readonly IslandView[],
  zone: string,
  now: number,
): Concern[] {
  const active = machines.filter((it) => it.status === 'active');
  const hrefOf = (it: MachineView) => `/machines/${it.id}`;
  const attention = active
    .filter((it) => it.needsAttention || it.isReportOutdated)
    .map((it): Concern => ({
      key: `attention ${it.id}`,
      kind: 'attention',
      title: it.name,
      detail: it.needsAttention ?? OUTDATED_REPORT,
      href: hrefOf(it),
    }));
  const silent = active
    .filter((it) => it.connection === 'lost')
    .map((it): Concern => {
      const since = it.lastSeenAt
        ? formatSince(new Date(it.lastSeenAt).setMilliseconds(0), zone, now)
        : 'some time';
      return {
        key: `silent ${it.id}`,
        kind: 'silent',
        title: `${it.name} has been silent ${since.includes('\u202f') ? `for ${since}` : `since ${since}`}`,
        detail: 'Check its power and network, and that its agent runs.',
        href: hrefOf(it),
      };
    });
  const engines = active
    .filter((it) => it.connection === 'online' && it.engine && !it.engine.ready)
    .map((it): Concern => ({
      key: `engine ${it.id}`,
      kind: 'engine',
      title: `${it.name} can’t start models`,
      detail: it.engine?.message ?? 'Its engine is not ready.',
      href: hrefOf(it),
    }));
  const cables = islands
    .filter((it) => (it.kind === 'chain' || it.kind === 'mesh') && it.verdict)
    .map((it): Concern => ({
      key: `cables ${it.id}`,
      kind: 'cables',
      title: it.title,
      detail: it.verdict ?? '',
      href: `/machines/cables?set=${it.machineIds.join(',')}`,
    }));
  return [...silent, ...attention, ...engines, ...cables];
}
