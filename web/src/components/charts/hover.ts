import { useState, useSyncExternalStore } from 'react';

/** The instant under the pointer. Kept outside of React's state, so that moving the pointer draws one line of text and not the page. */
export class HoverStore {
  private utc: number | null = null;
  private readonly listeners = new Set<() => void>();

  get = (): number | null => this.utc;

  set(utc: number | null): void {
    if (utc === this.utc) return;
    this.utc = utc;
    for (const listener of this.listeners) listener();
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
}

export const useHoverStore = (): HoverStore => useState(() => new HoverStore())[0];
export const useHover = (store: HoverStore): number | null => useSyncExternalStore(store.subscribe, store.get);
