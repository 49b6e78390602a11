import { type CSSProperties, useMemo } from 'react';
import { formatMemory } from '@/shared/domain/format.ts';
import { type LabelFormat } from './label-formats.ts';
import { qrPath } from '../ui/qr-path.ts';
import type { LabelView } from './labels-page.tsx';

type Props = {
  slots: readonly (LabelView | null)[];
  number: number;
  format: LabelFormat;
  withSerial: boolean;
  address: string;
  labName: string;
};

const mm = (length: number): string => `calc(${length} * var(--mm))`;

/** One sheet as it comes out of the printer; always black on white. */
export function LabelSheetView({ slots, number, format, ...rest }: Props) {
  const style = {
    '--code': mm(format.code),
    '--text-mm': `calc(${format.scale} * var(--mm))`,
    '--pad': mm(format.padding),
    width: mm(format.pageWidth),
    height: mm(format.pageHeight),
    paddingTop: mm(format.top),
    paddingLeft: mm(format.left),
    gridTemplateColumns: `repeat(${format.columns}, ${mm(format.width)})`,
    gridTemplateRows: `repeat(${format.rows}, ${mm(format.height)})`,
    columnGap: mm(format.columnGap),
  } as CSSProperties;
  return (
    <ol className="lbl-sheet" data-page={format.page} style={style} aria-label={`Sheet ${number}`}>
      {slots.map((label, index) =>
        label === null ? (
          // oxlint-disable-next-line react/no-array-index-key -- a used place is its place
          <li key={index} className="lbl" data-used>
            used
          </li>
        ) : (
          <Label key={label.id} label={label} format={format} {...rest} />
        ),
      )}
    </ol>
  );
}

type LabelProps = Omit<Props, 'slots' | 'number'> & { label: LabelView };

function Label({ label, format, withSerial, address, labName }: LabelProps) {
  const { id, name, tag, modelName, memoryBytes, serial } = label;
  const href = `${address}/machines/${id}`;
  const { size, path } = useMemo(() => qrPath(href), [href]);
  const model = [modelName, memoryBytes === null ? null : formatMemory(memoryBytes)]
    .filter(Boolean)
    .join(', ');
  return (
    <li className="lbl">
      <svg
        viewBox={`0 0 ${size} ${size}`}
        role="img"
        aria-label={`QR code: ${href}`}
        shapeRendering="crispEdges"
      >
        <path d={path} />
      </svg>
      <div>
        <b>{name}</b>
        {tag !== null && <span>{tag}</span>}
        {!format.isSmall && model !== '' && <small>{model}</small>}
        {withSerial && serial !== null && <small className="lbl-serial">{serial}</small>}
        {!format.isSmall && <small className="lbl-lab">{labName}</small>}
      </div>
    </li>
  );
}
