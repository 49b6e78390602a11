const KEPT_MS = 10_000;

/** Gives the reader a file that the browser itself has made. */
export function download(text: string, name: string, type = 'text/csv;charset=utf-8'): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = Object.assign(document.createElement('a'), { href: url, download: name });
  link.click();
  // A browser may take its time to begin.
  setTimeout(() => URL.revokeObjectURL(url), KEPT_MS);
}
