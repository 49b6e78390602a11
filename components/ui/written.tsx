import { showOverrides } from './marks.ts';

/** A name or title as somebody wrote it: its reading direction ends with it. */
export function Written({ text }: { text: string }) {
  return <bdi>{showOverrides(text)}</bdi>;
}
