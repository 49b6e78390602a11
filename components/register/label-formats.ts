/** A sheet of labels; all lengths in millimetres. */
export type LabelFormat = {
  id: string;
  title: string;
  /** The `@page` of labels.css. */
  page: 'a4' | 'letter' | 'tape-62' | 'tape-50';
  pageWidth: number;
  pageHeight: number;
  columns: number;
  rows: number;
  width: number;
  height: number;
  top: number;
  left: number;
  columnGap: number;
  padding: number;
  code: number;
  /** Of the lines of text: 1 is 5 mm for the name. */
  scale: number;
  /** Only the name, tag and serial have room. */
  isSmall?: true;
};

const A4 = { page: 'a4', pageWidth: 210, pageHeight: 297 } as const;
const TAPE = { columns: 1, rows: 1, top: 0, left: 0, columnGap: 0 } as const;

export const LABEL_FORMATS: readonly LabelFormat[] = [
  {
    ...A4,
    id: 'a4-21',
    title: 'A4, 63.5 × 38.1 mm',
    columns: 3,
    rows: 7,
    width: 63.5,
    height: 38.1,
    top: 15.15,
    left: 7.25,
    columnGap: 2.5,
    padding: 3,
    code: 26,
    scale: 1,
  },
  {
    ...A4,
    id: 'a4-24',
    title: 'A4, 70 × 37 mm',
    columns: 3,
    rows: 8,
    width: 70,
    height: 37,
    top: 0.5,
    left: 0,
    columnGap: 0,
    padding: 5,
    code: 26,
    scale: 1,
  },
  {
    ...A4,
    id: 'a4-65',
    title: 'A4, 38.1 × 21.2 mm',
    columns: 5,
    rows: 13,
    width: 38.1,
    height: 21.2,
    top: 10.7,
    left: 4.75,
    columnGap: 2.5,
    padding: 1.8,
    code: 16,
    scale: 0.58,
    isSmall: true,
  },
  {
    id: 'letter-30',
    title: 'US Letter, 2⅝ × 1 in',
    page: 'letter',
    pageWidth: 215.9,
    pageHeight: 279.4,
    columns: 3,
    rows: 10,
    width: 66.675,
    height: 25.4,
    top: 12.7,
    left: 4.7625,
    columnGap: 3.175,
    padding: 2.4,
    code: 19,
    scale: 0.76,
  },
  {
    ...TAPE,
    id: 'tape-62',
    title: 'Tape, 62 × 29 mm',
    page: 'tape-62',
    pageWidth: 62,
    pageHeight: 29,
    width: 62,
    height: 29,
    padding: 2.5,
    code: 23,
    scale: 0.85,
  },
  {
    ...TAPE,
    id: 'tape-50',
    title: 'Tape, 50 × 25 mm',
    page: 'tape-50',
    pageWidth: 50,
    pageHeight: 25,
    width: 50,
    height: 25,
    padding: 2.2,
    code: 19,
    scale: 0.66,
  },
];

export const labelsASheet = ({ columns, rows }: LabelFormat): number => columns * rows;

/** The labels of each sheet, the first begun at a label of its own; `null` is one that is used. */
export function toSheets<T>(labels: readonly T[], format: LabelFormat, from: number): (T | null)[][] {
  const most = labelsASheet(format);
  const slots = [...Array.from({ length: Math.min(from, most) - 1 }, () => null), ...labels];
  return Array.from({ length: Math.ceil(slots.length / most) }, (_, sheet) =>
    slots.slice(sheet * most, (sheet + 1) * most),
  );
}

/** What the page prints, as its address says. */
export type LabelQuestion = { ids: string[]; format: LabelFormat; from: number; withSerial: boolean };

export function labelQuestionOf(params: { get(name: string): string | null }): LabelQuestion {
  const format = LABEL_FORMATS.find(({ id }) => id === params.get('format')) ?? LABEL_FORMATS[0]!;
  const from = Number(params.get('from'));
  const isSlot = Number.isInteger(from) && from >= 1 && from <= labelsASheet(format);
  return {
    ids: (params.get('ids') ?? '').split(',').filter(Boolean),
    format,
    from: isSlot ? from : 1,
    withSerial: params.get('serial') !== '0',
  };
}

export function labelAddressOf({ ids, format, from, withSerial }: LabelQuestion): string {
  const parts = [
    ids.length > 0 && `ids=${ids.join(',')}`,
    format !== LABEL_FORMATS[0] && `format=${format.id}`,
    from > 1 && `from=${from}`,
    !withSerial && 'serial=0',
  ].filter((it) => it !== false);
  return `/machines/register/labels${parts.length > 0 ? '?' : ''}${parts.join('&')}`;
}
