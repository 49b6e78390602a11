import { Download } from 'lucide-react';
import { writeBench, type WrittenRow } from '@/shared/domain/bench-results/write-bench.ts';
import type { BenchFormat } from '@/shared/schemas/bench-row.ts';
import { Button } from '../../ui/button.tsx';
import { download } from '../../ui/download.ts';
import { DropdownMenu } from '../../ui/dropdown-menu.tsx';

const FILES: { format: BenchFormat; label: string; ending: string; type: string }[] = [
  { format: 'mlx', label: 'As mlx_lm.benchmark prints', ending: 'mlx.txt', type: 'text/plain' },
  { format: 'md', label: 'llama-bench, markdown', ending: 'llama-bench.md', type: 'text/markdown' },
  { format: 'json', label: 'llama-bench, JSON', ending: 'llama-bench.json', type: 'application/json' },
  {
    format: 'jsonl',
    label: 'llama-bench, JSON lines',
    ending: 'llama-bench.jsonl',
    type: 'application/jsonl',
  },
  { format: 'csv', label: 'llama-bench, CSV', ending: 'llama-bench.csv', type: 'text/csv' },
];

/** What is shown, in the shapes that other people's programs write. */
export function ExportMenu({ rows }: { rows: () => WrittenRow[] }) {
  return (
    <DropdownMenu
      label="Export as"
      items={FILES.map(({ format, label, ending, type }) => ({
        label,
        onSelect: () =>
          download(writeBench(rows(), format), `model-results.${ending}`, `${type};charset=utf-8`),
      }))}
    >
      <Button icon={<Download aria-hidden size={16} strokeWidth={1.6} />}>Benchmark files</Button>
    </DropdownMenu>
  );
}
