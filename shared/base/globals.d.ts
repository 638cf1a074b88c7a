/**
 * The few globals that every runtime of the product has (Node, Chromium, Electron).
 * Shared code is checked without DOM and Node types; what it may use beyond the language is listed here.
 */
declare class TextEncoder {
  encode(text?: string): Uint8Array<ArrayBuffer>;
}
declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
  decode(bytes?: Uint8Array, options?: { stream?: boolean }): string;
}
declare function structuredClone<T>(value: T): T;
