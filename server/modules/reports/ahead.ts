/** The next value is on its way while this one is worked on: Postgres and the portal don't wait for each other. */
export async function* oneAhead<T>(source: AsyncGenerator<T>): AsyncGenerator<T> {
  try {
    let next = fetchNext(source);
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
