import { useState } from 'react';

export type Density = 'comfortable' | 'compact';
const KEY = 'drp-density';

function stored(): Density {
  try {
    return localStorage.getItem(KEY) === 'compact' ? 'compact' : 'comfortable';
  } catch {
    return 'comfortable'; // storage can be forbidden
  }
}

/** How high rows are: one choice for all lists of this browser. */
export function useDensity(): [Density, (density: Density) => void] {
  const [density, setDensity] = useState(stored);
  return [
    density,
    (next) => {
      setDensity(next);
      try {
        localStorage.setItem(KEY, next);
      } catch {
        // The choice then lasts as long as the page.
      }
    },
  ];
}
