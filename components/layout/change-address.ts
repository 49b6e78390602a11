/** Another address for what is here already, as an open sheet: the portal is not asked, so it works without it. */
export const changeAddress = (href: string, how: 'push' | 'replace'): void =>
  how === 'push' ? window.history.pushState(null, '', href) : window.history.replaceState(null, '', href);
