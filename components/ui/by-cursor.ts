/** For `infiniteQueryOptions`: a page names the next one, null at the end. */
export const byCursor = { getNextPageParam: <Cursor>(page: { nextCursor: Cursor }) => page.nextCursor };
