type ClassName = string | false | null | undefined;

/** Class names that are there, in order. */
export const classNames = (...names: ClassName[]): string => names.filter(Boolean).join(' ');
