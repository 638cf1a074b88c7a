/** Whoever administers and manages the site. */
export const BOSS = 'boss';
/** The own password of a person of the tests. */
export const passwordOf = (name: string): string => `Lantern-7-river-${name}`;
