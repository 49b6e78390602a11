import { Banner } from '../ui/banner.tsx';
import { StatusGlyph } from '../ui/status-glyph.tsx';
import { refusedWords } from './refused-words.ts';

/** What came of a way to the sign-in service, on the page one is sent back to. */
export function Refused({ reason }: { reason: string }) {
  const { title, detail } = refusedWords(reason);
  return (
    <Banner tone="error" icon={<StatusGlyph status="fault" label={null} />} title={title}>
      {detail}
    </Banner>
  );
}
