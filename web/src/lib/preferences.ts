import type { Preferences } from '@/api/types';
import { setClock } from './format';
import { chooseScheme } from '@/theme/scheme';

let unit: Preferences['unit'] = 'kW';

/** The unit that the charts begin with, unless the address says another. */
export const preferredUnit = (): Preferences['unit'] => unit;

/** What the account has chosen holds from here on. "As the system" leaves the colours to this device. */
export function applyPreferences(preferences: Preferences): void {
  unit = preferences.unit;
  setClock(preferences.clock);
  if (preferences.colours !== 'auto') chooseScheme(preferences.colours);
}
