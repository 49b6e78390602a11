/**
 * The next value is on its way while this one is worked on, the first from this moment: Postgres and the portal don't
 * wait for each other.
 */
export const oneAhead = <T>(source: AsyncGenerator<T>): AsyncGenerator<T> =>
  followed(source, fetchNext(source));

async function* followed<T>(source: AsyncGenerator<T>, first: Promise<IteratorResult<T>>): AsyncGenerator<T> {
  try {
    let next = first;
    for (;;) {
      const { done, value } = await next;
      if (done) return;
      next = fetchNext(source);
      yield value;
    }
  } finally {
    await source.return(undefined);
  }
}

/** Whoever stops early never asks for the last one: its failure is nobody's. */
function fetchNext<T>(source: AsyncGenerator<T>): Promise<IteratorResult<T>> {
  const next = source.next();
  next.catch(() => {});
  return next;
}
