import { ScrollRegion } from '../ui/scroll-region.tsx';

type Row = { label: string; cells: (number | null)[] };
type ChartTableProps = {
  caption: string;
  /** Of the first column. */
  head?: string;
  columns: string[];
  rows: Row[];
  format: (value: number) => string;
};

/** The same data as a chart, newest last; a bucket without a reading says so. */
export function ChartTable({ caption, head = 'Time', columns, rows, format }: ChartTableProps) {
  return (
    <ScrollRegion className="chart-table" label={caption}>
      <table>
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{head}</th>
            {columns.map((it) => (
              <th key={it} scope="col">
                {it}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index}>
              <th scope="row">{row.label}</th>
              {row.cells.map((value, column) => (
                <td key={column}>
                  {value === null ? <span className="chart-unknown">no reading</span> : format(value)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}
