const LONGEST = 120;

// Control characters, and those that turn the direction of what follows: `exe.fdp` that reads as `pdf.exe`.
// oxlint-disable-next-line no-control-regex -- They are what is taken out.
const ODD = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/** The bare name of a file as somebody sent it: no folders, nothing that no name shows; never empty. */
export function safeFileName(name: string): string {
  const bare = name
    .toWellFormed()
    .replace(ODD, '')
    .split(/[/\\]/)
    .at(-1)!
    .replace(/^[.\s]+/, '')
    .trim();
  if (bare === '') return 'attachment';
  if (bare.length <= LONGEST) return bare;
  const ending = /\.[^.]{1,12}$/.exec(bare)?.[0] ?? '';
  return `${bare.slice(0, LONGEST - ending.length).toWellFormed()}${ending}`;
}

/** As a download is offered: a plain name for old readers, and the whole one (RFC 6266, RFC 8187). */
export function attachmentHeader(name: string): string {
  const plain = name.replaceAll(/[^\w .()+-]/g, '_');
  const whole = encodeURIComponent(name).replaceAll(/['()*!]/g, (it) => `%${it.charCodeAt(0).toString(16)}`);
  return `attachment; filename="${plain}"; filename*=UTF-8''${whole}`;
}
