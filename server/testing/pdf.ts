import { deflateSync } from 'node:zlib';

type Stream = { dict?: string; data: Buffer };

/** A PDF of these objects, numbered from 1; the first is its catalogue. */
function pdfOf(objects: (string | Stream)[]): Buffer {
  const parts: Buffer[] = [Buffer.from('%PDF-1.7\n')];
  const offsets: number[] = [];
  let at = parts[0]!.length;
  const add = (part: Buffer): void => {
    parts.push(part);
    at += part.length;
  };
  objects.forEach((it, index) => {
    offsets.push(at);
    add(Buffer.from(`${index + 1} 0 obj\n`));
    if (typeof it === 'string') add(Buffer.from(it));
    else {
      add(Buffer.from(`<< ${it.dict ?? ''} /Length ${it.data.length} >>\nstream\n`));
      add(it.data);
      add(Buffer.from('\nendstream'));
    }
    add(Buffer.from('\nendobj\n'));
  });
  const start = at;
  const rows = offsets.map((it) => `${String(it).padStart(10, '0')} 00000 n \n`).join('');
  add(
    Buffer.from(
      `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${rows}trailer << /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF`,
    ),
  );
  return Buffer.concat(parts);
}

const FONT = '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>';
const page = (contents: number): string =>
  `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] /Contents ${contents} 0 R /Resources << /Font << /F1 3 0 R >> >> >>`;
const written = (line: string): Stream => ({ data: Buffer.from(`BT /F1 12 Tf 20 200 Td (${line}) Tj ET`) });

/** A page a line. */
export function makePdf(lines: readonly string[]): Buffer {
  const kids = lines.map((_, index) => `${4 + 2 * index} 0 R`).join(' ');
  return pdfOf([
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Count ${lines.length} /Kids [${kids}] >>`,
    FONT,
    ...lines.flatMap((line, index) => [page(5 + 2 * index), written(line)]),
  ]);
}

/** One page whose contents unpack to so many bytes of what draws nothing. */
export const makeBombPdf = (bytes: number): Buffer =>
  pdfOf([
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Count 1 /Kids [4 0 R] >>',
    FONT,
    page(5),
    { dict: '/Filter /FlateDecode', data: deflateSync(Buffer.alloc(bytes, 'q Q ')) },
  ]);
