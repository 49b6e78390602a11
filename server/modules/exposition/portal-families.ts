import type { Family } from '@/shared/domain/prometheus-text.ts';
import { poolCounts } from '../../db.ts';
import type { ServiceContext } from '../../context.ts';
import { readPortalMeter } from '../../portal-meter.ts';
import { counter, gauge } from './family.ts';

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
    gauge(
      'espalier_portal_event_loop_delay_p99_seconds',
      'Delay of its event loop since the last look, 99th percentile.',
      figures.loopDelayP99Seconds,
    ),
    gauge(
      'espalier_portal_event_loop_delay_max_seconds',
      'Longest delay of its event loop since the last look.',
      figures.loopDelayMaxSeconds,
    ),
    counter(
      'espalier_portal_http_requests_total',
      'Requests it has answered, by the class of their code.',
      figures.requests.map(({ code, count }) => ({ labels: { code }, value: count })),
    ),
    counter(
      'espalier_portal_http_request_seconds_total',
      'Time it took for them, streams included.',
      figures.requestSeconds,
    ),
    gauge(
      'espalier_portal_sockets',
      'Sockets of browsers, agents and other programs that are open.',
      figures.sockets,
    ),
    gauge('espalier_portal_database_connections', 'Its connections to the database.', connections),
    gauge(
      'espalier_portal_database_waiting',
      'Statements that wait for a connection.',
      pools.map(({ pool, waiting }) => ({ labels: { pool }, value: waiting })),
    ),
    counter('process_cpu_seconds_total', 'Processor time it has used.', (user + system) / 1e6),
    gauge('process_resident_memory_bytes', 'Memory it holds.', process.memoryUsage.rss()),
    gauge('process_start_time_seconds', 'When it started.', Math.round(performance.timeOrigin / 1000)),
  ];
}
