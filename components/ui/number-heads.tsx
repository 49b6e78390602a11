/** The heads of columns of numbers, in a row of heads. */
export const NumberHeads = ({ of }: { of: readonly string[] }) =>
  of.map((it) => (
    <th key={it} scope="col" className="number">
      {it}
    </th>
  ));
