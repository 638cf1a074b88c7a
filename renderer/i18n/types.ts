export interface StopText {
  readonly title: string;
  /** What happened. */
  readonly what: string;
  /** What to do now. */
  readonly todo: string;
}

/** The same keys with any text: makes a key that a language lacks, or has too many, a compile error. */
export type SameKeys<T> = { readonly [K in keyof T]: T[K] extends string ? string : SameKeys<T[K]> };

/** Dotted paths to the texts. */
export type Leaves<T, Path extends string = ''> = {
  [K in keyof T & string]: T[K] extends string ? `${Path}${K}` : Leaves<T[K], `${Path}${K}.`>;
}[keyof T & string];
