/** The part of bwip-js's runtime-independent build that is used here (it ships no types of its own). */
declare module 'bwip-js/generic' {
  const bwip: {
    /** @throws Error where the text does not fit the symbology */
    raw(
      bcid: string,
      text: string,
      options: { readonly eclevel?: string },
    ): readonly {
      readonly sbs?: readonly number[];
      readonly pixs?: readonly number[];
      readonly pixx?: number;
      readonly pixy?: number;
    }[];
  };
  export default bwip;
}
