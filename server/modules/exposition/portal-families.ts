import type { Family, Sample } from '@/shared/domain/prometheus-text.ts';
import { poolCounts } from '../../db.ts';
import type { ServiceContext } from '../../context.ts';
import { readPortalMeter } from '../../portal-meter.ts';

const of = (name: string, type: Family['type'], help: string, value: number | readonly Sample[]): Family => ({
  name,
  type,
  help,
  samples: typeof value === 'number' ? [{ labels: {}, value }] : value,
});

/** How the portal that answers does itself; of several, each tells its own. */
export function portalFamilies(ctx: ServiceContext): Family[] {
  const figures = readPortalMeter();
  const { user, system } = process.cpuUsage();
  const pools = poolCounts(ctx.db);
  const connections = pools.flatMap(({ pool, idle, total }) => [
    { labels: { pool, state: 'idle' }, value: idle },
    { labels: { pool, state: 'busy' }, value: total - idle },
  ]);
  return [
    of(
      'espalier_portal_event_loop_delay_p99_seconds',
      'gauge',
      'Delay of its event loop since the last look, 99th percentile.',
      figures.loopDelayP99Seconds,
    ),
    of(
      'espalier_portal_event_loop_delay_max_seconds',
      'gauge',
      'Longest delay of its event loop since the last look.',
      figures.loopDelayMaxSeconds,
    ),
    of(
      'espalier_portal_http_requests_total',
      'counter',
      'Requests it has answered, by the class of their code.',
      figures.requests.map(({ code, count }) => ({ labels: { code }, value: count })),
    ),
    of(
      'espalier_portal_http_request_seconds_total',
      'counter',
      'Time it took for them, streams included.',
      figures.requestSeconds,
    ),
    of(
      'espalier_portal_sockets',
      'gauge',
      'Sockets of browsers, agents and other programs that are open.',
      figures.sockets,
    ),
    of('espalier_portal_database_connections', 'gauge', 'Its connections to the database.', connections),
    of(
      'espalier_portal_database_waiting',
      'gauge',
      'Statements that wait for a connection.',
      pools.map(({ pool, waiting }) => ({ labels: { pool }, value: waiting })),
    ),
    of('process_cpu_seconds_total', 'counter', 'Processor time it has used.', (user + system) / 1e6),
    of('process_resident_memory_bytes', 'gauge', 'Memory it holds.', process.memoryUsage.rss()),
    of('process_start_time_seconds', 'gauge', 'When it started.', Math.round(performance.timeOrigin / 1000)),
  ];
}
