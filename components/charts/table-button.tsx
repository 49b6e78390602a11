import { Table2 } from 'lucide-react';

type TableButtonProps = { title: string; isOn: boolean; onChange: (isOn: boolean) => void };

/** The way from a chart to the table of the same, and back. */
export const TableButton = ({ title, isOn, onChange }: TableButtonProps) => (
  <button
    type="button"
    className="chart-button no-print"
    aria-pressed={isOn}
    aria-label={`Show ${title.toLowerCase()} as a table`}
    title="Table"
    onClick={() => onChange(!isOn)}
  >
    <Table2 aria-hidden size={16} strokeWidth={1.6} />
  </button>
);
