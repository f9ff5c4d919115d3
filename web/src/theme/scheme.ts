import { useSyncExternalStore } from 'react';

/** Colour scheme: what the person chose, or what the system prefers. The first paint is done by public/scheme.js under the same key. */
export type Scheme = 'light' | 'dark';
export type SchemeChoice = Scheme | 'auto';

const KEY = 'drp-colour-scheme';
const ATTRIBUTE = 'data-mantine-color-scheme';
const listeners = new Set<() => void>();
const systemIsDark = (): MediaQueryList => matchMedia('(prefers-color-scheme: dark)');

export function chosenScheme(): SchemeChoice {
  try {
    const stored = localStorage.getItem(KEY);
    return stored === 'light' || stored === 'dark' ? stored : 'auto';
  } catch {
    return 'auto'; // storage can be forbidden
  }
}

const currentScheme = (): Scheme => {
  const choice = chosenScheme();
  if (choice !== 'auto') return choice;
  return systemIsDark().matches ? 'dark' : 'light';
};

function apply(): void {
  document.documentElement.setAttribute(ATTRIBUTE, currentScheme());
  for (const listener of listeners) listener();
}

export function chooseScheme(choice: SchemeChoice): void {
  try {
    if (choice === 'auto') localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, choice);
  } catch {
    // The choice then lasts as long as the page.
  }
  apply();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  const system = systemIsDark();
  system.addEventListener('change', apply);
  return () => {
    listeners.delete(listener);
    system.removeEventListener('change', apply);
  };
}

export const useScheme = (): Scheme => useSyncExternalStore(subscribe, currentScheme);
export const useSchemeChoice = (): SchemeChoice => useSyncExternalStore(subscribe, chosenScheme);
