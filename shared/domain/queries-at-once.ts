/** Queries in one HTTP request: the browser gathers no more, the portal answers no more. */
export const QUERIES_AT_ONCE = 10;
