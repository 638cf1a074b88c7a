/** Something that must be released. Releasing twice is harmless. */
export interface Disposable {
  dispose(): void | Promise<void>;
}

/** A listener registry of one event. A listener that throws does not keep the others from hearing. */
export interface Emitter<T> {
  on(listener: (value: T) => void): Disposable;
  emit(value: T): void;
}

export function createEmitter<T>(onError: (error: unknown) => void = rethrowLater): Emitter<T> {
  const listeners = new Set<(value: T) => void>();
  return {
    on(listener) {
      listeners.add(listener);
      return { dispose: () => void listeners.delete(listener) };
    },
    emit(value) {
      for (const listener of [...listeners]) {
        try {
          listener(value);
        } catch (error) {
          onError(error);
        }
      }
    },
  };
}

/** Surfaces the error as an unhandled rejection, without stopping the caller. */
function rethrowLater(error: unknown): void {
  void Promise.reject(error);
}
