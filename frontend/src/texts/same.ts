/** The same keys, other words: a language with a key too few or too many is no program. */
export type Same<Texts> = Record<keyof Texts, string>;
