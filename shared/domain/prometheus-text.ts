/*
 * Prometheus' text format, version 0.0.4: what each series is, then its samples. A value that nobody knows has no
 * sample: it is never a zero.
 */
export type Labels = Readonly<Record<string, string>>;
export type Sample = { labels: Labels; value: number | null };
export type Family = { name: string; type: 'gauge' | 'counter'; help: string; samples: readonly Sample[] };

/** Of the format's latest text version that every Prometheus reads. */
export const PROMETHEUS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

const escapeLabel = (value: string): string =>
  value.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"');

function lineOf(name: string, { labels, value }: { labels: Labels; value: number }): string {
  const pairs = Object.entries(labels).map(([label, of]) => `${label}="${escapeLabel(of)}"`);
  return `${name}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${value}`;
}

export const toPrometheusText = (families: readonly Family[]): string =>
  families
    .map(({ name, type, help, samples }) => {
      const known = samples.flatMap(({ labels, value }) =>
        value === null || !Number.isFinite(value) ? [] : [lineOf(name, { labels, value })],
      );
      return [
        `# HELP ${name} ${help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}`,
        `# TYPE ${name} ${type}`,
        ...known,
      ]
        .map((line) => `${line}\n`)
        .join('');
    })
    .join('');
