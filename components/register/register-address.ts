/** What the page shows; it stands in the address, so that any of it can be sent as a link. */
export type RegisterView = {
  /** Which rows: `all`, a status, `warranty`, `rented`, `leased`, `simulated`, or `team:` and its id. */
  show: string;
  q: string;
  sort: string;
  isDescending: boolean;
  /** In their order of the table; null: the usual ones. */
  columns: readonly string[] | null;
};

const FIRST: RegisterView = { show: 'all', q: '', sort: 'tag', isDescending: false, columns: null };
const MOST_COLUMNS = 60;
const PART = /^[a-zA-Z][\w:-]{0,80}$/;

type Params = { get(name: string): string | null };
/** An address may say anything: what is no name stands as at first. */
const wordOf = (text: string | null, otherwise: string): string =>
  text !== null && PART.test(text) ? text : otherwise;

export function viewOf(params: Params): RegisterView {
  const sort = params.get('sort') ?? '';
  const columns = params.get('cols');
  return {
    show: wordOf(params.get('show'), FIRST.show),
    q: params.get('q')?.slice(0, 100) ?? '',
    sort: wordOf(sort.replace(/^-/, ''), FIRST.sort),
    isDescending: sort.startsWith('-'),
    columns:
      columns === null
        ? null
        : [...new Set(columns.split(',').filter((it) => PART.test(it)))].slice(0, MOST_COLUMNS),
  };
}

/** What stands behind the address; what is as at first is left out, so that alike views are written alike. */
export function queryOf({ show, q, sort, isDescending, columns }: RegisterView): string {
  const params = new URLSearchParams();
  if (show !== FIRST.show) params.set('show', show);
  if (q.trim() !== '') params.set('q', q);
  if (sort !== FIRST.sort || isDescending) params.set('sort', `${isDescending ? '-' : ''}${sort}`);
  if (columns !== null) params.set('cols', columns.join(','));
  // Commas and colons are plain to read and to send.
  return params.toString().replaceAll('%2C', ',').replaceAll('%3A', ':');
}

export const addressOf = (view: RegisterView): string => {
  const query = queryOf(view);
  return query === '' ? '/machines/register' : `/machines/register?${query}`;
};
