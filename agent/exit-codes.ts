/** Service managers do not start a program again that ends with this (EX_CONFIG): its key or its token is refused. */
export const EXIT_REFUSED = 78;
/** And one that ends with this they do (EX_SOFTWARE). */
export const EXIT_FAULT = 70;
