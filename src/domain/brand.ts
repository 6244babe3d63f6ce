declare const brand: unique symbol;

/** A string that only its own checking constructor makes, where a mix-up would be costly. */
export type Branded<Name extends string> = string & { readonly [brand]: Name };
