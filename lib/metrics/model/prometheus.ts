/** Prometheus text format 0.0.4. */
export type Gauge = { name: string; help: string; samples: { labels: Record<string, string>; value: number | null }[] };

const escapeLabel = (value: string) => value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');

/** Samples without a value are left out: an absent series is not zero. */
export function prometheusText(gauges: Gauge[]): string {
  return gauges
    .map(({ name, help, samples }) => {
      const lines = samples.flatMap(({ labels, value }) => {
        if (value === null) return [];
        const pairs = Object.entries(labels).map(([key, text]) => `${key}="${escapeLabel(text)}"`);
        return [`${name}${pairs.length > 0 ? `{${pairs.join(',')}}` : ''} ${value}`];
      });
      return `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${lines.map((line) => `${line}\n`).join('')}`;
    })
    .join('');
}
